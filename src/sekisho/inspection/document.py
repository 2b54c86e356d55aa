"""Word documents (.docx) from outside: refused when they could do harm.

Refused: what is no document, ZIP bombs, encryption, macros, embedded programs, parts in another format
(altChunk), a template or picture fetched from elsewhere, fields that fetch or run something, document type
declarations and entities in any XML part. Every part is parsed once as a stream (ECMA-376 part 1).
"""

from __future__ import annotations

import re
from xml.parsers import expat

from sekisho.errors import BadInput
from sekisho.inspection.package import Package

MOST_DEPTH = 200
_FORBIDDEN_PARTS = (
    (re.compile(r"vbaproject.*\.bin$|/vbadata\.xml$"), "マクロ"),
    (re.compile(r"/(?:activex|ctrlprops)/"), "ActiveX・コントロール"),
    (re.compile(r"/embeddings/|\.bin$"), "埋め込まれたファイル"),
    (re.compile(r"/afchunk|\.(?:html?|mht|rtf)$"), "別の形式の部品"),
)
_RUNNING = re.compile(
    r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON|IMPORT|LINK|AUTOTEXT|DATABASE)\b", re.IGNORECASE
)
"""Fields that fetch or run something when the document is opened or printed (17.16.5)."""


def inspect(data: bytes, *, where: str = "") -> None:
    """Check a document.

    Raises:
        BadInput: it is no document, or could do harm; the message says which and what to do.
    """
    package = Package(data, where=where)
    if "[Content_Types].xml" not in package.names or "word/document.xml" not in package.names:
        raise BadInput(
            "Word文書ではありません。",
            why="ZIPファイルですが、Wordの部品が入っていません。",
            next_step="Word文書（.docx）を選んでください。",
            where=where,
        )
    for name in package.names:
        for pattern, what in _FORBIDDEN_PARTS:
            if pattern.search(f"/{name.casefold()}"):
                raise _forbidden(what, where)
    for name in sorted(package.names):
        if name.endswith((".xml", ".rels")):
            _Part(name, where).parse(package)
        else:
            for _ in package.pieces(name):  # pictures and fonts: counted, not looked at
                pass


class _Part:
    """One XML part, parsed as a stream."""

    def __init__(self, name: str, where: str) -> None:
        self._name, self._where = name, where
        self._depth = 0
        self._field: list[str] | None = None
        self._written: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.EntityDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def parse(self, package: Package) -> None:
        try:
            for piece in package.pieces(self._name):
                self._parser.Parse(piece, False)
            self._parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, UnicodeError, ValueError) as error:
            raise BadInput(
                f"Word文書の中の「{self._name}」が壊れています。",
                next_step="元のファイルを開いて保存し直してください。",
                where=self._where,
            ) from error
        self._refuse_running("".join(self._written))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise _refusal("部品の入れ子が深すぎるため、読みませんでした。", self._where)
        bare = tag.rpartition(" ")[2]
        if bare == "Relationship":
            self._look_at_relation(attributes)
        elif bare in {"Default", "Override"}:
            kind = attributes.get("ContentType", "").casefold()
            if "macroenabled" in kind or "vbaproject" in kind:
                raise _forbidden("マクロ", self._where)
        elif bare in {"altChunk", "subDoc"}:
            raise _forbidden("別の形式の部品", self._where)
        elif bare == "instrText":
            self._field = self._written
        elif bare == "fldSimple":
            self._refuse_running(next((v for k, v in attributes.items() if k.endswith(" instr")), ""))

    def _end(self, tag: str) -> None:
        self._depth -= 1
        bare = tag.rpartition(" ")[2]
        if bare == "instrText":
            self._field = None
        elif bare == "p" and self._written:
            self._refuse_running("".join(self._written))
            self._written = []

    def _text(self, text: str) -> None:
        if self._field is not None:
            self._field.append(text)

    def _refuse_running(self, field: str) -> None:
        if _RUNNING.search(field):
            raise _forbidden("外から取り込む欄・動く欄", self._where)

    def _look_at_relation(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "")
        if attributes.get("TargetMode", "").casefold() == "external" and not kind.endswith("/hyperlink"):
            raise _forbidden("別のファイルへの参照", self._where)
        if kind.endswith(("/attachedTemplate", "/aFChunk", "/oleObject", "/package", "/control")):
            raise _forbidden("埋め込まれたファイルや別のひな形", self._where)

    def _refuse_doctype(self, *_declaration: object) -> None:
        raise _refusal("XMLの文書型宣言（DTD）を含むため、読みませんでした。", self._where)


def _forbidden(what: str, where: str) -> BadInput:
    return BadInput(
        f"{what}を含むWord文書は読みませんでした。",
        why="開いた人の端末で思わぬ動作をするおそれがあります。",
        next_step="文字だけを新しい文書に写し、「Word文書（.docx）」で保存してください。",
        where=where,
    )


def _refusal(what: str, where: str) -> BadInput:
    return BadInput(what, next_step="元のファイルをWordで開き、保存し直してください。", where=where)
