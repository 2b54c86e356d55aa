"""The annex as an Excel book: in the body's own template (openpyxl), or in a plain form of our own."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from sekisho.errors import BadInput
from sekisho.inspection import workbook
from sekisho.inspection.formula import neutralise
from sekisho.server.agreements.rowheight import height

if TYPE_CHECKING:
    from sekisho.server.agreements.annexes import Annex, Table

_MARK = re.compile(r"\{\{\s*([^{}\s]{1,30})\s*\}\}")
_SHARE = 0.95
"""Width of a column for each hundredth of the table."""
_LINE = Side(style="thin", color="808080")


def write(annex: Annex, template: bytes | None = None) -> bytes:
    """Return the annex; ``template`` is a workbook that was inspected when it was taken in.

    Raises:
        BadInput: the template cannot be opened.
    """
    return _plain(annex) if template is None else _filled(annex, template)


def _plain(annex: Annex) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    cover = book.add_worksheet("表紙")
    cover.set_column(0, 0, 20)
    cover.set_column(1, 1, 60)
    cover.write_string(0, 0, f"別紙　{annex.words['件名']}", title)
    for line, (name, text) in enumerate(annex.words.items(), 2):
        cover.write_string(line, 0, name, head)
        cover.write_string(line, 1, _safe(text), cell)
    _paper(cover)
    for table in annex.tables:
        sheet = book.add_worksheet(table.title)
        for column, share in enumerate(table.widths):
            sheet.set_column(column, column, share * _SHARE)
        sheet.write_string(0, 0, table.title, title)
        for column, heading in enumerate(table.headings):
            sheet.write_string(1, column, heading, head)
        for line, texts in enumerate(table.rows, 2):
            sheet.set_row(line, height(texts, [share * _SHARE for share in table.widths]))
            for column, text in enumerate(texts):
                sheet.write_string(line, column, _safe(text), cell)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(1)
        _paper(sheet)
    book.close()
    return out.getvalue()


def _paper(sheet: Any) -> None:  # noqa: ANN401  xlsxwriter ships no types
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _filled(annex: Annex, template: bytes) -> bytes:
    workbook.inspect(template, where="別紙のひな形")
    try:
        book = openpyxl.load_workbook(io.BytesIO(template))
    except (ValueError, KeyError, BadZipFile) as error:
        raise BadInput(
            "別紙のひな形を開けません。", next_step="Excelで開いて保存し直し、登録し直してください。"
        ) from error
    tables = {table.key: table for table in annex.tables}
    for sheet in list(book.worksheets):
        for row in list(sheet.iter_rows()):
            for cell in row:
                if isinstance(cell.value, str) and _MARK.search(cell.value):
                    _fill(sheet, cell, annex, tables)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, cell: Any, annex: Annex, tables: dict[str, Table]) -> None:  # noqa: ANN401  openpyxl ships no types
    alone = _MARK.fullmatch(cell.value.strip())
    if alone and alone[1] in tables:
        _draw(sheet, cell.row, cell.column, tables[alone[1]])
        return
    text = _MARK.sub(lambda found: annex.words.get(found[1], found[0]), cell.value)
    cell.value, cell.data_type = _safe(text), "s"


def _draw(sheet: Any, top: int, left: int, table: Table) -> None:  # noqa: ANN401  the same
    """Write the table from the placeholder downwards; what stood below it moves down."""
    sheet.insert_rows(top + 1, amount=len(table.rows))
    paper = sheet.sheet_properties.pageSetUpPr
    if sheet.page_setup.scale is None and not (
        paper and paper.fitToPage
    ):  # the template says nothing of paper
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight, sheet.page_setup.paperSize = 0, 9
    border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    for line, texts in enumerate((table.headings, *table.rows)):
        sheet.row_dimensions[top + line].height = height(texts, [share * _SHARE for share in table.widths])
        for column, text in enumerate(texts):
            cell = sheet.cell(row=top + line, column=left + column)
            cell.value, cell.data_type = _safe(text), "s"
            cell.border, cell.alignment = border, Alignment(wrap_text=True, vertical="top")
            if line == 0:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8F1FE")
    for column, share in enumerate(table.widths):
        letter = get_column_letter(left + column)
        column_format = sheet.column_dimensions[letter]
        column_format.width = max(column_format.width, share * _SHARE)


def _safe(text: str) -> str:
    """Return text no spreadsheet runs, without what XML cannot hold."""
    plain = "".join(one for one in text if one in "\n\t" or one >= " ")
    return str(neutralise(plain))[:32767]
