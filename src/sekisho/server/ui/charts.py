"""Charts as numbers for a server-drawn SVG: bars, columns over time. The table beside says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.server.ui.words import label, listed

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
    spoken = listed(f"{bar.label} {bar.value}" for bar in drawn)
    return Chart(tuple(drawn), len(rows) * ROW, spoken)


TALL, FOOT, STEP, THICK = 140, 26, 20, 14
_STACK = (("violated", "no"), ("unknown", "wait"), ("satisfied", "ok"))
"""From the bottom: what is worst stands on the floor, where heights compare best."""


@attrs.frozen
class Block:
    """One part of a column, in units of the view box."""

    state: str
    left: float
    top: float
    height: float


@attrs.frozen
class History:
    """Stacked columns ready to be drawn, the oldest at the left."""

    blocks: tuple[Block, ...]
    width: int
    height: int = TALL + FOOT
    floor: int = TALL
    thick: int = THICK


def history_chart(points: Iterable[Any]) -> History:
    """Lay out ``points`` (with ``violated``, ``unknown``, ``satisfied``); the highest fills the height."""
    rows = list(points)
    sums = [sum(getattr(row, name) for name, _ in _STACK) for row in rows]
    most = max(sums, default=0)
    blocks = []
    for place, row in enumerate(rows):
        top = float(TALL)
        for name, state in _STACK:
            height = round(getattr(row, name) / most * TALL, 1) if most else 0.0
            if height:
                top = round(top - height, 1)
                blocks.append(Block(state, place * STEP, top, height))
    return History(tuple(blocks), max(len(rows) * STEP, WIDTH))
