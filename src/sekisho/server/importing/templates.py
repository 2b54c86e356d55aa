"""Empty ledgers to fill in: the columns' names, the choices they offer, and how to write each."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from sekisho.server.importing.columns import Ledger

_CHECKED_ROWS = 5000


def workbook(ledger: Ledger) -> bytes:
    """Return an Excel workbook with the headers, drop-down choices and a sheet that explains them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(ledger.title)
    for place, column in enumerate(ledger.columns):
        sheet.write_string(0, place, column.name, bold)
        sheet.set_column(place, place, max(12, len(column.name) * 2 + 2), text)
        if column.choices:
            choices = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
            sheet.data_validation(1, place, _CHECKED_ROWS, place, choices)
    sheet.freeze_panes(1, 0)
    guide = book.add_worksheet("書き方")
    for place, title in enumerate(("列", "必須", "書けるもの", "例")):
        guide.write_string(0, place, title, bold)
    for line, column in enumerate(ledger.columns, 1):
        guide.write_string(line, 0, column.name)
        guide.write_string(line, 1, "必須" if column.filled else "任意")
        guide.write_string(line, 2, "、".join(column.choices))
        guide.write_string(line, 3, column.example)
    guide.set_column(0, 3, 24)
    book.close()
    return out.getvalue()
