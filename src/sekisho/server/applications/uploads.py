"""What may be attached: the type is read from the content, never believed from name or header."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile

import attrs

from sekisho.errors import BadInput, say

LARGEST = 20 * 1024 * 1024
MOST_FILES = 20
_MOST_MEMBERS = 5000
_OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
_MARKS = (
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
)
_TEXT = {"txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8"}
_BAD_IN_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")
_NEXT = say("PDF、Word、Excel、PowerPoint（マクロなし）、PNG、JPEG、テキストのいずれかにしてください。")


@attrs.frozen
class Upload:
    """A file that may be attached."""

    name: str
    media_type: str
    data: bytes


def check(name: str, data: bytes) -> Upload:
    """Return the file with its real type.

    Raises:
        BadInput: empty, too large, of a type that may not be attached, or not what its name says.
    """
    clean = _name(name)
    if not data:
        raise BadInput("ファイルが空です。", where=clean, next_step="中身のあるファイルを選んでください。")
    if len(data) > LARGEST:
        raise BadInput(
            say("ファイルが大きすぎます（{size}MB）。", size=len(data) // 1024 // 1024),
            where=clean,
            next_step=say("{size}MBまでにしてください。", size=LARGEST // 1024 // 1024),
        )
    ending = clean.rsplit(".", 1)[-1].lower() if "." in clean else ""
    kind, media_type = _type(clean, data, ending)
    if ending not in {kind, *({"jpeg"} if kind == "jpg" else set())}:
        raise BadInput(
            say("名前は「.{ending}」ですが、中身は{kind}です。", ending=ending, kind=kind),
            where=clean,
            next_step=say("名前の終わりを「.{kind}」に直すか、正しいファイルを選んでください。", kind=kind),
        )
    return Upload(clean, media_type, data)


def _name(name: str) -> str:
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = _BAD_IN_NAME.sub("_", unicodedata.normalize("NFC", bare)).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if not dot:
        return clean[:150] or "file"
    return f"{stem[: 149 - len(ending)] or 'file'}.{ending}"[:150]


def _type(name: str, data: bytes, ending: str) -> tuple[str, str]:
    for mark, kind, media_type in _MARKS:
        if data.startswith(mark):
            return kind, media_type
    if data.startswith(b"PK\x03\x04"):
        return _office(name, data)
    if ending in _TEXT and _is_text(data):
        return ending, _TEXT[ending]
    raise BadInput(
        "このファイルは添付できません。", where=name, why="中身の種類が分かりません。", next_step=_NEXT
    )


def _office(name: str, data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise BadInput("壊れたファイルです。", where=name, next_step="保存し直してください。") from error
    if len(members) > _MOST_MEMBERS:
        raise BadInput(
            "中の部品が多すぎるため、添付できません。",
            where=name,
            why=say("{most}個までを調べます。残りに何があるかは分かりません。", most=_MOST_MEMBERS),
            next_step="PDFで保存し直してください。",
        )
    names = [member.filename for member in members]
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        raise BadInput(
            "マクロが入っています。", where=name, next_step="マクロのない形式で保存し直してください。"
        )
    if "[Content_Types].xml" in names:
        for folder, found in _OFFICE.items():
            if any(one.startswith(folder) for one in names):
                return found
    raise BadInput(
        "このファイルは添付できません。", where=name, why="ZIPなどの書庫は添付できません。", next_step=_NEXT
    )


def _is_text(data: bytes) -> bool:
    if b"\x00" in data:
        return False
    for encoding in ("utf-8", "cp932"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
