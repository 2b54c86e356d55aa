"""Excel workbooks (.xlsx) from outside: refused when they could do harm, their formulas reported.

Refused: what is no workbook, ZIP bombs, encryption, macros, embedded programs, links to other files,
document type declarations and entities in any XML part, and sheets so wide and long that reading them
would fill the memory. Every part is parsed once as a stream (ECMA-376 part 1 names the elements).
"""

from __future__ import annotations

import re
from xml.parsers import expat

import attrs

from sekisho.errors import BadInput
from sekisho.inspection.package import Package

MOST_CELLS = 5_000_000
MOST_DEPTH = 100
MOST_FORMULAS_KEPT = 10_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
SMALLEST_NUMBER, LARGEST_NUMBER = -1e10, 1e15
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_AREA = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?")
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FORBIDDEN_PARTS = (
    (re.compile(r"vbaproject.*\.bin$|/macrosheets/|/dialogsheets/"), "マクロ"),
    (re.compile(r"/(?:activex|ctrlprops)/"), "ActiveX・コントロール"),
    (re.compile(r"/embeddings/"), "埋め込まれたファイル"),
    (re.compile(r"/externallinks/"), "別のファイルへの参照"),
    (re.compile(r"/connections\.xml$|/querytables/"), "外部データへの接続"),
)


@attrs.frozen
class Formula:
    """A cell whose value is computed. Rows and columns count from 1."""

    sheet: str
    row: int
    column: int


@attrs.frozen
class Findings:
    """What a workbook that may be read contains all the same."""

    formulas: tuple[Formula, ...] = ()


def inspect(data: bytes, *, where: str = "") -> Findings:
    """Check a workbook and return what a person should know about it.

    Raises:
        BadInput: it is no workbook, or could do harm; the message says which and what to do.
    """
    package = Package(data, where=where)
    if "[Content_Types].xml" not in package.names or "xl/workbook.xml" not in package.names:
        raise BadInput(
            "Excelブックではありません。",
            why="ZIPファイルですが、Excelの部品が入っていません。",
            next_step="Excelで開き、「Excelブック（.xlsx）」かCSVで保存し直してください。",
            where=where,
        )
    _refuse_parts(package, where)
    sheets = _sheet_names(package, where)
    formulas: list[Formula] = []
    for name in sorted(package.names):
        if name.casefold() in sheets:
            part = _Sheet(name, where)
            part.parse(package)
            room = MOST_FORMULAS_KEPT - len(formulas)
            tab = sheets[name.casefold()]
            formulas += [Formula(tab, row, column) for row, column in part.formulas[:room]]
        elif not name.endswith((".xml", ".rels")):
            for _ in package.pieces(name):  # pictures, old drawings: counted, not looked at
                pass
        else:
            (_Relations(name, where) if name.endswith(".rels") else _Part(name, where)).parse(package)
    return Findings(tuple(formulas))


class _Part:
    """One XML part, parsed as a stream; no part may declare a document type or entities."""

    def __init__(self, name: str, where: str) -> None:
        self._name = name
        self.where = where
        self._depth = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.EntityDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def parse(self, package: Package) -> None:
        try:
            for piece in package.pieces(self._name):
                self._parser.Parse(piece, False)
            self._parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, UnicodeError, ValueError) as error:
            raise BadInput(
                f"Excelブックの中の「{self._name}」が壊れています。",
                next_step="元のファイルを開いて保存し直してください。",
                where=self.where,
            ) from error

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at one element; ``tag`` has no namespace."""

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self.refusal("部品の入れ子が深すぎるため、読みませんでした。")
        self.start(tag.rpartition(" ")[2], attributes)

    def end(self, tag: str) -> None:
        """Look at the end of one element."""

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self.end(tag.rpartition(" ")[2])

    def _refuse_doctype(self, *_declaration: object) -> None:
        raise self.refusal("XMLの文書型宣言（DTD）を含むため、読みませんでした。")

    def refusal(self, what: str) -> BadInput:
        return BadInput(
            what,
            why=f"Excelブックの中の「{self._name}」にあります。Excelが保存したファイルにはありません。",
            next_step="元のファイルをExcelで開き、保存し直してください。",
            where=self.where,
        )


class _Relations(_Part):
    """A part that ties parts together: hyperlinks may lead outside, nothing else may."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if (
            tag == "Relationship"
            and attributes.get("TargetMode", "").casefold() == "external"
            and not attributes.get("Type", "").endswith("/hyperlink")
        ):
            raise _forbidden("別のファイルへの参照", self.where)


