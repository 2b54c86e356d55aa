"""Bar charts as numbers for a server-drawn SVG. The table beside it says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.server.ui.words import label

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH, LEFT, LONGEST, ROW = 420, 96, 260, 34
_LEAST = 3


@attrs.frozen
class DrawnBar:
    """One bar with its place in the drawing, in units of the view box."""

    label: str
    value: int
    state: str
    top: int
    text: int
    length: float
    end: float


@attrs.frozen
class Chart:
    """A chart ready to be drawn."""

    bars: tuple[DrawnBar, ...]
    height: int
    spoken: str
    width: int = WIDTH
    left: int = LEFT


def bar_chart(bars: Iterable[Any]) -> Chart:
    """Lay out ``bars`` (anything with ``label``, ``value``, ``state``); the longest fills the width."""
    rows = list(bars)
    most = max((row.value for row in rows), default=0)
    drawn = []
    for place, row in enumerate(rows):
        length = round(row.value / most * LONGEST, 1) if most else 0.0
        length = max(length, _LEAST) if row.value else 0.0
        top = place * ROW + 8
        drawn.append(
            DrawnBar(label(row.label), row.value, row.state, top, top + 14, length, LEFT + length + 10)
        )
    spoken = "、".join(f"{bar.label} {bar.value}" for bar in drawn)
    return Chart(tuple(drawn), len(rows) * ROW, spoken)
