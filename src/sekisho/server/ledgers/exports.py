"""A ledger written out: an Excel book, CSV in UTF-8 with BOM, CSV in CP932 with its report.

No cell can be run by a spreadsheet (``inspection.formula``). Rows are written as they come.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import xlsxwriter

from sekisho.inspection.formula import neutralise
from sekisho.japan.cp932 import Unwritten, encode_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sekisho.server.ledgers.columns import Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(title: str, columns: Sequence[Column], rows: Iterable[list[object]]) -> tuple[bytes, int]:
    """Return an Excel book with one sheet ``title``, and how many rows it has."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.header, bold)
    sheet.freeze_panes(1, 0)
    written = 0
    for cells in rows:
        written += 1
        for number, cell in enumerate(cells):
            if isinstance(cell, dt.date):
                sheet.write_datetime(written, number, dt.datetime.combine(cell, dt.time()), day)
            elif isinstance(cell, int):
                sheet.write_number(written, number, cell)
            elif cell not in {None, ""}:
                sheet.write_string(written, number, str(neutralise(str(cell)))[:32767])
    sheet.autofilter(0, 0, max(written, 1), len(columns) - 1)
    book.close()
    return out.getvalue(), written


def csv_text(columns: Sequence[Column], rows: Iterable[list[object]]) -> tuple[str, int]:
    """Return the ledger as CSV (RFC 4180, CRLF) and how many rows it has."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.header for column in columns])
    written = 0
    for cells in rows:
        writer.writerow([_text(cell) for cell in cells])
        written += 1
    return out.getvalue(), written


def as_utf8(text: str) -> bytes:
    """Return ``text`` as UTF-8 with the mark by which Excel knows it."""
    return text.encode("utf-8-sig")


def as_cp932(text: str) -> tuple[bytes, tuple[Unwritten, ...]]:
    """Return ``text`` as CP932 and the characters it could not hold; look-alikes are not reported."""
    data, problems = encode_report(text)
    return data, tuple(problem for problem in problems if not problem.harmless)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(neutralise(str(cell)))
