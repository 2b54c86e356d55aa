"""What a decision binds (決裁の対象): answers, attachments and route as canonical JSON, and their sha256.

RFC 8785 gives the bytes, so that anybody with the record can compute the digest again. A later difference
is listed field by field (決裁後変更).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import attrs
import rfc8785

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@attrs.frozen
class Change:
    """One difference: the part (answers, attachments, route), the field, before and after."""

    part: str
    name: str
    before: object
    after: object


def content(
    *,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
    attachments: Iterable[Mapping[str, Any]],
    route: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what is bound: attachments as name and digest, in the order of their digests."""
    sealed = sorted(
        ({"name": str(one["name"]), "sha256": str(one["sha256"])} for one in attachments),
        key=lambda one: (one["sha256"], one["name"]),
    )
    return {
        "v": 1,
        "answers": dict(answers),
        "facts": dict(facts),
        "attachments": sealed,
        "route": dict(route),
    }


def digest(bound: Mapping[str, Any]) -> str:
    """Return the sha256 (hex) over the canonical JSON of ``bound``."""
    return hashlib.sha256(rfc8785.dumps(dict(bound))).hexdigest()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return what differs between two contents, in the order answers, facts, attachments, route."""
    found: list[Change] = []
    for part in ("answers", "facts", "route"):
        old, new = before.get(part, {}), after.get(part, {})
        found += [
            Change(part, name, old.get(name), new.get(name))
            for name in sorted({*old, *new})
            if old.get(name) != new.get(name)
        ]
    old_files = {(one["sha256"], one["name"]) for one in before.get("attachments", ())}
    new_files = {(one["sha256"], one["name"]) for one in after.get("attachments", ())}
    found += [Change("attachments", name, sha, None) for sha, name in sorted(old_files - new_files)]
    found += [Change("attachments", name, None, sha) for sha, name in sorted(new_files - old_files)]
    order = {"answers": 0, "facts": 1, "attachments": 2, "route": 3}
    return tuple(sorted(found, key=lambda change: order[change.part]))
