"""The annex as an Excel book: in the body's own template (openpyxl), or in a plain form of our own.

An annex with an identity asks for answers: each table has the columns of ``annexes.ASKS`` to its right, and a
hidden sheet says which annex it is (``annex_reading`` takes it in again).
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from sekisho.errors import BadInput
from sekisho.inspection import workbook
from sekisho.inspection.formula import neutralise
from sekisho.server.agreements.annexes import ASKS
from sekisho.server.agreements.rowheight import height

if TYPE_CHECKING:
    from sekisho.server.agreements.annexes import Annex, Ask, Table

COVER, HIDDEN = "表紙", "sekisho"
NAME = "回答者（所属・氏名）"
_HOW = "黄色の欄に答えを書いてください。「適合」「同意する」のほかは、説明か、考える行う者が要ります。"
_MARK = re.compile(r"\{\{\s*([^{}\s]{1,30})\s*\}\}")
_SHARE = 0.95
"""Width of a column for each hundredth of the table."""
_LINE = Side(style="thin", color="808080")
_ANSWER = "FFFDE7"


def write(annex: Annex, template: bytes | None = None) -> bytes:
    """Return the annex; ``template`` is a workbook that was inspected when it was taken in.

    Raises:
        BadInput: the template cannot be opened.
    """
    return _plain(annex) if template is None else _filled(annex, template)


def _plain(annex: Annex) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    cell: dict[str, Any] = {"border": 1, "text_wrap": True, "valign": "top"}
    forms = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True}),
        "cell": book.add_format(cell),
        "answer": book.add_format(cell | {"locked": False, "bg_color": f"#{_ANSWER}"}),
    }
    cover = book.add_worksheet(COVER)
    cover.set_column(0, 0, 22)
    cover.set_column(1, 1, 60)
    cover.write_string(0, 0, f"別紙　{annex.words['件名']}", forms["title"])
    for line, (name, text) in enumerate(annex.words.items(), 2):
        cover.write_string(line, 0, name, forms["head"])
        cover.write_string(line, 1, _safe(text), forms["cell"])
    if annex.identity:
        last = len(annex.words) + 3
        cover.write_string(last, 0, NAME, forms["head"])
        cover.write_string(last, 1, "", forms["answer"])
        cover.write_string(last + 1, 0, _HOW)
        cover.protect(options=_OPTIONS)
    _paper(cover)
    for table in annex.tables:
        _sheet(book.add_worksheet(table.title), table, _asks(annex, table), forms)
    if annex.identity:
        hidden = book.add_worksheet(HIDDEN)
        hidden.hide()
        for line, pair in enumerate(_known(annex, [table.part for table in annex.tables])):
            for column, text in enumerate(pair):
                hidden.write_string(line, column, text)
    book.close()
    return out.getvalue()


_OPTIONS = {"format_rows": True, "format_columns": True}


def _sheet(sheet: Any, table: Table, asks: tuple[Ask, ...], forms: dict[str, Any]) -> None:
    widths = _widths(table, asks)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, table.title, forms["title"])
    for column, heading in enumerate((*table.headings, *(ask.heading for ask in asks))):
        sheet.write_string(1, column, heading, forms["head"])
    for line, texts in enumerate(table.rows, 2):
        sheet.set_row(line, height((*texts, *("" for _ in asks)), widths))
        for column, text in enumerate(texts):
            sheet.write_string(line, column, _safe(text), forms["cell"])
        for column in range(len(texts), len(widths)):
            sheet.write_blank(line, column, None, forms["answer"])
    for column, ask in enumerate(asks, len(table.headings)):
        if ask.choices and table.rows:
            choice = {"validate": "list", "source": list(ask.choices), "error_type": "stop"}
            sheet.data_validation(2, column, len(table.rows) + 1, column, choice)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)
    if asks:
        sheet.protect(options=_OPTIONS)
        sheet.set_landscape()
    _paper(sheet)


def _paper(sheet: Any) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _asks(annex: Annex, table: Table) -> tuple[Ask, ...]:
    return ASKS[table.part] if annex.identity else ()


def _widths(table: Table, asks: tuple[Ask, ...]) -> list[float]:
    return [share * _SHARE for share in (*table.widths, *(ask.width for ask in asks))]


def _filled(annex: Annex, template: bytes) -> bytes:
    workbook.inspect(template, where="別紙のひな形")
    try:
        book = openpyxl.load_workbook(io.BytesIO(template))
    except (ValueError, KeyError, BadZipFile) as error:
        raise BadInput(
            "別紙のひな形を開けません。", next_step="Excelで開いて保存し直し、登録し直してください。"
        ) from error
    tables = {table.key: table for table in annex.tables}
    marked = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and _MARK.search(cell.value)
    ]
    drawn = [_fill(cell.parent, cell, annex, tables) for cell in marked]
    if annex.identity:
        _identify(book, _known(annex, [part for part in drawn if part]))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _known(annex: Annex, parts: list[str]) -> list[tuple[str, str]]:
    """Return what the hidden sheet says; a template need not have every table."""
    return [*annex.identity.items(), ("tables", ",".join(dict.fromkeys(parts)))]


def _identify(book: Any, known: list[tuple[str, str]]) -> None:
    """Add the hidden sheet; one that a template brought along (an annex used as template) goes."""
    if HIDDEN in book.sheetnames:
        book.remove(book[HIDDEN])
    hidden = book.create_sheet(HIDDEN)
    hidden.sheet_state = "hidden"
    for pair in known:
        hidden.append(list(pair))


def _fill(sheet: Any, cell: Any, annex: Annex, tables: dict[str, Table]) -> str:
    """Fill in one cell; return which table was drawn from it, if one was."""
    alone = _MARK.fullmatch(cell.value.strip())
    if alone and alone[1] in tables:
        table = tables[alone[1]]
        _draw(sheet, cell.row, cell.column, table, _asks(annex, table))
        return table.part
    text = _MARK.sub(lambda found: annex.words.get(found[1], found[0]), cell.value)
    cell.value, cell.data_type = _safe(text), "s"
    return ""


def _draw(sheet: Any, top: int, left: int, table: Table, asks: tuple[Ask, ...]) -> None:
    """Write the table from the placeholder downwards; what stood below it moves down."""
    sheet.insert_rows(top + 1, amount=len(table.rows))
    paper = sheet.sheet_properties.pageSetUpPr
    if sheet.page_setup.scale is None and not (
        paper and paper.fitToPage
    ):  # the template says nothing of paper
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight, sheet.page_setup.paperSize = 0, 9
    widths = _widths(table, asks)
    headings = (*table.headings, *(ask.heading for ask in asks))
    for line, texts in enumerate((headings, *((*row, *("" for _ in asks)) for row in table.rows))):
        sheet.row_dimensions[top + line].height = height(texts, widths)
        for column, text in enumerate(texts):
            _put(
                sheet.cell(row=top + line, column=left + column),
                text,
                head=line == 0,
                asked=column >= len(table.headings),
            )
    for column, width in enumerate(widths):
        column_format = sheet.column_dimensions[get_column_letter(left + column)]
        column_format.width = max(column_format.width, width)
    for column, ask in enumerate(asks, left + len(table.headings)):
        if ask.choices and table.rows:
            letter = get_column_letter(column)
            choice = DataValidation(type="list", formula1=f'"{",".join(ask.choices)}"', allow_blank=True)
            choice.add(f"{letter}{top + 1}:{letter}{top + len(table.rows)}")
            sheet.add_data_validation(choice)


def _put(cell: Any, text: str, *, head: bool, asked: bool) -> None:
    if text or not asked:
        cell.value, cell.data_type = _safe(text), "s"
    cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8F1FE")
    elif asked:
        cell.fill = PatternFill("solid", fgColor=_ANSWER)


def _safe(text: str) -> str:
    """Return text no spreadsheet runs, without what XML cannot hold."""
    plain = "".join(one for one in text if one in "\n\t" or one >= " ")
    return str(neutralise(plain))[:32767]
