"""和暦: reading and writing dates as Japanese offices do.

Eras after 元号法 and its forerunners; the Gregorian calendar is in force from 明治6年1月1日 (太政官布告
第337号), so nothing earlier is read. A year that an era does not have (令和0年, 昭和65年) is refused, and
:func:`arithmetic_reading` says which day its writer must have meant, so that a person can agree.
"""

from __future__ import annotations

import datetime as dt
import re

import attrs

from sekisho.errors import BadInput, say
from sekisho.japan.text import normal_width, parse_int_ja


@attrs.frozen
class Era:
    """One era: its name, its initial, its first and its last day."""

    name: str
    initial: str
    first: dt.date
    last: dt.date


_NO_END = dt.date.max
ERAS = (
    Era("令和", "R", dt.date(2019, 5, 1), _NO_END),
    Era("平成", "H", dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    Era("昭和", "S", dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
    Era("大正", "T", dt.date(1912, 7, 30), dt.date(1926, 12, 25)),
    Era("明治", "M", dt.date(1868, 1, 25), dt.date(1912, 7, 30)),
)
FIRST_GREGORIAN = dt.date(1873, 1, 1)
_LAST_YEAR = 2200
_BY_MARK = {mark: era for era in ERAS for mark in (era.name, era.name[0], era.initial)}

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_ERA_YEAR = (
    r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHR])(?P<year>元|-?\d{1,3}|[〇一二三四五六七八九十]{1,3})"
)
_WESTERN_YEAR = r"(?P<western>\d{4})"
_SEPARATED = (
    rf"(?:年(?P<m1>{_NUMBER})月(?P<d1>{_NUMBER})日|(?P<sep>[./-])(?P<m2>\d{{1,2}})(?P=sep)(?P<d2>\d{{1,2}}))"
)
_WAREKI = re.compile(_ERA_YEAR + _SEPARATED)
_WESTERN = re.compile(rf"(?:西暦)?{_WESTERN_YEAR}{_SEPARATED}(?:T00:00:00| ?0{{1,2}}:00(?::00)?)?")
_COMPACT = re.compile(r"(?P<western>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_WEEKDAY = re.compile(r"\((?:[月火水木金土日](?:曜日?)?(?:・祝)?|祝)\)$")
_DASHES = re.compile("[‐‑‒–—―−ー]")
_FORMS = say("令和8年4月1日、R8.4.1、2026/4/1、2026-04-01、20260401 のように書いてください。")


@attrs.frozen
class _Written:
    """What stands in the text, before asking whether there is such a day."""

    era: Era | None
    year: int
    month: int
    day: int

    @property
    def western_year(self) -> int:
        return self.year if self.era is None else self.era.first.year - 1 + self.year


def parse_date(text: str, *, where: str = "") -> dt.date:
    """Return the day that ``text`` names, in any of the forms offices use.

    Raises:
        BadInput: it is no date, there is no such day (2月30日), or the era has none (令和0年, 昭和65年).
    """
    written = _read(text)
    if written is None:
        raise BadInput(
            say("「{text}」は日付として読めません。", text=text.strip()), next_step=_FORMS, where=where
        )
    day = _day(written)
    if day is None:
        raise BadInput(
            say("「{text}」という日はありません。", text=text.strip()),
            why=say(
                "{month}月{day}日は{year}の暦にありません。",
                month=written.month,
                day=written.day,
                year=_year_name(written),
            ),
            next_step="日付を確かめてください。",
            where=where,
        )
    if not _readable(day):
        raise BadInput(
            say("「{text}」は読める範囲の外です。", text=text.strip()),
            why=say("明治6年1月1日から西暦{year}年までの日付を読みます。", year=_LAST_YEAR),
            next_step="年を確かめてください。",
            where=where,
        )
    if written.era is not None and not _within(written.era, day):
        raise BadInput(
            say("「{text}」という年月日は{era}にありません。", text=text.strip(), era=written.era.name),
            why=_why_not_in_era(written.era),
            next_step=say("{day}のことであれば、そう書き直してください。", day=format_wareki(day)),
            where=where,
        )
    return day


def arithmetic_reading(text: str) -> dt.date | None:
    """Return the day an impossible era date (令0.4.1, R-1.4.1, 令和元年4月1日) stands for by counting years.

    None when the text is no era date, when there is no such day, or when the era has it (then
    :func:`parse_date` reads it).
    """
    written = _read(text)
    if written is None or written.era is None:
        return None
    day = _day(written)
    if day is None or not _readable(day):
        return None
    return None if _within(written.era, day) else day


def era_of(day: dt.date) -> Era:
    """Return the era of ``day``; a day on which two meet belongs to the new one.

    Raises:
        BadInput: ``day`` is before 明治6年1月1日.
    """
    if day < FIRST_GREGORIAN:
        raise BadInput(
            say(
                "西暦{year}年{month}月{day}日は和暦で書けません。",
                year=day.year,
                month=day.month,
                day=day.day,
            ),
            why="明治5年までは旧暦のためです。",
            next_step="明治6年1月1日よりあとの日付にしてください。",
        )
    return next(era for era in ERAS if era.first <= day)


def format_wareki(day: dt.date) -> str:
    """Return 令和8年4月1日 (the first year is 元年)."""
    era = era_of(day)
    year = day.year - era.first.year + 1
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def format_wareki_short(day: dt.date) -> str:
    """Return R8.4.1."""
    era = era_of(day)
    return f"{era.initial}{day.year - era.first.year + 1}.{day.month}.{day.day}"


def format_iso(day: dt.date) -> str:
    """Return 2026-04-01, for the API and CSV."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def _read(text: str) -> _Written | None:
    compact = _DASHES.sub("-", re.sub(r"\s+", "", normal_width(text)))
    compact = _WEEKDAY.sub("", compact)
    if match := _COMPACT.fullmatch(compact):
        return _Written(None, int(match["western"]), int(match["m"]), int(match["d"]))
    era: Era | None = None
    if match := _WAREKI.fullmatch(compact[:1].upper() + compact[1:]):
        era = _BY_MARK[match["era"]]
        year = _era_year(match["year"])
    elif match := _WESTERN.fullmatch(compact):
        year = int(match["western"])
    else:
        return None
    return _Written(era, year, _small(match["m1"] or match["m2"]), _small(match["d1"] or match["d2"]))


def _era_year(text: str) -> int:
    if text == "元":
        return 1
    return -int(text[1:]) if text.startswith("-") else _small(text)


def _small(text: str) -> int:
    try:
        return parse_int_ja(text)
    except BadInput:  # 二三十 and the like: no such month or day, told as such
        return 0


def _day(written: _Written) -> dt.date | None:
    try:
        return dt.date(written.western_year, written.month, written.day)
    except ValueError:
        return None


def _readable(day: dt.date) -> bool:
    return day >= FIRST_GREGORIAN and day.year <= _LAST_YEAR


def _within(era: Era, day: dt.date) -> bool:
    return era.first <= day <= era.last


def _year_name(written: _Written) -> str:
    if written.era is None:
        return f"西暦{written.year}年"
    return f"{written.era.name}{'元' if written.year == 1 else written.year}年"


def _why_not_in_era(era: Era) -> str:
    if era.last == _NO_END:
        return say("{era}は{first}からです。", era=era.name, first=_plainly(era.first))
    return say(
        "{era}は{first}から{last}までです。", era=era.name, first=_plainly(era.first), last=_plainly(era.last)
    )


def _plainly(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
