"""The pages of 認定・認証: the list, one certification, what is to be judged anew, one service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.errors import NotFound
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import blobs
from sekisho.server.ledgers import downloads
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.details import download
from sekisho.server.site.routes import actor_of, page
from sekisho.server.trust import columns, details, filters, papers, queries, registers, tables
from sekisho.server.ui.printing import pdf
from sekisho.server.ui.tables import PER_PAGE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.trust.models import RegisterAbsence


@page(Permission.SERVICE_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the certifications, the nearest end first."""
    actor = actor_of(request)
    narrowed = _narrowed(request, actor)
    table = tables.EvidenceTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "filter": narrowed,
        "table": table,
        "exports": downloads.links(actor, "trust:export", request.GET.urlencode()),
        "new_url": reverse("trust:new") if actor.may(Permission.EVIDENCE_EDIT) else "",
        "tabs": details.tabs("trust:list"),
    }
    return render(request, "trust/list.html", context)


@page(Permission.SERVICE_VIEW)
def flagged(request: HttpRequest) -> HttpResponse:
    """Show the services whose reliability is to be judged anew."""
    table = tables.FlaggedTable(queries.flagged(actor_of(request)))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "trust/list.html", {"table": table, "tabs": details.tabs("trust:flagged")})


@page(Permission.SERVICE_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one certification, what it backs, and what happened to it."""
    actor = actor_of(request)
    row = queries.evidence(actor, pk)
    missing = registers.absence_of(row)
    context = {
        "row": row,
        "strip": details.evidence_strip(row, missing=missing),
        "facts": details.facts(row),
        "listed": registers.row_for(row),
        "services": queries.backed_by(actor, row),
        "events": details.history(actor, row),
        "links": [*_asked(actor, missing), *details.links(actor, row)],
        "crumbs": [(_("認定・認証"), reverse("trust:list")), (str(row), "")],
    }
    return render(request, "trust/evidence.html", context)


@page(Permission.SERVICE_VIEW)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the sealed file of a certification."""
    row = queries.evidence(actor_of(request), pk)
    if not row.file:
        raise NotFound("証拠のファイルはありません。", next_step="認定・認証のページを開いてください。")
    return download(blobs.get(row.file), row.file_name, row.media_type)


@page(Permission.SERVICE_VIEW)
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what backs a service, weighed, and how its reliability was judged."""
    actor = actor_of(request)
    row = ledgers.service(actor, pk)
    context = details.page_of(actor, row, timezone.localdate())
    listed = registers.weighed(actor, row, context["functions"])
    crumbs = [(str(row), reverse("ledgers:service", args=[pk])), (_("信頼性の判断"), "")]
    return render(
        request, "trust/service.html", context | {"part": context, "listed": listed, "crumbs": crumbs}
    )


@page(Permission.SERVICE_VIEW)
def judgement(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a judgement to the page of its service."""
    row = queries.judgements(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    return redirect("trust:service", pk=row.service_id)


@page(Permission.SERVICE_VIEW)
def judgement_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a judgement, current or earlier, as it is printed."""
    return render(request, papers.TEMPLATE, papers.context(actor_of(request), pk))


@page(Permission.SERVICE_VIEW)
def judgement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a judgement, current or earlier, as PDF."""
    given = papers.context(actor_of(request), pk)
    row = given["row"]
    name = f"{_('信頼性の判断')}_{row.service.number}_{row.serial}.pdf"
    return download(pdf(papers.TEMPLATE, given, request), name, "application/pdf")


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = _narrowed(request, actor).qs
    return downloads.send(
        actor, form, subject="evidence", title="認定・認証", columns=columns.COLUMNS, rows=rows
    )


def _asked(actor: Actor, missing: RegisterAbsence | None) -> list[dict[str, str]]:
    if missing is None or not actor.may(Permission.EVIDENCE_EDIT):
        return []
    url = reverse("trust:register_absence", args=[missing.pk])
    return [{"label": _("取り消されたかを確かめる"), "url": url}]


def _narrowed(request: HttpRequest, actor: Actor) -> Any:  # noqa: ANN401  django-filter ships no types
    return filters.EvidenceFilter(request.GET, queryset=queries.evidences(actor))
