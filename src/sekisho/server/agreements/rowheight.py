"""How high a row of a workbook must be for its wrapped texts: no reader can be left to find out."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE = 18.0
"""Height of one line of text, in points."""
MOST = 400.0
"""Excel draws no row higher than 409 points."""


def height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return the height in points of a row of ``texts`` in columns of ``widths`` (Excel's own unit)."""
    lines = max(_lines(text, width) for text, width in zip(texts, widths, strict=True))
    return min(LINE * lines, MOST)


def _lines(text: str, width: float) -> int:
    room = max(width - 2, 2)
    written = (sum(2 if east_asian_width(one) in "WFA" else 1 for one in line) for line in text.split("\n"))
    return sum(max(ceil(count / room), 1) for count in written)
