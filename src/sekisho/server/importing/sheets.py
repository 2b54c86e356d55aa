"""Sheets of text: what stands in each cell of a workbook or CSV file, numbered as people see it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import attrs
import python_calamine

from sekisho.errors import BadInput, say
from sekisho.inspection import csvtext, workbook
from sekisho.inspection.formula import restore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_ROWS = 100_000
MOST_COLUMNS = 300
MOST_CHARACTERS = 32_767  # what one cell of Excel holds
_NAMES = (".xlsx", ".xlsm", ".xls")
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"


@attrs.frozen
class Merge:
    """One merged area; rows and columns count from 1, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@attrs.frozen
class Sheet:
    """One sheet; ``rows[0]`` is row 1. Rows may differ in length."""

    name: str
    rows: Sequence[tuple[str, ...]]
    merges: tuple[Merge, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False

    def numbered(self, first: int = 1) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Return (row number, cells) from row ``first`` on."""
        for number in range(first, len(self.rows) + 1):
            yield number, self.rows[number - 1]


def read_sheets(data: bytes, filename: str) -> list[Sheet]:
    """Return the sheets of an Excel workbook or of a CSV or tab-separated file.

    Raises:
        BadInput: the file could do harm, is damaged, is neither, or is called a workbook and is none.
    """
    called = bool(data) and filename.casefold().endswith(_NAMES)
    is_book = called or data.startswith((_ZIP, _OLE))
    sheets = _from_workbook(data, filename) if is_book else [_from_csv(data, filename)]
    for sheet in sheets:
        if len(sheet.rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in sheet.rows):
            raise BadInput(
                say("シート「{name}」が大きすぎます。", name=sheet.name),
                why=say(
                    "一度に読めるのは{rows:,}行、{columns}列までです。", rows=MOST_ROWS, columns=MOST_COLUMNS
                ),
                next_step="ファイルを分けてください。",
                where=filename,
            )
    return sheets


def letters(column: int) -> str:
    """Return A for 1, AA for 27, as spreadsheets name columns."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _from_workbook(data: bytes, filename: str) -> list[Sheet]:
    findings = workbook.inspect(data, where=filename)
    formulas: dict[str, set[tuple[int, int]]] = {}
    for found in findings.formulas:
        formulas.setdefault(found.sheet, set()).add((found.row, found.column))
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            _from_worksheet(book, meta, frozenset(formulas.get(meta.name, ())))
            for meta in book.sheets_metadata
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except (python_calamine.CalamineError, ArithmeticError, OSError, ValueError) as error:
        raise BadInput(
            "Excelブックとして読めません。",
            why="中の表が壊れています。",
            next_step="元のファイルをExcelで開き、保存し直してください。",
            where=filename,
        ) from error


def _from_worksheet(
    book: python_calamine.CalamineWorkbook,
    meta: python_calamine.SheetMetadata,
    formulas: frozenset[tuple[int, int]],
) -> Sheet:
    sheet = book.get_sheet_by_name(meta.name)
    merges = tuple(
        Merge(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return Sheet(
        name=meta.name,
        rows=[tuple(map(_text, row)) for row in sheet.to_python(skip_empty_area=False)],
        merges=merges,
        formulas=formulas,
        hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
    )


def _from_csv(data: bytes, filename: str) -> Sheet:
    text = csvtext.decode(data, where=filename)
    first_line = text.partition("\n")[0]
    rows: list[tuple[str, ...]] = []
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter="\t" if first_line.count("\t") > first_line.count(",") else ",",
        strict=True,
    )
    try:
        rows.extend(tuple(map(restore, row)) for row in reader)
    except csv.Error as error:
        raise BadInput(
            say("CSVの{line}行目の区切りが読めません。", line=len(rows) + 1),
            why='「"」が閉じていないか、一つの欄が長すぎます。',
            next_step='その行の「"」の数を確かめてください。',
            where=filename,
        ) from error
    return Sheet(name="CSV", rows=rows)


def _text(cell: object) -> str:
    """Return what a person sees in a cell, in a form the readers of values understand."""
    if isinstance(cell, str):
        return restore(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)
