"""The pages of the cases: list, one case, what changed since, the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import (
    actions,
    attack_form,
    case_details,
    case_queries,
    columns,
    filters,
    tables,
)
from sekisho.server.ledgers import downloads, exports
from sekisho.server.ledgers.details import download
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.tables import PER_PAGE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor


@page(Permission.INCIDENT_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the real cases, the newest known first."""
    return _list(request, exercise=False)


@page(Permission.INCIDENT_VIEW)
def exercises(request: HttpRequest) -> HttpResponse:
    """Show the exercises, apart from the real cases."""
    return _list(request, exercise=True)


@page(Permission.INCIDENT_VIEW)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk)
    return render(request, "incidents/case.html", case_details.shown(actor, row, timezone.localdate()))


@page(Permission.INCIDENT_VIEW)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is not as it was frozen when the case was opened."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk)
    return render(
        request,
        "incidents/compare.html",
        {
            "row": row,
            "rows": case_details.compared(actions.compare(actor, row)),
            "snapshot": case_queries.snapshot(row, first=True),
            "crumbs": case_details.crumbs(row, _("今の台帳と比べる")),
            "may_edit": case_queries.may(actor, Permission.INCIDENT_EDIT, row),
        },
    )


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send the list of real cases as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = _narrowed(request, actor, exercise=False).qs
    return downloads.send(actor, form, subject="incident", title="事案", columns=columns.COLUMNS, rows=rows)


@page(Permission.INCIDENT_VIEW)
def common_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the common form of ransomware and DDoS cases as an Excel book."""
    row = case_queries.incident(actor_of(request), pk)
    day = timezone.localdate()
    data = attack_form.workbook(case_queries.paper_case(row, log=True), row.kind, row.attack, day)
    mark = "訓練_" if row.exercise else ""
    return download(data, f"{mark}共通様式_{row.number}_{day:%Y%m%d}.xlsx", exports.XLSX)


def _list(request: HttpRequest, *, exercise: bool) -> HttpResponse:
    actor = actor_of(request)
    narrowed = _narrowed(request, actor, exercise=exercise)
    table = tables.IncidentTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    edits = actor.may(Permission.INCIDENT_EDIT)
    return render(
        request,
        "incidents/list.html",
        {
            "filter": narrowed,
            "table": table,
            "exercise": exercise,
            "exports": []
            if exercise
            else downloads.links(actor, "incidents:export", request.GET.urlencode()),
            "new_url": reverse("incidents:begin" if exercise else "incidents:new") if edits else "",
            "tabs": _tabs(exercise=exercise),
            "empty": _("「漏えいを調べる」で委託先を調べ、「事案を起こす」を押すと、ここに載ります。"),
        },
    )


def _narrowed(request: HttpRequest, actor: Actor, *, exercise: bool) -> Any:  # noqa: ANN401  django-filter ships no types
    return filters.IncidentFilter(request.GET, queryset=case_queries.incidents(actor, exercise=exercise))


def _tabs(*, exercise: bool) -> list[dict[str, object]]:
    return [
        {"label": _("事案"), "url": reverse("incidents:list"), "current": not exercise},
        {"label": _("訓練"), "url": reverse("incidents:exercises"), "current": exercise},
    ]
