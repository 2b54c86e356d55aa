"""条文ごとの状況 as files: Excel, CSV, PDF and OSCAL assessment results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.server.accounts.models import Body
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.catalogues import oscal
from sekisho.server.ledgers import exports
from sekisho.server.ledgers.columns import Column
from sekisho.server.ui.printing import pdf

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sekisho.catalogue import Rulebook
    from sekisho.server.catalogues.models import StandingRun
    from sekisho.server.catalogues.numbers import ClauseStanding

FORMS = ("xlsx", "csv", "cp932", "pdf", "oscal")
COLUMNS = (
    Column("条文", lambda row: row.clause.id),
    Column("見出し", lambda row: row.clause.title, 50),
    Column("当てはまる", lambda row: row.applicable),
    Column("満たす", lambda row: row.satisfied),
    Column("満たさない", lambda row: row.violated),
    Column("わからない", lambda row: row.unknown),
)


@attrs.frozen
class Given:
    """What is written: the run and its numbers."""

    run: StandingRun
    rows: list[ClauseStanding]
    rulebook: Rulebook


@attrs.frozen
class Made:
    """A file ready to be sent."""

    data: bytes
    suffix: str
    kind: str


def made(form: str, given: Given, request: HttpRequest | None = None) -> Made:
    """Return the numbers in one of :data:`FORMS`."""
    if form == "pdf":
        return Made(pdf("catalogues/print/standings.html", _paper(given), request), "pdf", "application/pdf")
    if form == "oscal":
        return Made(oscal_bytes(given), "json", "application/json")
    cells = ([column.cell(row) for column in COLUMNS] for row in given.rows)
    if form == "xlsx":
        return Made(exports.workbook("条文ごとの状況", COLUMNS, cells)[0], "xlsx", exports.XLSX)
    text, _count = exports.csv_text(COLUMNS, cells)
    data = exports.as_utf8(text) if form == "csv" else exports.as_cp932(text)[0]
    return Made(data, "csv", "text/csv")


def oscal_bytes(given: Given) -> bytes:
    """Return the numbers as an OSCAL assessment-results document in JSON."""
    body = Body.objects.get(pk=body_in_force())
    at = given.run.refreshed or given.run.finished or given.run.started
    counted = [
        oscal.Counted(row.clause, row.applicable, row.satisfied, row.violated, row.unknown)
        for row in given.rows
    ]
    document = oscal.assessment_results(
        oscal.Assessed(body.code, body.name, given.run.started, at, given.run.rulebook), counted
    )
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _paper(given: Given) -> dict[str, Any]:
    return {"run": given.run, "rows": given.rows, "title": "条文ごとの状況"}
