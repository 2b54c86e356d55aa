"""By which day something regular is done: yearly checks by 年度, decisions before an end, steps after it.

A day by which something is to be done is one on which the office is open: before an end and at the end of
a 年度 it moves to the business day before, after an end to the next. Sources: the proposal (2021-09-27,
① ライフサイクル: 運用時の定期の確認, 利用終了) and 対策基準 8.1 (履行状況の確認). The numbers of
days are ours.
Pure: the day is passed in.
"""

from __future__ import annotations

import datetime as dt

from sekisho.errors import BadInput
from sekisho.japan.business_days import add_business_days, is_business_day
from sekisho.japan.fiscal import fiscal_year, last_day

HALF_A_YEAR = dt.timedelta(days=180)
"""What began later in its 年度 than so long before the end is first looked at in the next."""
BEFORE_END = dt.timedelta(days=90)
"""So long before its end it is decided whether a use or contract goes on."""
AFTER_END = dt.timedelta(days=30)
"""So long after the end of use its steps are done."""
NOTICE = dt.timedelta(days=30)
"""So long before its day a task stands on the home page of the one whose task it is."""
GRACE = 10
"""Business days that are left for what was entered when its day was near or over."""
_DAY = dt.timedelta(days=1)


def open_before(day: dt.date) -> dt.date:
    """Return ``day``, or the business day before it; beyond the calendar the day itself."""
    return _moved(day, -_DAY)


def open_after(day: dt.date) -> dt.date:
    """Return ``day``, or the business day after it; beyond the calendar the day itself."""
    return _moved(day, _DAY)


def yearly_due(year: int) -> dt.date:
    """Return the last business day of the 年度 ``year``."""
    return open_before(last_day(year))


def next_due(begun: dt.date, known: dt.date, last: dt.date | None = None) -> dt.date:
    """Return by when a yearly check is next due.

    ``begun``: when the use or contract began. ``known``: when it was entered here; nothing is asked of the
    time before. ``last``: the later of the day the last check was due and the day it was done: one done late
    answers every year it missed, and one done early its own.
    """
    year = fiscal_year(begun)
    if yearly_due(year) - begun < HALF_A_YEAR:
        year += 1
    year = max(year, fiscal_year(known))
    if last is not None and last >= yearly_due(year):
        year = max(year, fiscal_year(last))
        if last >= yearly_due(year):
            year += 1
    return yearly_due(year)


def renewal_due(ends: dt.date, known: dt.date) -> dt.date:
    """Return by when it is decided whether something goes on after ``ends``, never at once when ``known``."""
    return max(open_before(_less(ends, BEFORE_END)), _grace(known))


def disposal_due(ends: dt.date, known: dt.date) -> dt.date:
    """Return by when the steps after the end are done, never at once when ``known``."""
    return max(open_after(_more(ends, AFTER_END)), _grace(known))


def _grace(known: dt.date) -> dt.date:
    try:
        return add_business_days(known, GRACE)
    except BadInput:
        return known


def _moved(day: dt.date, step: dt.timedelta) -> dt.date:
    moved = day
    try:
        while not is_business_day(moved):
            moved += step
    except (BadInput, OverflowError):
        return day
    return moved


def _less(day: dt.date, days: dt.timedelta) -> dt.date:
    return day - days if day - dt.date.min > days else day


def _more(day: dt.date, days: dt.timedelta) -> dt.date:
    return day + days if dt.date.max - day > days else day
