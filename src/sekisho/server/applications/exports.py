"""The list of applications written out: Excel, CSV in UTF-8, CSV in CP932."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import xlsxwriter
from django.utils import timezone

from sekisho.errors import NotFound, say
from sekisho.inspection.formula import neutralise
from sekisho.japan.cp932 import encode_report
from sekisho.server.ui.words import label, word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sekisho.server.applications.models import Application

HEADERS = (
    "番号",
    "件名",
    "申請課",
    "申請者",
    "区分",
    "機密性",
    "判定",
    "状態",
    "申請日",
    "期限",
    "決裁日",
    "サービス",
)
AT_MOST = 20_000
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "cp932": "text/csv; charset=cp932",
}


def written(rows: Iterable[Application], form: str) -> tuple[bytes, str, str]:
    """Return the list as ``form`` (xlsx, csv or cp932), its media type and the ending of its name.

    Dates are ISO, as programs read them; no cell can be run by a spreadsheet. In CP932 a character that
    cannot be written is replaced by 〓.

    Raises:
        NotFound: there is no such form.
    """
    if form not in _TYPES:
        raise NotFound(
            say("「{form}」という形では書き出せません。", form=form), next_step="ExcelかCSVを選んでください。"
        )
    lines = [HEADERS, *_lines(rows)]
    if form == "xlsx":
        return _workbook(lines), _TYPES[form], "xlsx"
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    if form == "cp932":
        return encode_report(out.getvalue())[0], _TYPES[form], "csv"
    return out.getvalue().encode("utf-8-sig"), _TYPES[form], "csv"


def _lines(rows: Iterable[Application]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        cells = (
            row.document_number or row.number,
            row.title,
            row.section.name,
            row.applicant.name,
            label(word("ServiceClass", row.service_class)),
            label(word("Confidentiality", row.confidentiality)),
            label(word("Outcome", row.outcome)),
            label(word("ApplicationState", row.state)),
            _day(row.submitted_at),
            row.due_on.isoformat() if row.due_on else "",
            _day(row.decided_at),
            row.service.number if row.service else "",
        )
        yield tuple(str(neutralise(cell)) for cell in cells)


def _workbook(lines: Iterable[tuple[str, ...]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("申請")
    bold = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1})
    sheet.set_column(0, len(HEADERS) - 1, 18)
    for number, line in enumerate(lines):
        for column, cell in enumerate(line):
            sheet.write_string(number, column, cell, None if number else bold)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _day(moment: dt.datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""
