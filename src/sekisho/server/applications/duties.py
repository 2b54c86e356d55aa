"""The conditions of use (満たすべき条件) with their due days: counted from decision, start or end of use."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sekisho.terms import DueWhen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def obligations_of(
    duties: Iterable[Mapping[str, Any]], answers: Mapping[str, Any], day: dt.date
) -> list[dict[str, Any]]:
    """Return the obligations of a decision taken on ``day`` as the ledger keeps them.

    Before and after the decision count from ``day``, before and in use from the start of use (never
    before ``day``), at the end from the end of use; without an end there is no due day.
    """
    starts = answers.get("starts")
    start = max(dt.date.fromisoformat(starts), day) if starts else day
    anchors = {
        DueWhen.BEFORE_DECISION: day,
        DueWhen.AFTER_DECISION: day,
        DueWhen.BEFORE_USE: start,
        DueWhen.IN_OPERATION: start,
        DueWhen.AT_END: end_of_use(answers),
    }
    return [
        {
            "clause": duty["clause"],
            "text": duty["text"],
            "responsible": duty["who"],
            "when": duty["due"],
            "due_on": _due(anchors[DueWhen(duty["due"])], int(duty["days"])),
        }
        for duty in duties
    ]


def end_of_use(answers: Mapping[str, Any]) -> dt.date | None:
    """Return the last day of use; None while it is open."""
    return dt.date.fromisoformat(answers["ends"]) if answers.get("ends") else None


def _due(anchor: dt.date | None, days: int) -> dt.date | None:
    return anchor + dt.timedelta(days=days) if anchor else None
