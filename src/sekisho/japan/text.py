"""Spellings: the key a name is searched by, and numbers as people write them.

Names are stored exactly as typed (Unicode normalisation rewrites characters of people's names); only
the search key is normalised. Nothing here changes a stored value.
"""

from __future__ import annotations

import re
import unicodedata

from sekisho.errors import BadInput, say

# The same name in its usual and its other shape; the key uses the usual one.
VARIANTS = {
    "髙": "高", "﨑": "崎", "𠮷": "吉", "德": "徳", "濵": "浜", "濱": "浜", "邉": "辺", "邊": "辺",
    "齋": "斎", "齊": "斎", "斉": "斎", "澤": "沢", "嶋": "島", "嶌": "島", "槗": "橋", "廣": "広",
    "國": "国", "櫻": "桜", "惠": "恵", "眞": "真", "龍": "竜", "瀧": "滝", "曾": "曽", "榮": "栄",
    "圓": "円", "條": "条", "實": "実", "壽": "寿", "藏": "蔵", "會": "会", "冨": "富", "舘": "館",
    "增": "増", "黑": "黒", "鄕": "郷", "﨔": "欅", "淸": "清", "靑": "青", "髮": "髪", "緖": "緒",
}  # fmt: skip
_DASHES = "-‐‑‒–—―−ー─－"
_WAVES = "~〜～∼"
_KEY_TABLE = str.maketrans(
    {**VARIANTS, **dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_WAVES, "~")}  # one mark for each family
)
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NOT_SEARCHED = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_COMPANY_FORMS = re.compile(r"株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|資|名)\)")

_KANJI_DIGITS = str.maketrans("〇零一壱二弐三参四五六七八九拾", "00112233456789十")
_BELOW_MYRIAD = r"(?:[0-9]{1,4}|(?:[0-9]?千)?(?:[0-9]?百)?(?:[0-9]?十)?[0-9]?)"
_IN_MYRIADS = re.compile(rf"(?:({_BELOW_MYRIAD})億)?(?:({_BELOW_MYRIAD})万)?({_BELOW_MYRIAD})")
_IN_UNITS = re.compile(r"(?:(\d?)千)?(?:(\d?)百)?(?:(\d?)十)?(\d?)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_COUNTERS = re.compile(r"(?:人|名|件|世帯|本)$")
_MOST_DIGITS = 15


def normal_width(text: str) -> str:
    """Return ``text`` in the widths that machines read (NFKC), for reading, never for storing."""
    return unicodedata.normalize("NFKC", text)


def search_key(text: str) -> str:
    """Return the key by which ``text`` is searched.

    Widths, upper and lower case, hiragana and katakana, variant characters of names, variation
    selectors, dashes and spaces make no difference to it.
    """
    key = _fold(text)
    while (again := _fold(key)) != key:  # taking a space away can bring two characters together that compose
        key = again
    return key


def _fold(text: str) -> str:
    bare = _SELECTORS.sub("", text)
    folded = normal_width(bare.translate(_KEY_TABLE)).casefold().translate(_KEY_TABLE)
    return _NOT_SEARCHED.sub("", folded.translate(_HIRAGANA_TO_KATAKANA))


def company_key(text: str) -> str:
    """Return the search key of a company's name without its legal form (株式会社, ㈱, （有） …)."""
    return search_key(_COMPANY_FORMS.sub("", normal_width(text)))


def parse_int_ja(text: str, *, where: str = "") -> int:
    """Return the whole number written as 1,200 / １，２００ / 1200人 / 3万5千 / 千二百.

    Raises:
        BadInput: nothing is written, or something that is not one exact whole number (約千人, 1,20, -3, 1.5).
    """
    compact = re.sub(r"\s+", "", normal_width(text)).replace("、", ",")
    bare = _COUNTERS.sub("", compact)
    if _GROUPED.fullmatch(bare) and len(bare) <= _MOST_DIGITS:
        return int(bare.replace(",", ""))
    number = _kanji_number(bare)
    if number is None:
        raise BadInput(
            say("「{text}」は数として読めません。", text=text.strip()),
            why=say("おおよその数や、数のほかの文字があると読めません。")
            if compact
            else say("何も書かれていません。"),
            next_step="1200、1,200、1万2千 のように書いてください。",
            where=where,
        )
    return number


def _kanji_number(text: str) -> int | None:
    """Return the value of 3万5千, 千二百, 二〇 …; None when ``text`` is none of these."""
    match = _IN_MYRIADS.fullmatch(text.translate(_KANJI_DIGITS))
    if not text or match is None or "" in match.group(1, 2):
        return None
    hundred_millions, myriads, rest = (_below_myriad(part or "") for part in match.groups())
    return hundred_millions * 10**8 + myriads * 10**4 + rest


def _below_myriad(text: str) -> int:
    if not text or text.isdecimal():
        return int(text or 0)
    match = _IN_UNITS.fullmatch(text)
    if match is None:  # _BELOW_MYRIAD has let only these through
        raise AssertionError(text)
    *above, ones = match.groups()
    units = zip((1000, 100, 10), above, strict=True)
    return sum(int(digit or 1) * unit for unit, digit in units if digit is not None) + int(ones or 0)
