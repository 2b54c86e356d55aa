"""委託先の監督: when a contractor is checked during the term, and to whom the result is reported.

対策基準 8.1 has the measures of a contractor checked regularly, and the result reported to the general
officer and, by its weight, to the CISO; how often is the office's own rule: once a year. Who handles
特定個人情報 is checked at least once a year (個人情報保護委員会, 特定個人情報ガイドライン 第4-2-(1)).
Pure: the days are passed in.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

from sekisho.errors import BadInput, say
from sekisho.japan.dates import format_wareki
from sekisho.japan.fiscal import fiscal_year, last_day
from sekisho.procedures.regular import open_before
from sekisho.terms import CheckResult, Role

if TYPE_CHECKING:
    from collections.abc import Collection

YEARLY = 12
"""Months."""
MOST_MONTHS = 36
_DAY = dt.timedelta(days=1)

_TOLD = {
    CheckResult.GOOD: frozenset({Role.GENERAL_OFFICER}),
    CheckResult.IMPROVE: frozenset({Role.GENERAL_OFFICER}),
    CheckResult.SERIOUS: frozenset({Role.GENERAL_OFFICER, Role.CISO}),
}


def check_interval(months: int, *, specific: bool) -> None:
    """Refuse an interval between checks that is none, or too long.

    Raises:
        BadInput: it is no number of months, or 特定個人情報 would not be checked every year.
    """
    most = YEARLY if specific else MOST_MONTHS
    if 1 <= months <= most:
        return
    why = "特定個人情報を扱う委託先は、年に1回以上確かめます（特定個人情報ガイドライン第4-2-(1)）。"
    raise BadInput(
        say("確認の間隔「{months}」か月は使えません。", months=months),
        where="確認の間隔（月）",
        why=why if specific else "",
        next_step=say("1から{most}までの月数を書いてください。", most=most),
    )


def yearly_by(first: dt.date, since: dt.date) -> None:
    """Refuse a first day by which 特定個人情報 would go unchecked for more than a year since ``since``.

    Raises:
        BadInput: it is too late.
    """
    latest = _later(since, YEARLY)
    if first > latest:
        raise BadInput(
            say("最初の期日（{day}）が遅すぎます。", day=format_wareki(first)),
            where="最初の期日",
            why="特定個人情報を扱う委託先は、年に1回以上確かめます（特定個人情報ガイドライン第4-2-(1)）。",
            next_step=say("{latest}までの日を書いてください。", latest=format_wareki(latest)),
        )


def first_due(starts: dt.date, ends: dt.date, months: int) -> dt.date:
    """Return by when a contract is checked for the first time: within ``months``, 年度 and term.

    Always a business day, unless the calendar of business days does not reach there.
    """
    year_end = last_day(fiscal_year(starts))
    return max(open_before(min(_later(starts, months), ends, year_end)), starts)


def next_due(done_on: dt.date, months: int) -> dt.date:
    """Return by when a contractor that was checked on ``done_on`` is checked again: ``months`` on."""
    return max(open_before(_later(done_on, months)), done_on + _DAY)


def due_days(due: dt.date, months: int, ends: dt.date) -> tuple[dt.date, ...]:
    """Return the due days within the term if each check is done on its day, the nearest first."""
    found = []
    while due <= ends:
        found.append(due)
        due = next_due(due, months)
    return tuple(found)


def told(result: CheckResult) -> Collection[Role]:
    """Return the roles to whom a result is reported (対策基準 8.1: by its weight also to the CISO)."""
    return _TOLD[result]


def _later(day: dt.date, months: int) -> dt.date:
    """Return the same day ``months`` later; the last of a month that is too short."""
    count = day.year * YEARLY + day.month - 1 + months
    year, month = divmod(count, YEARLY)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
