"""What information assets say together to a judgement, as flat facts of ``judgement.facts``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sekisho.server.ledgers.models import InformationAsset


def facts_of(rows: list[InformationAsset]) -> dict[str, Any]:
    """Return what ``rows`` together say to a judgement.

    Grades are the highest, restrictions are added up, heads are counted as 延べ. What the ledger does
    not say of one asset is not said of all: the fact is left out, and the judgement asks for it.
    """
    if not rows:
        return {}
    facts: dict[str, Any] = {
        "confidentiality": max(row.confidentiality for row in rows),
        "integrity": max(row.integrity for row in rows),
        "availability": max(row.availability for row in rows),
        "personal_data": any(row.personal_data for row in rows),
        "specific_personal_data": any(row.specific_personal_data for row in rows),
        "restrictions": sorted({str(value) for row in rows for value in row.restrictions}),
    }
    sensitive = _sensitive(rows)
    if sensitive is not None:
        facts["sensitive_personal_data"] = sensitive
    heads = [row.person_count if row.personal_data else 0 for row in rows]
    if None not in heads:
        facts["person_count"] = sum(count or 0 for count in heads)
    return facts


def _sensitive(rows: list[InformationAsset]) -> bool | None:
    said = [row.sensitive_personal_data if row.personal_data else False for row in rows]
    if any(said):
        return True
    return None if None in said else False
