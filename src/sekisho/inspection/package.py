"""The ZIP package an Office file is made of: sizes, names, encryption — before anything is believed.

Declared sizes are checked first, then every member is unpacked in pieces and counted, because the
declaration can lie. No member is ever unpacked beyond the limits.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from sekisho.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

MIB = 1024 * 1024
MOST_BYTES = 32 * MIB
MOST_UNPACKED = 256 * MIB
MOST_MEMBERS = 2000
RATIO_FROM = 16 * MIB
MOST_RATIO = 200
PIECE = 256 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_LOCAL_HEADER = 30
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    RuntimeError,
)


class Package:
    """An opened package whose outer shape has been checked.

    Raises:
        BadInput: it is no ZIP, is encrypted, too large, or tries to unpack beyond the limits.
    """

    def __init__(self, data: bytes, *, where: str) -> None:
        self._where = where
        self._data = memoryview(data)
        self._room = MOST_UNPACKED
        _refuse_by_first_bytes(data, where)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _UNREADABLE as error:
            raise BadInput(
                "Excelブックとして開けません。",
                why="ファイルが壊れているか、途中までしか写されていません。",
                next_step="元のファイルを選び直してください。",
                where=where,
            ) from error
        self._refuse_by_directory(len(data))
        self.names = frozenset(info.filename for info in self._zip.infolist())

    def pieces(self, name: str) -> Iterator[bytes]:
        """Unpack one member piece by piece, counting what really comes out, whatever size is declared.

        Raises:
            BadInput: more comes out than the limits allow, or not what the directory declares.
        """
        info = self._zip.getinfo(name)
        unpacked, checksum = 0, 0
        try:
            for piece in _unpack(self._packed(info), info.compress_type):
                unpacked += len(piece)
                checksum = zlib.crc32(piece, checksum)
                self._room -= len(piece)
                self._refuse_bomb(self._room < 0 or _out_of_ratio(unpacked, info.compress_size))
                yield piece
        except _UNREADABLE as error:
            raise self._damaged(name) from error
        if (unpacked, checksum) != (info.file_size, info.CRC):
            raise self._damaged(name)

    def read(self, name: str) -> bytes:
        """Unpack one small member whole."""
        return b"".join(self.pieces(name))

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        """Return the packed bytes of a member, found by its local header (APPNOTE 4.3.7)."""
        start = info.header_offset
        signature, names, extras = struct.unpack_from("<4s22xHH", self._data, start)
        if signature != b"PK\x03\x04":
            raise zipfile.BadZipFile(info.filename)
        start += _LOCAL_HEADER + names + extras
        packed = self._data[start : start + info.compress_size]
        if len(packed) < info.compress_size:
            raise EOFError(info.filename)
        return packed

    def _damaged(self, name: str) -> BadInput:
        return BadInput(
            f"Excelブックの中の「{name}」が壊れています。",
            next_step="元のファイルを開いて保存し直してください。",
            where=self._where,
        )

    def _refuse_by_directory(self, size: int) -> None:
        infos = self._zip.infolist()
        declared = sum(info.file_size for info in infos)
        self._refuse_bomb(
            len(infos) > MOST_MEMBERS or declared > MOST_UNPACKED or _out_of_ratio(declared, size)
        )
        names = [info.filename for info in infos]
        if len({name.casefold() for name in names}) < len(names) or any(map(_escapes, names)):
            raise BadInput(
                "Excelブックの中の部品の名前が正しくありません。",
                why="同じ名前の部品が二つあるか、外のフォルダを指しています。",
                next_step="元のファイルをExcelで開いて保存し直してください。",
                where=self._where,
            )
        if any(info.flag_bits & 1 for info in infos):
            raise _encrypted(self._where)

    def _refuse_bomb(self, is_bomb: bool) -> None:  # noqa: FBT001  the one question it answers
        if is_bomb:
            raise BadInput(
                "開くと異常に大きくなるファイルのため、読みませんでした。",
                why=f"中身の合計が{MOST_UNPACKED // MIB}MBを超えるか、{MOST_RATIO}倍より大きく膨らみます。",
                next_step="台帳のシートだけを新しいブックに写し、保存し直してください。",
                where=self._where,
            )


def _unpack(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(packed), PIECE):
            yield bytes(packed[start : start + PIECE])
        return
    if method != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(method)
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    while not stream.eof:
        piece = stream.decompress(rest, PIECE)
        rest = stream.unconsumed_tail
        if not piece and not rest and not stream.eof:
            raise EOFError
        yield piece


def _out_of_ratio(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_FROM and unpacked > packed * MOST_RATIO


def _escapes(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or "\x00" in name


def _refuse_by_first_bytes(data: bytes, where: str) -> None:
    if len(data) > MOST_BYTES:
        raise BadInput(
            f"ファイルが大きすぎます（{len(data) // MIB}MB）。",
            why=f"読めるのは{MOST_BYTES // MIB}MBまでです。",
            next_step="台帳のシートだけを新しいブックに写し、保存し直してください。",
            where=where,
        )
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise _encrypted(where)
        raise BadInput(
            "Excelブック（.xlsx）ではなく、古い形式のExcel（.xls）などのファイルです。",
            why="マクロなどを確かめられない形式なので、読みません。",
            next_step="Excelで開き、「Excelブック（.xlsx）」かCSVで保存し直してください。",
            where=where,
        )
    if not data.startswith(b"PK"):
        raise BadInput(
            "Excelブックではありません。",
            why=_what_it_is(data),
            next_step="Excelで開き、「Excelブック（.xlsx）」かCSVで保存し直してください。",
            where=where,
        )


def _what_it_is(data: bytes) -> str:
    if not data:
        return "ファイルが空です。"
    if data.startswith(b"%PDF"):
        return "中身はPDFです。"
    if b"\x00" in data[:PIECE]:
        return "中身がExcelブックの形をしていません。"
    return "中身は文字だけのファイルです。名前を変えても、Excelブックにはなりません。"


def _encrypted(where: str) -> BadInput:
    return BadInput(
        "パスワードの付いたファイルは読めません。",
        why="暗号化されていて、Excelブック（.xlsx）やWord文書（.docx）として開けません。",
        next_step="ExcelかWordで開いてパスワードを外し、.xlsx か .docx で保存し直してください。",
        where=where,
    )
