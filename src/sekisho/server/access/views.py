"""The pages of the account ledger: list, one account, the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.errors import NotFound, say
from sekisho.server.access import columns, details, filters, queries, tables
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import exports
from sekisho.server.ledgers.actions import note_export
from sekisho.server.ledgers.columns import cells
from sekisho.server.ledgers.details import download
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.tables import PER_PAGE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor


@page(Permission.SERVICE_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the accounts, the newest first."""
    actor = actor_of(request)
    narrowed = _narrowed(request, actor)
    table = tables.AccountTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "access/list.html",
        {
            "filter": narrowed,
            "table": table,
            "exports": _export_links(actor, request.GET.urlencode()),
            "may_edit": actor.may(Permission.SERVICE_EDIT),
            "empty": _("外部サービスのアカウントを作ったときに、台帳に載せます。"),
        },
    )


@page(Permission.SERVICE_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account, where it stands and what happened."""
    actor, day = actor_of(request), timezone.localdate()
    row = queries.account(actor, pk)
    return render(
        request,
        "access/account.html",
        {
            "row": row,
            "strip": details.strip(row, day),
            "facts": details.facts(row),
            "links": details.links(actor, row),
            "events": details.history(row),
            "crumbs": [(_("利用者アカウント"), reverse("access:list")), (row.login, "")],
        },
    )


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = _narrowed(request, actor).qs
    sections = actor.sections_for(Permission.LEDGER_EXPORT)
    if sections is not None:
        rows = rows.filter(service__section_id__in=sections)
    filled = cells(columns.COLUMNS, rows.iterator(chunk_size=1000))
    name = f"利用者アカウント_{timezone.localdate():%Y%m%d}"
    if form == "xlsx":
        data, count = exports.workbook("利用者アカウント", columns.COLUMNS, filled)
        answer = download(data, f"{name}.xlsx", exports.XLSX)
    elif form == "csv":
        text, count = exports.csv_text(columns.COLUMNS, filled)
        answer = download(exports.as_utf8(text), f"{name}.csv", "text/csv")
    else:
        raise NotFound(
            say("書き出しの形「{form}」はありません。", form=form), next_step="一覧から選んでください。"
        )
    note_export(actor, "account", form=form, count=count)
    return answer


def _narrowed(request: HttpRequest, actor: Actor) -> Any:  # noqa: ANN401  django-filter ships no types
    return filters.AccountFilter(request.GET, queryset=queries.accounts(actor), actor=actor)


def _export_links(actor: Actor, query: str) -> list[dict[str, str]]:
    if not actor.may(Permission.LEDGER_EXPORT):
        return []
    tail = f"?{query}" if query else ""
    forms = [("Excel", "xlsx"), ("CSV（UTF-8）", "csv")]
    return [{"label": _(name), "url": reverse("access:export", args=[form]) + tail} for name, form in forms]
