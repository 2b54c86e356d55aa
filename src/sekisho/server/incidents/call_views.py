"""委託先からの連絡: who takes the call tells those who may open a case, and they say what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from sekisho.errors import BadInput, Conflict
from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import (
    actions,
    alert_queries,
    call_forms,
    call_queries,
    case_queries,
    queries,
    tables,
)
from sekisho.server.incidents.act_views import form_page, saved_by
from sekisho.server.site.routes import actor_of, page, posted_number
from sekisho.server.ui.tables import PER_PAGE
from sekisho.server.ui.words import brief
from sekisho.terms import IncidentState

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.models import Alert, Call, Incident


@page(Permission.BREACH_VIEW)
def calls(request: HttpRequest) -> HttpResponse:
    """Show the calls the person may see, the newest first."""
    actor = actor_of(request)
    table = tables.CallTable(call_queries.calls(actor))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    new = reverse("incidents:call_new") if actor.may(Permission.CALL_REPORT) else ""
    return render(request, "incidents/calls.html", {"table": table, "new_url": new})


@page(Permission.CALL_REPORT)
def call_new(request: HttpRequest) -> HttpResponse:
    """Write down a call."""
    actor = actor_of(request)
    given = {"words": request.GET.get("words", "")[:200]}
    form = call_forms.CallForm(request.POST or None, actor=actor, initial=given)
    made = saved_by(request, form, lambda: actions.report_call(actor, **form.values()))
    if made is not None:
        messages.success(request, _("知らせました。課長、情報政策課、CSIRTのホームに出ています。"))
        return redirect("incidents:call", pk=made.pk)
    title = _("連絡を知らせる")
    return form_page(
        request, form, title, "", [(_("委託先からの連絡"), reverse("incidents:calls")), (title, "")]
    )


@page(Permission.BREACH_VIEW)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a call: what was heard, what came of it, and to those who may, what can be made of it."""
    actor = actor_of(request)
    row = call_queries.call(actor, pk)
    return _shown(request, actor, row)


@page(Permission.INCIDENT_EDIT)
@require_POST
def call_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a case from a call."""
    another = bool(request.POST.get("another"))
    return _answered(
        request, pk, lambda actor, version: actions.open_from_call(actor, pk, version, another=another)
    )


@page(Permission.INCIDENT_EDIT)
@require_POST
def call_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a call to a case that runs."""
    case = posted_number(request.POST.get("incident", ""))
    return _answered(request, pk, lambda actor, version: actions.join_call(actor, pk, version, case))


@page(Permission.INCIDENT_EDIT)
@require_POST
def call_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a call is no case."""
    reason = request.POST.get("reason", "")
    return _answered(
        request, pk, lambda actor, version: actions.set_call_aside(actor, pk, version, reason=reason)
    )


def _answered(request: HttpRequest, pk: int, act: Callable[[Actor, int], Incident | Call]) -> HttpResponse:
    """Act and go to the case, or back to the call; what was refused is told on the call's page."""
    actor = actor_of(request)
    try:
        act(actor, posted_number(request.POST.get("version", "")))
    except (BadInput, Conflict) as refused:
        return _shown(request, actor, call_queries.call(actor, pk), trouble=brief(refused, why=True))
    row = call_queries.call(actor, pk)
    messages.success(request, _("記録しました。"))
    return redirect("incidents:case", pk=row.incident_id) if row.incident_id else redirect(row_url(row))


def row_url(row: Call) -> str:
    """Return the page of a call."""
    return reverse("incidents:call", args=[row.pk])


def _shown(request: HttpRequest, actor: Actor, row: Call, trouble: str = "") -> HttpResponse:
    may = row.answered_on is None and actor.may(Permission.INCIDENT_EDIT, section=row.section_id)
    context: dict[str, Any] = {
        "row": row,
        "may": may,
        "trouble": trouble,
        "crumbs": [(_("委託先からの連絡"), reverse("incidents:calls")), (str(row), "")],
        "sees_case": row.incident is not None and _sees(actor, row.incident),
    }
    if may:
        running, alert = _known_already(actor, row)
        cases = _open_cases(actor)
        initial = {"incident": running.pk if running else None}
        context |= {
            "running": running,
            "alert": alert,
            "join": call_forms.JoinForm(cases=cases, initial=initial) if cases.exists() else None,
            "aside": call_forms.AsideForm(),
        }
    return render(request, "incidents/call.html", context, status=422 if trouble else 200)


def _sees(actor: Actor, case: Incident) -> bool:
    return actor.may(Permission.INCIDENT_VIEW) and case_queries.incidents(actor).filter(pk=case.pk).exists()


def _open_cases(actor: Actor) -> QuerySet[Incident]:
    return case_queries.incidents(actor).exclude(state=IncidentState.CLOSED.value)


def _known_already(actor: Actor, row: Call) -> tuple[Incident | None, Alert | None]:
    """Return the case that runs on who called, and the alert of one that waits for the reader."""
    try:
        answer = queries.breach(actor, row.words, timezone.localdate())
    except BadInput:
        return None, None
    return case_queries.already_open(actor, answer), alert_queries.about(actor, answer)
