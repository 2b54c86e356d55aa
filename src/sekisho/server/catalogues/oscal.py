"""The standing of the clauses as OSCAL 1.2 assessment results (NIST, assessment-results model, JSON).

One result a run. Every clause with numbers is an observation (method TEST) with its counts as properties
and a finding whose target is the clause: ``satisfied`` when it is satisfied everywhere it applies, else
``not-satisfied`` with the reason ``fail`` (violated somewhere) or ``other`` (a fact is missing somewhere).
The assessment plan is this product's catalogue edition, named by the rulebook's digest; nothing says more
than the numbers do. Pure: the same numbers give the same bytes, identifiers included (RFC 9562, version 5).
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import attrs

from sekisho import __version__

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.catalogue import Clause

VERSION = "1.2.3"
NAMESPACE = "https://sekisho.example/ns/oscal"
_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)


@attrs.frozen
class Assessed:
    """Whose standing, by which rules, and when."""

    code: str
    name: str
    started: dt.datetime
    at: dt.datetime
    rulebook: str


@attrs.frozen
class Counted:
    """One clause and its numbers."""

    clause: Clause
    applicable: int
    satisfied: int
    violated: int
    unknown: int


def assessment_results(of: Assessed, rows: Iterable[Counted]) -> dict[str, Any]:
    """Return the document as plain data, ready for ``json.dumps``."""
    counted = [row for row in rows if row.applicable]
    head = f"{of.code}|{of.started.isoformat()}|{of.rulebook}"
    result: dict[str, Any] = {
        "uuid": _id(head, "result"),
        "title": f"{of.name}：条文ごとの状況",
        "description": "台帳の外部サービスと契約を、条文ごとに事実から判定した件数です。",
        "start": of.started.isoformat(),
        "end": of.at.isoformat(),
        "props": [_prop("rulebook", of.rulebook)],
        "reviewed-controls": {"control-selections": [_selected(counted)]},
    }
    if counted:
        result["observations"] = [_observation(head, of, row) for row in counted]
        result["findings"] = [_finding(head, row) for row in counted]
    return {
        "assessment-results": {
            "uuid": _id(head, of.at.isoformat()),
            "metadata": {
                "title": f"{of.name}：条文ごとの状況",
                "last-modified": of.at.isoformat(),
                "version": of.at.isoformat(),
                "oscal-version": VERSION,
                "props": [_prop("product", f"sekisho {__version__}"), _prop("body-code", of.code)],
            },
            "import-ap": {"href": f"urn:sekisho:rulebook:{of.rulebook}"},
            "results": [result],
        }
    }


def _selected(counted: list[Counted]) -> dict[str, Any]:
    if not counted:
        return {"include-all": {}}
    return {"include-controls": [{"control-id": row.clause.id} for row in counted]}


def _observation(head: str, of: Assessed, row: Counted) -> dict[str, Any]:
    return {
        "uuid": _id(head, "observation", row.clause.id),
        "title": row.clause.title,
        "description": row.clause.summary,
        "props": [
            _prop(name, str(getattr(row, name)))
            for name in ("applicable", "satisfied", "violated", "unknown")
        ],
        "methods": ["TEST"],
        "collected": of.at.isoformat(),
    }


def _finding(head: str, row: Counted) -> dict[str, Any]:
    if row.violated:
        status = {"state": "not-satisfied", "reason": "fail"}
    elif row.unknown:
        status = {
            "state": "not-satisfied",
            "reason": "other",
            "remarks": "事実が足りず、判定できないものがあります。",
        }
    else:
        status = {"state": "satisfied", "reason": "pass"}
    return {
        "uuid": _id(head, "finding", row.clause.id),
        "title": row.clause.title,
        "description": row.clause.summary,
        "target": {"type": "objective-id", "target-id": row.clause.id, "status": status},
        "related-observations": [{"observation-uuid": _id(head, "observation", row.clause.id)}],
    }


def _prop(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": NAMESPACE, "value": value}


def _id(*parts: str) -> str:
    return str(uuid.uuid5(_ROOT, "|".join(parts)))
