"""The pages of 提供データ台帳: list, one hand-over, what only the contract ledger knows, the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.errors import NotFound
from sekisho.japan.fiscal import fiscal_year
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import blobs
from sekisho.server.custody import columns, details, filters, handovers, spot_checks, tables
from sekisho.server.ledgers import downloads
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.details import download, history
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.tables import PER_PAGE
from sekisho.server.ui.templatetags.sekisho import fiscal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor


@page(Permission.CUSTODY_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the hand-overs, the newest first."""
    actor = actor_of(request)
    narrowed = _narrowed(request, actor)
    table = tables.HandOverTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "custody/list.html",
        {
            "filter": narrowed,
            "table": table,
            "exports": downloads.links(actor, "custody:export", request.GET.urlencode()),
            "new_url": reverse("custody:new") if actor.may(Permission.CUSTODY_EDIT) else "",
            "tabs": _tabs("custody:list"),
            "empty": _("契約のページの「提供を記録する」から、渡したときに記録します。"),
        },
    )


@page(Permission.CUSTODY_VIEW)
def unwritten(request: HttpRequest) -> HttpResponse:
    """Show the contracts of which only the contract ledger says that data was handed over."""
    table = tables.UnwrittenTable(handovers.unwritten(actor_of(request)))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "custody/list.html", {"table": table, "tabs": _tabs("custody:unwritten")})


@page(Permission.CUSTODY_VIEW)
def drawn(request: HttpRequest) -> HttpResponse:
    """Show which hand-overs are looked at this fiscal year, and which were."""
    day = timezone.localdate()
    table = tables.DrawnTable(spot_checks.drawn(actor_of(request), day))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    about = _(
        "%(year)sに確かめるものです。課ごとに%(number)s件を、年度と提供番号から計算で選びます。"
        "だれが選んでも同じになり、都合のよいものは選べません。"
    ) % {"year": fiscal(fiscal_year(day)), "number": spot_checks.DRAWN}
    context = {"table": table, "tabs": _tabs("custody:drawn"), "about": about}
    return render(request, "custody/list.html", context)


@page(Permission.CUSTODY_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one hand-over, how it ends, and what happened."""
    actor, day = actor_of(request), timezone.localdate()
    row = handovers.handover(actor, pk)
    return render(
        request,
        "custody/handover.html",
        {
            "row": row,
            "erasure": details.erasure_of(row),
            "checks": details.spot_checks(actor, row),
            "strip": details.strip(row, day),
            "facts": details.facts(row),
            "links": details.links(actor, row),
            "events": history("handover", row.pk, "note", "certificate_name"),
            "crumbs": [(_("提供データ台帳"), reverse("custody:list")), (str(row), "")],
        },
    )


@page(Permission.CUSTODY_VIEW)
def certificate_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the sealed certificate."""
    erasure = details.erasure_of(handovers.handover(actor_of(request), pk))
    if erasure is None:
        raise NotFound("証明書はまだありません。", next_step="提供のページを開いてください。")
    return download(blobs.get(erasure.certificate), erasure.certificate_name, erasure.media_type)


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = ledgers.exportable(actor, _narrowed(request, actor).qs)
    return downloads.send(
        actor, form, subject="handover", title="提供データ台帳", columns=columns.COLUMNS, rows=rows
    )


def _narrowed(request: HttpRequest, actor: Actor) -> Any:  # noqa: ANN401  django-filter ships no types
    return filters.HandOverFilter(request.GET, queryset=handovers.handovers(actor), actor=actor)


def _tabs(current: str) -> list[dict[str, object]]:
    pages = [("custody:list", _("提供の記録")), ("custody:unwritten", _("契約台帳だけにあるもの"))]
    pages.append(("custody:drawn", _("今年度の抜取確認")))
    return [{"label": text, "url": reverse(route), "current": route == current} for route, text in pages]
