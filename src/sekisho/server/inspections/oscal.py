"""Findings as OSCAL 1.2 assessment results: an observation, a risk and a finding for each.

The risk carries what a plan of action would: its status, its deadline, and the improvement as remediation
(``planned`` until it is done, then ``completed``). Identifiers are RFC 9562 version 5, so that the same
finding keeps its own over exports.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sekisho import __version__
from sekisho.server.catalogues.oscal import NAMESPACE, VERSION
from sekisho.terms import FindingGrade, FindingState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sekisho.server.inspections.models import Finding

_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_RISK_STATUS = {
    FindingState.OPEN: "open",
    FindingState.PLANNED: "remediating",
    FindingState.DONE: "remediating",
    FindingState.VERIFIED: "closed",
    FindingState.CLOSED: "closed",
}


def findings_results(code: str, name: str, at: dt.datetime, rows: Sequence[Finding]) -> dict[str, Any]:
    """Return the document as plain data, ready for ``json.dumps``."""
    clauses = sorted({row.clause for row in rows})
    selected = [{"control-id": clause} for clause in clauses]
    begun = min((row.found_on for row in rows), default=timezone.localdate(at))
    result: dict[str, Any] = {
        "uuid": _id(code, at.isoformat(), "result"),
        "title": f"{name}：指摘と改善",
        "description": "自己点検と監査の指摘と、その改善の状態です。",
        "start": _moment(begun),
        "end": at.isoformat(),
        "reviewed-controls": {
            "control-selections": [{"include-controls": selected} if selected else {"include-all": {}}]
        },
    }
    if rows:
        result["observations"] = [_observation(code, row) for row in rows]
        result["findings"] = [_finding(code, row) for row in rows]
    risks = [_risk(code, row) for row in rows if row.grade != FindingGrade.GOOD]
    if risks:
        result["risks"] = risks
    return {
        "assessment-results": {
            "uuid": _id(code, at.isoformat()),
            "metadata": {
                "title": f"{name}：指摘と改善",
                "last-modified": at.isoformat(),
                "version": at.isoformat(),
                "oscal-version": VERSION,
                "props": [_prop("product", f"sekisho {__version__}"), _prop("body-code", code)],
            },
            "import-ap": {"href": f"urn:sekisho:inspections:{code}"},
            "results": [result],
        }
    }


def _observation(code: str, row: Finding) -> dict[str, Any]:
    props = [_prop("grade", row.grade), *(_prop("thing", name) for name in row.things)]
    if row.standing_digest:
        props.append(_prop("standing-sha256", row.standing_digest))
    return {
        "uuid": _id(code, row.number, "observation"),
        "title": row.number,
        "description": row.facts,
        "props": props,
        "methods": ["EXAMINE" if row.audit_id else "INTERVIEW"],
        "collected": _moment(row.found_on),
    }


def _finding(code: str, row: Finding) -> dict[str, Any]:
    good = row.grade == FindingGrade.GOOD or _status(row) == "closed"
    state, reason = ("satisfied", "pass") if good else ("not-satisfied", "fail")
    status = {"state": state, "reason": reason}
    found: dict[str, Any] = {
        "uuid": _id(code, row.number, "finding"),
        "title": f"{row.number} {row.clause}",
        "description": row.facts,
        "target": {"type": "objective-id", "target-id": row.clause, "status": status},
        "related-observations": [{"observation-uuid": _id(code, row.number, "observation")}],
    }
    if row.grade != FindingGrade.GOOD:
        found["related-risks"] = [{"risk-uuid": _id(code, row.number, "risk")}]
    return found


def _risk(code: str, row: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {
        "uuid": _id(code, row.number, "risk"),
        "title": f"{row.number} {row.clause}",
        "description": row.facts,
        "statement": row.facts,
        "status": _status(row),
        "props": [_prop("state", row.state)],
    }
    if row.due is not None:
        found["deadline"] = _moment(row.due)
    if row.plan:
        found["remediations"] = [
            {
                "uuid": _id(code, row.number, "remediation"),
                "lifecycle": "completed" if row.done_on else "planned",
                "title": row.plan_who,
                "description": row.plan,
            }
        ]
    return found


def _status(row: Finding) -> str:
    return _RISK_STATUS[FindingState(row.state)]


def _moment(day: dt.date) -> str:
    return timezone.make_aware(dt.datetime.combine(day, dt.time())).isoformat()


def _prop(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": NAMESPACE, "value": value}


def _id(*parts: str) -> str:
    return str(uuid.uuid5(_ROOT, "|".join(parts)))
