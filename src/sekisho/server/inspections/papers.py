"""Lists of this slice as files: Excel, CSV (UTF-8, Shift_JIS), PDF; findings as OSCAL, too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sekisho.errors import NotFound, say
from sekisho.server.accounts.models import Body
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.inspections import oscal
from sekisho.server.ledgers import exports
from sekisho.server.ledgers.columns import cells
from sekisho.server.ledgers.details import download
from sekisho.server.ui.printing import pdf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from sekisho.server.inspections.models import Finding
    from sekisho.server.ledgers.columns import Column


def answer(
    request: HttpRequest, form: str, title: str, columns: Sequence[Column], rows: Sequence[Any]
) -> HttpResponse:
    """Return ``rows`` as a file of ``form``.

    Raises:
        NotFound: there is no such form.
    """
    filled = list(cells(columns, rows))
    name = f"{title}_{timezone.localdate():%Y%m%d}"
    if form == "xlsx":
        return download(exports.workbook(title, columns, filled)[0], f"{name}.xlsx", exports.XLSX)
    if form in {"csv", "cp932"}:
        text, _count = exports.csv_text(columns, filled)
        data = exports.as_utf8(text) if form == "csv" else exports.as_cp932(text)[0]
        return download(data, f"{name}.csv", "text/csv")
    if form == "pdf":
        context = {"title": title, "heads": [one.header for one in columns], "rows": filled}
        data = pdf("inspections/print/list.html", context, request)
        return download(data, f"{name}.pdf", "application/pdf")
    raise NotFound(
        say("書き出しの形「{form}」はありません。", form=form), next_step="一覧から選んでください。"
    )


def oscal_answer(rows: Sequence[Finding]) -> HttpResponse:
    """Return findings as an OSCAL assessment-results document in JSON."""
    body = Body.objects.get(pk=body_in_force())
    document = oscal.findings_results(body.code, body.name, timezone.now(), rows)
    data = json.dumps(document, ensure_ascii=False, indent=2).encode()
    return download(data, f"指摘_{timezone.localdate():%Y%m%d}.json", "application/json")
