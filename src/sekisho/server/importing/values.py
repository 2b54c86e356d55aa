"""Reading one cell: a value, perhaps with a doubt, or a refusal with its reason.

Every reader takes the cell's text, already stripped and not empty, and returns a :class:`Value` or raises
:class:`~sekisho.errors.BadInput`, whose words become the reason shown to the person.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import BadInput, say
from sekisho.inspection.formula import looks_like_formula
from sekisho.japan import corporate_number, dates
from sekisho.japan.text import normal_width, parse_int_ja, search_key
from sekisho.terms import HandlingRestriction, Medium, Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sekisho.terms import Grade, Term


@attrs.frozen
class Value:
    """What a cell was read as; ``doubt`` is the reason a person should look at it, empty when none."""

    value: Any
    doubt: str = ""


if TYPE_CHECKING:
    Reader = Callable[[str], Value]

_MOST_PEOPLE = 2_147_483_647
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")
_GRADE = re.compile(
    r"(?:自治体)?(?P<name>機密性|完全性|可用性)?(?:レベル)?[:\- ]?(?P<digit>[0-9]|I{1,3})(?P<letter>[ABC]?)"
)
_DASHES = re.compile("[-‐‑‒–—―−ーｰ－]+")
_ROMAN = {"I": 1, "II": 2, "III": 3}
_LIST_MARKS = re.compile(r"[、,;/・|\n\r]+")
_YES = {
    "有", "有り", "あり", "アリ", "○", "〇", "◯", "●", "レ", "✓",
    "✔", "☑", "はい", "該当", "1", "true", "yes", "y", "含む",
}  # fmt: skip
_NO = {
    "無", "無し", "なし", "ナシ", "×", "✕", "x", "-", "いいえ",
    "非該当", "0", "false", "no", "n", "含まない", "☐",
}  # fmt: skip
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119

MEDIA: Mapping[Medium, tuple[str, ...]] = {
    Medium.PAPER: ("書面", "紙媒体"),
    Medium.ELECTRONIC: ("電子データ", "電磁的記録", "データ", "サーバ", "サーバー"),
    Medium.ELECTRONIC_AND_PAPER: ("紙・電子", "電子及び紙", "紙及び電子", "電子と紙", "紙と電子"),
    Medium.REMOVABLE: ("外部媒体", "電磁的記録媒体", "USBメモリ", "USB", "DVD", "CD", "CD-R", "外付けHDD"),
    Medium.CLOUD: ("クラウドサービス", "クラウド共有"),
}
ZONES: Mapping[Zone, tuple[str, ...]] = {
    Zone.MY_NUMBER: ("マイナンバー系", "個人番号利用事務系", "番号系", "基幹系"),
    Zone.LGWAN: ("LGWAN系", "LGWAN"),
    Zone.INTERNET: ("インターネット系", "インターネット"),
    Zone.OUTSIDE: ("庁舎外", "外部"),
}
RESTRICTIONS: Mapping[HandlingRestriction, tuple[str, ...]] = {
    HandlingRestriction.NO_COPY: ("複写禁止", "コピー禁止"),
    HandlingRestriction.NO_DISTRIBUTION: ("配布禁止",),
    HandlingRestriction.NO_REDISTRIBUTION: ("再配布禁止",),
    HandlingRestriction.ENCRYPT: ("暗号化", "要暗号化"),
    HandlingRestriction.NO_TAKE_OUT: (
        "持出禁止",
        "持ち出し禁止",
        "庁外持ち出し禁止",
        "持出し禁止",
        "庁外持出し禁止",
    ),
    HandlingRestriction.READERS_ONLY: ("関係者限", "関係者以外閲覧禁止", "関係者外秘"),
}


def line(most: int) -> Reader:
    """Return a reader of one line of at most ``most`` characters, kept as typed but for line breaks."""

    def read(text: str) -> Value:
        return _checked(re.sub(r"\s*[\r\n]+\s*", " ", text), most)

    return read


def paragraph(most: int) -> Reader:
    """Return a reader of text that may have line breaks."""

    def read(text: str) -> Value:
        return _checked(text.replace("\r\n", "\n"), most)

    return read


def grade(kind: type[Grade], name: str) -> Reader:
    """Return a reader of 3 / ３ / 機密性3 / 機密性Ⅲ."""
    known = {int(member) for member in kind}
    listed = "・".join(str(number) for number in sorted(known))

    def read(text: str) -> Value:
        match = _GRADE.fullmatch(normal_width(text).strip())
        if match is None or match["name"] not in {None, name}:
            raise BadInput(
                say("「{text}」は{name}として読めません。", text=text, name=say(name)),
                why=say("{listed}のどれかです。", listed=listed),
            )
        number = _ROMAN.get(match["digit"]) or int(match["digit"])
        if number not in known:
            raise BadInput(
                say("{name}に「{text}」はありません。", name=say(name), text=text),
                why=say("{listed}のどれかです。", listed=listed),
            )
        if match["letter"]:
            return Value(
                number,
                say(
                    "「{text}」を{name}{number}と読みました（{letter}の別は持ちません）。",
                    text=text,
                    name=say(name),
                    number=number,
                    letter=match["letter"],
                ),
            )
        return Value(number)

    return read


def yes_or_no(text: str) -> Value:
    """Read 有 / 無 / ○ / × and their relatives."""
    word = normal_width(text).strip().casefold()
    word = "-" if _DASHES.fullmatch(word) else word
    if word in _YES:
        return Value(True)
    if word in _NO:
        return Value(False)
    raise BadInput(say("「{text}」では有無がわかりません。", text=text), why="「有」か「無」で書きます。")


def term(words: Mapping[Any, tuple[str, ...]], name: str) -> Reader:
    """Return a reader of one word of the glossary, by its label or another name for it."""
    known = _by_key(words)
    listed = list(words)

    def read(text: str) -> Value:
        found = known.get(search_key(text))
        if found is None:
            raise BadInput(
                say("「{text}」は{name}の語にありません。", text=text, name=say(name)),
                why=say("{listed}のどれかです。", listed=listed),
            )
        return Value(found)

    return read


def terms(words: Mapping[Any, tuple[str, ...]], name: str) -> Reader:
    """Return a reader of several words in one cell, in the order of the glossary. No word is ever dropped."""
    read_one = term(words, name)
    order = [str(member) for member in words]

    def read(text: str) -> Value:
        if normal_width(text).strip() in _NO:
            return Value([])
        found = {
            read_one(part.strip()).value for part in _LIST_MARKS.split(normal_width(text)) if part.strip()
        }
        return Value(sorted(found, key=order.index))

    return read


def people(text: str) -> Value:
    """Read a number of people; a dash means that it is not known."""
    if _DASHES.fullmatch(text):
        return Value(None)
    number = parse_int_ja(text)
    if number > _MOST_PEOPLE:
        raise BadInput(say("「{text}」は人数として大きすぎます。", text=text))
    return Value(number)


def date(text: str) -> Value:
    """Read a date; an impossible era year and Excel's day numbers are read with a doubt."""
    try:
        return Value(dates.parse_date(text))
    except BadInput:
        counted = dates.arithmetic_reading(text)
        if counted is not None:
            return Value(
                counted,
                say(
                    "「{text}」という年月日はありません。年を数えると{day}（{iso}）にあたります。取り込むときは、その日とします。",
                    text=text,
                    day=dates.format_wareki(counted),
                    iso=dates.format_iso(counted),
                ),
            )
        serial = normal_width(text)
        if serial.isascii() and serial.isdecimal() and len(serial) == 5 and int(serial) in _EXCEL_DAYS:  # noqa: PLR2004  days since 1899 have five digits
            day = _EXCEL_EPOCH + dt.timedelta(days=int(serial))
            return Value(
                day,
                say(
                    "「{text}」をExcelの日付の番号とみて、{day}と読みました。",
                    text=text,
                    day=dates.format_wareki(day),
                ),
            )
        raise


def company(text: str) -> Value:
    """Read a 法人番号; a wrong check digit is refused."""
    return Value(corporate_number.normalise(text))


def _checked(text: str, most: int) -> Value:
    if _CONTROL.search(text):
        raise BadInput("画面に出ない制御文字が含まれています。", why="文字が壊れている場合があります。")
    if len(text) > most:
        raise BadInput(
            say("{count}文字あります。", count=len(text)), why=say("{most}文字まで登録できます。", most=most)
        )
    if strange := _STRANGE.search(text):
        code = f"U+{ord(strange[0]):04X}"
        return Value(
            text, say("外字か壊れた文字（{code}）が含まれています。正しい文字か確かめてください。", code=code)
        )
    if looks_like_formula(text):
        return Value(text, say("計算式のように始まる文字です。式ではなく文字として登録します。"))
    return Value(text)


def _by_key(words: Mapping[Term, Iterable[str]]) -> dict[str, str]:
    known = {}
    for member, others in words.items():
        for word in (member.label, *others):
            known[search_key(word)] = str(member)
    return known
