"""営業日: neither Saturday, Sunday, holiday, nor 12月29日 to 1月3日 (地方自治法第4条の2).

Known from 2015 to 2035; outside of that a question is refused rather than answered wrongly.
"""

from __future__ import annotations

import datetime as dt

from sekisho.errors import BadInput, say
from sekisho.japan.holidays import DAYS

FIRST_YEAR, LAST_YEAR = min(DAYS), max(DAYS)
HOLIDAYS = frozenset(
    dt.date(year, int(mark[:2]), int(mark[2:])) for year, marks in DAYS.items() for mark in marks.split()
)
_SATURDAY = 5
_NEW_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
_DAY = dt.timedelta(days=1)


def is_holiday(day: dt.date) -> bool:
    """Return whether ``day`` is a national holiday (振替休日 and 国民の休日 included).

    Raises:
        BadInput: the calendar does not reach ``day``.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _unknown(day)
    return day in HOLIDAYS


def _unknown(day: dt.date) -> BadInput:
    return BadInput(
        say("{year}年の祝日がわかりません。", year=day.year),
        why=say("祝日の暦は{first}年から{last}年まで入っています。", first=FIRST_YEAR, last=LAST_YEAR),
        next_step="日付を確かめてください。正しいときは、暦を新しくした版に更新してください。",
    )


def is_business_day(day: dt.date) -> bool:
    """Return whether a municipal office is open on ``day``."""
    return not (is_holiday(day) or day.weekday() >= _SATURDAY or (day.month, day.day) in _NEW_YEAR)


def next_business_day(day: dt.date) -> dt.date:
    """Return ``day`` itself when it is a business day, else the first one after it."""
    while not is_business_day(day):
        day += _DAY
    return day


def add_business_days(day: dt.date, count: int) -> dt.date:
    """Return the ``count``-th business day after ``day`` (before it when negative); ``day`` itself for 0.

    Raises:
        BadInput: the calendar does not reach that far.
    """
    if count and day in {dt.date.min, dt.date.max}:
        raise _unknown(day)
    step = _DAY if count > 0 else -_DAY
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day):
            day += step
    return day
