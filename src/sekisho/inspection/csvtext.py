"""CSV files: which encoding they are in, and that they are text at all."""

from __future__ import annotations

from sekisho.errors import BadInput
from sekisho.japan import cp932

MOST_BYTES = 64 * 1024 * 1024
_NOT_TEXT = {
    b"PK\x03\x04": "Excelブック（またはZIP）",
    b"\xd0\xcf\x11\xe0": "古い形式のExcelか、パスワードの付いたファイル",
    b"%PDF": "PDF",
}
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode(data: bytes, *, where: str = "") -> str:
    """Return the text of a CSV file in UTF-8, UTF-16 with a mark, or CP932.

    Raises:
        BadInput: it is empty, too large, no text, or in none of the encodings; the message names the line.
    """
    _refuse_what_is_no_text(data, where)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding, where)
    if b"\x00" in data:
        raise BadInput(
            "文字のファイルではありません。",
            why="文字のファイルにはないバイト（00）が含まれています。",
            next_step="CSVファイルを選んでください。",
            where=where,
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_cp932(data, error, where)


def _decode_cp932(data: bytes, utf8: UnicodeDecodeError, where: str) -> str:
    """Read as CP932; where that fails too, blame the encoding that got further."""
    if len(data[: utf8.start].decode("utf-8")) < utf8.start:  # real UTF-8 came before the fault
        try:
            data.decode("cp932")
        except UnicodeDecodeError:
            line = data.count(b"\n", 0, utf8.start) + 1
            piece = data[utf8.start : utf8.end].hex(" ").upper()
            raise BadInput(
                f"{line}行目に、UTF-8の文字として読めないバイト（{piece}）があります。",
                next_step="元のファイルを保存し直してください。",
                where=where,
            ) from utf8
    return cp932.decode(data, where=where)


def _decode_marked(data: bytes, encoding: str, where: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"先頭の印は{encoding.upper()}ですが、{error.start}バイト目が読めません。",
            next_step="元のファイルを保存し直してください。",
            where=where,
        ) from error
    if "\x00" in text:
        raise BadInput(
            "文字のファイルではありません。", next_step="CSVファイルを選んでください。", where=where
        )
    return text


def _refuse_what_is_no_text(data: bytes, where: str) -> None:
    if not data:
        raise BadInput("ファイルが空です。", next_step="中身のあるファイルを選んでください。", where=where)
    if len(data) > MOST_BYTES:
        raise BadInput(
            f"ファイルが大きすぎます（{len(data) // 1024**2}MB）。",
            why=f"読めるのは{MOST_BYTES // 1024**2}MBまでです。",
            next_step="ファイルを分けてください。",
            where=where,
        )
    for start, name in _NOT_TEXT.items():
        if data.startswith(start):
            raise BadInput(
                f"CSVではなく、{name}です。",
                next_step="中身に合う拡張子のファイルを選んでください。",
                where=where,
            )
