"""The pages of the oversight of contractors: list, one contract, one check, the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.errors import NotFound
from sekisho.procedures.oversight import told
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import blobs
from sekisho.server.ledgers import downloads
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.details import download
from sekisho.server.oversight import columns, details, filters, queries, tables
from sekisho.server.oversight.check_models import Check
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.tables import PER_PAGE
from sekisho.terms import CheckResult, Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor


@page(Permission.OVERSIGHT_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the running contracts and what is wrong with each."""
    actor = actor_of(request)
    narrowed = _narrowed(request, actor)
    table = tables.OversightTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "oversight/list.html",
        {
            "filter": narrowed,
            "table": table,
            "exports": downloads.links(actor, "oversight:export", request.GET.urlencode()),
            "empty": _("契約台帳に、今の契約を載せてください。"),
        },
    )


@page(Permission.OVERSIGHT_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contract: checks, roster, places, media, and what happened."""
    actor, day = actor_of(request), timezone.localdate()
    row = queries.contract(actor, pk, day)
    may_export = actor.may(Permission.LEDGER_EXPORT, section=row.section_id)
    exports = [
        {"label": _(name), "url": reverse("oversight:roster_export", args=[pk, form])}
        for name, form in (downloads.FORMS if may_export else ())
    ]
    return render(request, "oversight/contract.html", {**details.shown(actor, row, day), "exports": exports})


@page(Permission.OVERSIGHT_VIEW)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one check, and take the note of who it is reported to that they have read it."""
    actor = actor_of(request)
    row: Check = queries.one(actor, Check, pk)
    unread = {Role.GENERAL_OFFICER: row.read_by_officer_id, Role.CISO: row.read_by_ciso_id}
    mine = actor.roles & set(told(CheckResult(row.result)))
    return render(
        request,
        "oversight/check.html",
        {
            "row": row,
            "improvement": details.improvement(row, timezone.localdate()),
            "may_read": any(unread.get(role, 0) is None for role in mine),
            "may_improve": bool(row.demanded)
            and row.improved_on is None
            and actor.may(Permission.OVERSIGHT_DECIDE, section=row.contract.section_id),
            "ciso_told": Role.CISO in told(CheckResult(row.result)),
            "crumbs": [
                (_("委託先の監督"), reverse("oversight:list")),
                (str(row.contract), reverse("oversight:contract", args=[row.contract_id])),
                (_("期間中の確認"), ""),
            ],
        },
    )


@page(Permission.OVERSIGHT_VIEW)
def check_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the sealed evidence of a check."""
    row: Check = queries.one(actor_of(request), Check, pk)
    if not row.file:
        raise NotFound("証跡のファイルはありません。", next_step="確認のページを開いてください。")
    return download(blobs.get(row.file), row.file_name, row.media_type)


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = ledgers.exportable(actor, _narrowed(request, actor).qs)
    return downloads.send(
        actor, form, subject="contract", title="委託先の監督", columns=columns.COLUMNS, rows=rows
    )


@page(Permission.LEDGER_EXPORT)
def roster_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Send the roster of one contract as a file."""
    actor = actor_of(request)
    row = queries.contract(actor, pk, timezone.localdate())
    if not actor.may(Permission.LEDGER_EXPORT, section=row.section_id):
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    rows = queries.workers(row)
    title = f"従事者名簿_{row.number}"
    return downloads.send(actor, form, subject="contract", title=title, columns=columns.ROSTER, rows=rows)


def _narrowed(request: HttpRequest, actor: Actor) -> Any:  # noqa: ANN401  django-filter ships no types
    rows = queries.contracts(actor, timezone.localdate())
    return filters.OversightFilter(request.GET, queryset=rows, actor=actor)
