"""指摘と改善: the list and its files, one finding, and the acts on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.server.accounts.permissions import Permission
from sekisho.server.inspections import actions, columns, details, filters, forms, papers, queries, tables
from sekisho.server.inspections.acting import form_page, saved, sealed
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.actions import note_export
from sekisho.server.ledgers.details import history
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.tables import PER_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.inspections.models import Finding

FORMS = ("xlsx", "csv", "cp932", "pdf", "oscal")


@page(Permission.INSPECTION_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the findings, the newest first."""
    actor = actor_of(request)
    narrowed = _narrowed(request, actor)
    table = tables.FindingTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    may, query = actor.may(Permission.LEDGER_EXPORT), request.GET.urlencode()
    links = details.exports("inspections:findings_export", [], FORMS, query) if may else []
    context = {"filter": narrowed, "table": table, "exports": links}
    return render(request, "inspections/findings.html", context)


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Send 改善計画一覧 as a file, narrowed as on the screen."""
    actor = actor_of(request)
    rows = list(ledgers.exportable(actor, _narrowed(request, actor).qs))
    if form == "oscal":
        answer = papers.oscal_answer(rows)
    else:
        answer = papers.answer(request, form, _("改善計画一覧"), columns.FINDINGS, rows)
    note_export(actor, "finding", form=form, count=len(rows))
    return answer


@page(Permission.INSPECTION_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one finding, where it stands and what happened."""
    actor = actor_of(request)
    row = queries.finding(actor, pk)
    return render(
        request,
        "inspections/finding.html",
        {
            "row": row,
            "strip": details.finding_strip(row, timezone.localdate()),
            "links": details.links(actor, row),
            "things": details.things_of(actor, row),
            "events": history("finding", row.pk, "due"),
            "crumbs": [(_("指摘と改善"), reverse("inspections:findings")), (row.number, "")],
        },
    )


@page(Permission.INSPECTION_ANSWER)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Set down the improvement."""
    row = queries.finding(actor_of(request), pk)
    initial = {"what": row.plan, "who": row.plan_who, "due": row.due}
    return _act(request, row, forms.PlanForm, actions.plan, _("改善計画を立てる"), initial)


@page(Permission.INSPECTION_ANSWER)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Report the improvement."""
    row = queries.finding(actor_of(request), pk)

    def act(actor: Actor, pk: int, version: int, *, note: str, file: Any) -> Finding:  # noqa: ANN401  Django's upload
        given = {"name": file.name, "data": file.read()} if file else {}
        return actions.finish(actor, pk, version, note=note, **given)

    return _act(request, row, forms.FinishForm, act, _("改善したと報告する"), {})


@page(Permission.FINDING_VERIFY)
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Verify the improvement."""
    row = queries.finding(actor_of(request), pk)
    return _act(request, row, forms.VerifyForm, actions.verify, _("改善を確かめる"), {})


@page(Permission.FINDING_VERIFY)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the improvement back."""
    row = queries.finding(actor_of(request), pk)
    return _act(request, row, forms.ReturnForm, actions.send_back, _("改善を差し戻す"), {})


@page(Permission.FINDING_VERIFY)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the finding."""
    row = queries.finding(actor_of(request), pk)
    return _act(request, row, forms.Versioned, actions.close, _("指摘を終える"), {})


@page(Permission.INSPECTION_VIEW)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the sealed evidence of an improvement."""
    row = queries.finding(actor_of(request), pk)
    return sealed(row.file, row.file_name, row.media_type)


def _act(
    request: HttpRequest,
    row: Finding,
    kind: type[forms.Versioned],
    act: Callable[..., Any],
    title: str,
    initial: Mapping[str, object],
) -> HttpResponse:
    """Show the form of one act and carry it out."""
    actor = actor_of(request)
    form = kind(request.POST or None, request.FILES or None, initial={"version": row.version, **initial})

    def run() -> object:
        given = dict(form.cleaned_data)
        return act(actor, row.pk, given.pop("version"), **given)

    if saved(request, form, run) is not None:
        messages.success(request, _("記録しました。"))
        return redirect("inspections:finding", pk=row.pk)
    place = reverse("inspections:finding", args=[row.pk])
    crumbs = [(_("指摘と改善"), reverse("inspections:findings")), (row.number, place)]
    return form_page(request, form, title, row, crumbs)


def _narrowed(request: HttpRequest, actor: Actor) -> Any:  # noqa: ANN401  django-filter ships no types
    return filters.FindingFilter(request.GET, queryset=queries.findings(actor), actor=actor)