class _Sheet(_Part):
    """A sheet: where its filled cells end, and which of them are formulas.

    Places beyond Excel's last row or column and numbers no ledger holds are refused: readers of workbooks
    fill the memory or fall over on them.
    """

    def __init__(self, name: str, where: str) -> None:
        super().__init__(name, where)
        self.formulas: list[tuple[int, int]] = []
        self._row = self._column = 0
        self._last_row = self._last_column = 0
        self._is_number = False
        self._digits: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._place(attributes.get("r"))
            self._is_number = attributes.get("t", "n") == "n"
        elif tag == "row":
            self._row = self._row_number(attributes.get("r"))
            self._column = 0
        elif tag in {"v", "is", "f"}:
            self._fill(is_formula=tag == "f")
            if tag == "v" and self._is_number:
                self._digits = []
                self._parser.CharacterDataHandler = self._digits.append
        elif tag == "mergeCell" and not _AREA.fullmatch(attributes.get("ref", "")):
            raise self.refusal("セルの番地が正しくないため、読みませんでした。")

    def end(self, tag: str) -> None:
        if tag == "v" and self._is_number:
            self._parser.CharacterDataHandler = None
            try:
                fits = SMALLEST_NUMBER < float("".join(self._digits) or 0) < LARGEST_NUMBER
            except ValueError:
                fits = False
            if not fits:
                raise self.refusal(f"{self._row}行目の数が読める範囲にないため、読みませんでした。")

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
        elif match := _CELL.fullmatch(reference):
            self._row, self._column = int(match[2]), column_number(match[1])
        else:
            raise self.refusal("セルの番地が正しくないため、読みませんでした。")
        if self._row > LAST_ROW or self._column > LAST_COLUMN:
            raise self.refusal("セルの番地が正しくないため、読みませんでした。")

    def _row_number(self, written: str | None) -> int:
        if written is None:
            return self._row + 1
        if not _ROW.fullmatch(written) or int(written) > LAST_ROW:
            raise self.refusal("行の番号が正しくないため、読みませんでした。")
        return int(written)

    def _fill(self, *, is_formula: bool) -> None:
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row * self._last_column > MOST_CELLS:
            raise BadInput(
                "表が大きすぎるため、読みませんでした。",
                why=f"{self._last_row}行 × {self._last_column}列あります。",
                next_step="離れた場所にある不要なセルを消すか、ファイルを分けてください。",
                where=self.where,
            )
        if is_formula:
            self.formulas.append((self._row, self._column))


class _Sheets(_Part):
    def __init__(self, name: str, where: str) -> None:
        super().__init__(name, where)
        self.found: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            self.found.append((attributes.get("name", ""), attributes.get(f"{_RELATIONSHIPS} id", "")))


class _Targets(_Part):
    def __init__(self, name: str, where: str) -> None:
        super().__init__(name, where)
        self.found: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            self.found[attributes.get("Id", "")] = attributes.get("Target", "")


class _ContentTypes(_Part):
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").casefold()
        if tag in {"Default", "Override"} and ("macroenabled" in kind or "vbaproject" in kind):
            raise _forbidden("マクロ", self.where)


def column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _refuse_parts(package: Package, where: str) -> None:
    for name in package.names:
        for pattern, what in _FORBIDDEN_PARTS:
            if pattern.search(f"/{name.casefold()}"):
                raise _forbidden(what, where)
    _ContentTypes("[Content_Types].xml", where).parse(package)


def _sheet_names(package: Package, where: str) -> dict[str, str]:
    """Return the sheets' parts (casefolded) with the names people see on their tabs."""
    sheets = _Sheets("xl/workbook.xml", where)
    sheets.parse(package)
    targets = _Targets("xl/_rels/workbook.xml.rels", where)
    if "xl/_rels/workbook.xml.rels" in package.names:
        targets.parse(package)
    named = {}
    for name, identifier in sheets.found:
        target = targets.found.get(identifier, "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        named[part.casefold()] = name
    for part in map(str.casefold, package.names):
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            named.setdefault(part, "")
    return named


def _forbidden(what: str, where: str) -> BadInput:
    return BadInput(
        f"{what}を含むExcelブックは読みませんでした。",
        why="開いた人の端末で思わぬ動作をするおそれがあります。",
        next_step="台帳のシートの値だけを新しいブックに写し、「Excelブック（.xlsx）」で保存してください。",
        where=where,
    )
