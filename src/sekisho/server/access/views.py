"""The pages of the account ledger: list, one account, the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.server.access import columns, details, filters, queries, tables
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import downloads
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.details import history
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
            "exports": downloads.links(actor, "access:export", request.GET.urlencode()),
            "may_edit": actor.may(Permission.SERVICE_EDIT),
            "may_import": actor.may(Permission.LEDGER_IMPORT),
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
            "events": history("account", row.pk, "note"),
            "crumbs": [(_("利用者アカウント"), reverse("access:list")), (row.login, "")],
        },
    )


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = ledgers.exportable(actor, _narrowed(request, actor).qs, "service__section")
    return downloads.send(
        actor, form, subject="account", title="利用者アカウント", columns=columns.COLUMNS, rows=rows
    )


def _narrowed(request: HttpRequest, actor: Actor) -> Any:  # noqa: ANN401  django-filter ships no types
    return filters.AccountFilter(request.GET, queryset=queries.accounts(actor), actor=actor)
