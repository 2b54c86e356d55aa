"""Periods in one cell: 2024年4月1日～2025年3月31日, 自 令和6年4月1日 至 令和7年3月31日."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sekisho.errors import BadInput, say
from sekisho.japan.dates import parse_date
from sekisho.japan.text import normal_width

if TYPE_CHECKING:
    import datetime as dt

_BETWEEN = re.compile(r"[~〜∼→‐‑‒–—―−ー-]+|から|より|至")
_AROUND = re.compile(r"^\s*自\s*|\s*(?:まで|迄)\s*$")
_LONGEST = 100


def parse_period(text: str, *, where: str = "") -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the period that ``text`` names.

    A mark that also stands inside of dates (2024-04-01-2025-03-31) divides where both sides are dates.

    Raises:
        BadInput: it is no period, a day does not exist, or it ends before it begins.
    """
    bare = _AROUND.sub("", normal_width(text))
    if len(bare) <= _LONGEST:
        for mark in _BETWEEN.finditer(bare):
            first, last = _day(bare[: mark.start()]), _day(bare[mark.end() :])
            if first is None or last is None:
                continue
            if last < first:
                raise BadInput(
                    say("「{text}」は、終わりが始めより前です。", text=text.strip()),
                    next_step="期間の始めと終わりを確かめてください。",
                    where=where,
                )
            return first, last
    raise BadInput(
        say("「{text}」は期間として読めません。", text=text.strip()[:_LONGEST]),
        why="2024年4月1日～2025年3月31日 のように書いてください。",
        where=where,
    )


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except BadInput:
        return None
