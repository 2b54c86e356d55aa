"""Formula injection: a cell that a spreadsheet would run is written so that it is only read.

A leading ``= + - @`` (in either width), tab or carriage return makes a spreadsheet take a CSV cell for a
formula (CWE-1236). We put an apostrophe before it, and take the apostrophe off again when reading our
own files back.
"""

from __future__ import annotations

import re
from typing import TypeVar

Cell = TypeVar("Cell")

_TRIGGERS = "=+-@＝＋－＠\t\r\n"
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")


def looks_like_formula(text: str) -> bool:
    """Return whether a spreadsheet might take ``text`` for a formula (plain signed numbers are not)."""
    return text.startswith(tuple(_TRIGGERS)) and not _PLAIN_NUMBER.fullmatch(text)


def neutralise(cell: Cell) -> Cell | str:
    """Return ``cell`` in a form no spreadsheet runs; numbers, dates and None pass unchanged.

    Text that starts with apostrophes before a trigger gets one more, so that :func:`restore` is exact.
    """
    if isinstance(cell, str) and looks_like_formula(cell.lstrip("'")):
        return f"'{cell}"
    return cell


def restore(text: str) -> str:
    """Return the text that :func:`neutralise` was given."""
    return text[1:] if text.startswith("'") and looks_like_formula(text.lstrip("'")) else text
