"""法人番号: 13 digits, the first of which is the check digit.

法人番号の指定等に関する省令 第2条: check digit = 9 − (Σ Pn × Qn mod 9), n counted from the right of the
12 base digits, Qn = 1 for odd and 2 for even n.
"""

from __future__ import annotations

import re

from sekisho.errors import BadInput, say
from sekisho.japan.text import normal_width

_SHAPE = re.compile(r"[1-9]\d{12}")
_NINE = 9


def check_digit(base: str) -> int:
    """Return the check digit of the 12 base digits."""
    return _NINE - sum(int(digit) * (2 - n % 2) for n, digit in enumerate(reversed(base), 1)) % _NINE


def is_valid(number: str) -> bool:
    """Return whether ``number`` is 13 ASCII digits with the right check digit."""
    return bool(_SHAPE.fullmatch(number)) and number.isascii() and int(number[0]) == check_digit(number[1:])


def normalise(text: str, *, where: str = "") -> str:
    """Return the 13 digits written in ``text``, in any width, with or without hyphens, spaces or a leading T.

    Raises:
        BadInput: there are not 13 digits, or the check digit is wrong.
    """
    digits = re.sub(r"[\s‐‑–—−ー-]+", "", normal_width(text)).removeprefix("T")
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise BadInput(
            say("「{text}」は法人番号として読めません。", text=text.strip()),
            why="法人番号は数字13桁です。",
            next_step="国税庁の法人番号公表サイトで確かめてください。",
            where=where,
        )
    if not is_valid(digits):
        raise BadInput(
            say("法人番号「{digits}」の検査用数字が合いません。", digits=digits),
            why=say("下12桁から計算すると、先頭は{digit}になるはずです。", digit=check_digit(digits[1:])),
            next_step="国税庁の法人番号公表サイトで確かめてください。",
            where=where,
        )
    return digits
