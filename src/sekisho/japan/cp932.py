"""CP932, the character set of older office systems: written with a report, read without guessing.

Characters that look the same but differ in Unicode (〜 and ～) are exchanged silently to the eye and
noted as harmless; variation selectors are dropped and variants of names replaced, each reported; what
is left becomes 〓, reported.
"""

from __future__ import annotations

import attrs

from sekisho.errors import BadInput
from sekisho.japan.text import VARIANTS

GETA = "〓"
_SAME_GLYPH = {
    "\u301c": "\uff5e", "\u2212": "\uff0d", "\u2016": "\u2225", "\u2014": "\u2015", "\u00a2": "\uffe0",
    "\u00a3": "\uffe1", "\u00ac": "\uffe2", "\u00a5": "\uffe5", "\u203e": "\uffe3", "\u00a0": " ",
    "\u2013": "-", "\u2010": "-",
}  # fmt: skip
_SELECTORS = range(0xE0100, 0xE01F0), range(0xFE00, 0xFE10)
_STRAY = {"\x80", "\xa0", "\uf8f0", "\uf8f1", "\uf8f2", "\uf8f3"}  # what single undefined bytes decode to


@attrs.frozen
class Unwritten:
    """One character that CP932 cannot hold, and what stands in its place."""

    line: int
    column: int
    character: str
    written: str
    harmless: bool


def encode_report(text: str) -> tuple[bytes, tuple[Unwritten, ...]]:
    """Return ``text`` as CP932 bytes, and every character that could not be written as it is."""
    problems: list[Unwritten] = []
    out: list[str] = []
    line, column = 1, 0
    for character in text:
        column += 1
        written, harmless = _writable(character)
        if written != character:
            problems.append(Unwritten(line, column, character, written, harmless))
        out.append(written)
        if character == "\n":
            line, column = line + 1, 0
    return "".join(out).encode("cp932"), tuple(problems)


def decode(data: bytes, *, where: str = "") -> str:
    """Return the text in ``data``.

    Raises:
        BadInput: a byte belongs to no character of CP932; the message says in which line.
    """
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _undecodable(data[error.start : error.end], line, where) from error
    for line, content in enumerate(text.split("\n"), 1):
        stray = _STRAY.intersection(content)
        if stray:
            raise _undecodable(min(stray).encode("cp932"), line, where)
    return text


def _writable(character: str) -> tuple[str, bool]:
    if character not in _STRAY:
        try:
            if character.encode("cp932").decode("cp932") == character:
                return character, True
        except UnicodeEncodeError:
            pass
    if character in _SAME_GLYPH:
        return _SAME_GLYPH[character], True
    if any(ord(character) in block for block in _SELECTORS):
        return "", False
    return VARIANTS.get(character, GETA), False


def _undecodable(piece: bytes, line: int, where: str) -> BadInput:
    return BadInput(
        f"{line}行目に、Shift_JIS（CP932）の文字として読めないバイト（{piece.hex(' ').upper()}）があります。",
        next_step="元のファイルを「CSV UTF-8」か、Excelブックで保存し直してください。",
        where=where,
    )
