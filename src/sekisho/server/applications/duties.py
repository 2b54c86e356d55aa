"""The conditions of use (満たすべき条件) with their due days: counted from decision, start or end of use."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from sekisho.japan.fiscal import fiscal_year, last_day
from sekisho.terms import DueWhen, Role

LONGEST_EXCEPTION = dt.timedelta(days=366)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def obligations_of(
    duties: Iterable[Mapping[str, Any]], answers: Mapping[str, Any], day: dt.date
) -> list[dict[str, Any]]:
    """Return the obligations of a decision taken on ``day`` as the ledger keeps them.

    Before and after the decision count from ``day``, before and in use from the start of use (never
    before ``day``), at the end from the end of use; without an end there is no due day. Where a day of
    review is fixed (:func:`review_day`), looking at the use again on it is an obligation too.
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
    found = [
        {
            "clause": duty["clause"],
            "text": duty["text"],
            "responsible": duty["who"],
            "when": duty["due"],
            "due_on": _due(anchors[DueWhen(duty["due"])], int(duty["days"])),
        }
        for duty in duties
    ]
    review = review_day(answers, day)
    return [*found, _review(review)] if review else found


def conditions_of(text: str, answers: Mapping[str, Any], day: dt.date) -> list[dict[str, Any]]:
    """Return what the decider asked for, a line each, as obligations of the section's head.

    They are due on the day the use starts, never before ``day``; no clause of the catalogue asks for them.
    """
    starts = answers.get("starts")
    due = max(dt.date.fromisoformat(starts), day) if starts else day
    return [
        {
            "clause": "決裁の条件",
            "text": line.strip(),
            "responsible": Role.MANAGER.value,
            "when": DueWhen.AFTER_DECISION.value,
            "due_on": due,
        }
        for line in text.splitlines()
        if line.strip()
    ]


def review_day(answers: Mapping[str, Any], day: dt.date) -> dt.date | None:
    """Return the day on which the use is looked at again (見直す日); None where 利用期限 alone ends it.

    As the applicant wrote it; with neither day written, the last day of the fiscal year in which the use
    starts (PRO-014: an approval always has an end), counted from ``day`` when it started before.
    """
    if answers.get("review_on"):
        return dt.date.fromisoformat(answers["review_on"])
    if answers.get("ends"):
        return None
    start = dt.date.fromisoformat(answers["starts"]) if answers.get("starts") else day
    return last_day(fiscal_year(max(start, day)))


def proposed_end(day: dt.date, runs_until: dt.date | None = None) -> dt.date:
    """Return the end proposed for an 例外措置 where none is written: the last day of the fiscal year.

    EXL-09: what is allowed beside the rule ends with the fiscal year unless it is renewed. One that goes on
    from ``runs_until`` is proposed to the end of the fiscal year after that, but never more than a year on.
    """
    begins = max(day, runs_until + dt.timedelta(days=1)) if runs_until else day
    return min(last_day(fiscal_year(begins)), day + LONGEST_EXCEPTION)


def _review(on: dt.date) -> dict[str, Any]:
    return {
        "clause": "PRO-014",
        "text": gettext_noop("使い続ける必要と条件を確かめ、続けるときは申請し直す"),
        "responsible": Role.MANAGER.value,
        "when": DueWhen.IN_OPERATION.value,
        "due_on": on,
    }


def end_of_use(answers: Mapping[str, Any]) -> dt.date | None:
    """Return the last day of use; None while it is open."""
    return dt.date.fromisoformat(answers["ends"]) if answers.get("ends") else None


def _due(anchor: dt.date | None, days: int) -> dt.date | None:
    return anchor + dt.timedelta(days=days) if anchor else None
