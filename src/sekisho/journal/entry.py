"""One entry of the record: its canonical text and its limits.

An entry is RFC 8785 JSON (so that equal content is equal bytes) of at most 65,535 bytes, the limit of
C2SP tlog-tiles entry bundles. It holds identifiers and digests, never residents' data or secrets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import rfc8785

from sekisho.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_RECORD = 65_535


def canonical(record: Mapping[str, Any]) -> bytes:
    """Return the bytes that are sealed for ``record``.

    Raises:
        BadInput: when it is not JSON or too long to be sealed.
    """
    try:
        data: bytes = rfc8785.dumps(dict(record))
    except rfc8785.CanonicalizationError as fault:
        raise BadInput(
            "この内容は記録簿に書けません。",
            why=f"JSON で表せない値があります（{fault}）。",
            next_step="文字、数、真偽、それらの並びだけにしてください。",
        ) from fault
    return checked(data)


def checked(data: bytes) -> bytes:
    """Return ``data`` when it fits an entry.

    Raises:
        BadInput: when it is longer than 65,535 bytes.
    """
    if len(data) > MAX_RECORD:
        raise BadInput(
            f"記録一件の長さが {len(data):,} バイトあり、上限の {MAX_RECORD:,} バイトを超えています。",
            next_step="本文は添付として保管し、記録にはその要約値だけを書いてください。",
        )
    return data


def parse(data: bytes) -> dict[str, Any] | None:
    """Return the fields of an entry, or None when it is not a JSON object."""
    try:
        fields = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return fields if isinstance(fields, dict) else None


def uid_of(data: bytes) -> str:
    """Return the ``uid`` inside an entry; empty when it has none."""
    fields = parse(data)
    uid = fields.get("uid") if fields else None
    return uid if isinstance(uid, str) else ""
