"""漏えいを調べる: one field, and the answer on one page or on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput
from sekisho.server.accounts.permissions import Permission
from sekisho.server.commons import queries as commons
from sekisho.server.incidents import alert_queries, case_details, case_queries, details, queries
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.printing import pdf
from sekisho.server.ui.words import told

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.answer import Breach

_LONGEST = 200


@page(Permission.BREACH_VIEW)
def breach(request: HttpRequest) -> HttpResponse:
    """Ask by ``words`` and show the answer; nothing is written."""
    words = _words(request)
    actor = actor_of(request)
    context: dict[str, Any] = {"words": words, "asked": "words" in request.GET}
    context["may_open"] = actor.may(Permission.INCIDENT_EDIT)
    context["may_tell"] = actor.may(Permission.CALL_REPORT) and not context["may_open"]
    status = 200
    if context["asked"]:
        try:
            answer = queries.breach(actor, words, timezone.localdate())
        except BadInput as error:
            context |= {"error": told(error)}
            status = 422
        else:
            context |= _shown(actor, answer)
            context["pdf"] = f"{reverse('incidents:breach_pdf')}?{urlencode({'words': words})}"
    return render(request, "incidents/breach.html", context, status=status)


@page(Permission.BREACH_VIEW)
def breach_pdf(request: HttpRequest) -> HttpResponse:
    """Return the same answer on paper."""
    words = _words(request)
    actor = actor_of(request)
    answer = queries.breach(actor, words, timezone.localdate())
    back = f"{reverse('incidents:breach')}?{urlencode({'words': words})}"
    made = pdf("incidents/print/breach.html", {**_shown(actor, answer), "back": back}, request)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="breach-{answer.day:%Y%m%d}.pdf"'},
    )


def _shown(actor: Actor, answer: Breach) -> dict[str, Any]:
    """Return the answer with the case that runs on the firm and what others tell of it.

    Both as far as the reader may see them.
    """
    if not answer.found:
        return details.shown(answer)
    row = case_queries.already_open(actor, answer) if actor.may(Permission.INCIDENT_VIEW) else None
    running = case_details.running(row, answer.day) if row else None
    return {
        **details.shown(answer, running),
        "running": row,
        "alert": alert_queries.about(actor, answer),
        "running_clocks": [
            case_details.clock_row(clock, answer.day) for clock, _text in (running.clocks if running else ())
        ],
        "may_notices": actor.may(Permission.COMMONS_VIEW),
        "notices": commons.about(actor, {firm.corporate_number for firm in answer.firms} - {""}),
    }


def _words(request: HttpRequest) -> str:
    return request.GET.get("words", "").strip()[:_LONGEST]
