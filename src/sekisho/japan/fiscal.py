"""年度: the fiscal year, from 4月1日 to 3月31日 (地方自治法第208条)."""

from __future__ import annotations

import datetime as dt

from sekisho.japan.dates import format_wareki

_APRIL = 4
_NAMED_REIWA_FIRST = 2019  # 令和元年度 as a whole, though 平成 lasted until 4月30日


def fiscal_year(day: dt.date) -> int:
    """Return the western number of the fiscal year that ``day`` is in (2026-03-31 → 2025)."""
    return day.year if day.month >= _APRIL else day.year - 1


def first_day(year: int) -> dt.date:
    """Return the first day of the fiscal year ``year``."""
    return dt.date(year, _APRIL, 1)


def last_day(year: int) -> dt.date:
    """Return the last day of the fiscal year ``year``."""
    return dt.date(year + 1, 3, 31)


def label_of_year(year: int) -> str:
    """Return 令和8年度 for 2026."""
    day = dt.date(year, 5, 1) if year == _NAMED_REIWA_FIRST else first_day(year)
    return f"{format_wareki(day).partition('年')[0]}年度"


def fiscal_year_label(day: dt.date) -> str:
    """Return 令和8年度 for a day in it."""
    return label_of_year(fiscal_year(day))
