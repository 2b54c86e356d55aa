"""Lists of applications, and the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import details, exports, open_acts, queries, where_it_stands
from sekisho.server.applications.filters import ApplicationFilter
from sekisho.server.applications.judged import judged
from sekisho.server.applications.tables import ApplicationTable
from sekisho.server.ledgers import beside
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.tables import PER_PAGE
from sekisho.terms import StepKind

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from sekisho.server.applications.models import Application


@page(Permission.APPLICATION_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show every application the person may see."""
    return _list(request, queries.visible(actor_of(request)), _("申請の一覧"), "list")


@page(Permission.APPLICATION_VIEW)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Write out every application the person may see, narrowed as on the list."""
    rows = ApplicationFilter(request.GET, queryset=queries.visible(actor_of(request))).qs
    data, media_type, ending = exports.written(rows[: exports.AT_MOST], form)
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="applications.{ending}"'
    return response


@page(Permission.APPLICATION_WRITE)
def mine(request: HttpRequest) -> HttpResponse:
    """Show the person's own applications."""
    return _list(request, queries.mine(actor_of(request)), _("自分の申請"), "mine")


@page(Permission.APPLICATION_REVIEW)
def to_review(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person's review."""
    rows = queries.waiting(actor_of(request), (StepKind.REVIEW,))
    return _list(request, rows, _("審査する"), "to_review")


@page(Permission.APPLICATION_DECIDE)
def to_decide(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person's consultation, decision or 代決."""
    rows = queries.waiting(actor_of(request), (StepKind.CONSULTATION, StepKind.DECISION))
    return _list(request, rows, _("決裁する"), "to_decide")


@page(Permission.APPLICATION_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one application: いまどこ, outcome, 次にすること, 根拠条文, 経緯, 証跡."""
    actor, now = actor_of(request), timezone.now()
    day = timezone.localdate(now)
    application = queries.application(actor, pk)
    return render(
        request,
        "applications/detail.html",
        {
            "application": application,
            "crumbs": [(_("申請の一覧"), reverse("applications:list")), (application.title, "")],
            "steps": where_it_stands.steps_of(application),
            "strip": where_it_stands.strip_of(actor, application, day),
            "judged": judged(application, day, now),
            "buttons": open_acts.buttons(actor, application, day),
            "task": open_acts.task(actor, application, day),
            "content": details.content(application),
            "events": details.events(application),
            "checks": details.checks(application),
            "remark": details.remark(application),
            "consultations": details.consultations(application),
            "changes": details.changes(application),
            "proof": details.proof(application),
            "may_copy": actor.may(Permission.APPLICATION_WRITE, section=application.section_id),
            "beside": beside.parts("application", actor, application, day),
        },
    )


def _list(request: HttpRequest, rows: QuerySet[Application], title: str, here: str) -> HttpResponse:
    narrowed = ApplicationFilter(request.GET, queryset=rows)
    table = ApplicationTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "applications/list.html",
        {
            "title": title,
            "filter": narrowed,
            "table": table,
            "tabs": _tabs(request, here),
            "exports": _exports(request) if here == "list" else [],
            "may_apply": actor_of(request).may(Permission.APPLICATION_WRITE),
        },
    )


def _exports(request: HttpRequest) -> list[dict[str, str]]:
    query = request.GET.urlencode()
    return [
        {"label": label, "url": f"{reverse('applications:export', args=[form])}?{query}"}
        for form, label in (("xlsx", "Excel"), ("csv", "CSV"), ("cp932", "CSV（Shift_JIS）"))
    ]


def _tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    actor = actor_of(request)
    pages = (
        ("list", _("すべて"), Permission.APPLICATION_VIEW),
        ("mine", _("自分の申請"), Permission.APPLICATION_WRITE),
        ("to_review", _("審査する"), Permission.APPLICATION_REVIEW),
        ("to_decide", _("合議・決裁する"), Permission.APPLICATION_DECIDE),
    )
    return [
        {"label": label, "url": reverse(f"applications:{name}"), "current": name == here}
        for name, label, permission in pages
        if actor.may(permission)
    ]
