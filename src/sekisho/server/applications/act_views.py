"""One page for each verb: what is about to be done, the words it needs, one button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.procedures.states import Verb
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import (
    actions,
    details,
    forms,
    judging,
    open_acts,
    queries,
    steps,
    where_it_stands,
)
from sekisho.server.applications.acting import attempt
from sekisho.server.applications.actions.ground import refusal_of
from sekisho.server.applications.fields import FIELDS
from sekisho.server.applications.judged import judged
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.ledgers import beside
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.words import said, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms as django_forms
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.applications.models import Application

_AMENDABLE = ("purpose", "unit", "url", "ends", "for_all_staff")


@page(Permission.APPLICATION_REVIEW)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """審査票に答え、審査を終える."""
    actor, now = actor_of(request), timezone.now()
    application = queries.application(actor, pk)
    decision = judging.judge_application(application, now, timezone.localdate(now))
    clauses = rulebook_in_force().clauses
    form = forms.ReviewForm(
        request.POST or None,
        items=judging.checks_for(decision),
        titles={name: said(clause.title) for name, clause in clauses.items()},
        initial={"version": application.version},
    )

    def act() -> Application:
        checks = {clause: actions.Stated(*one) for clause, one in form.checks().items()}
        data = form.cleaned_data
        return actions.review(actor, pk, version=data["version"], checks=checks, note=data["note"])

    return _act(request, application, form, act, _("審査する"), _("審査を終えました。"), Verb.REVIEW)


@page(Permission.APPLICATION_CONSULT)
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """合議に答える."""
    actor = actor_of(request)
    application = queries.application(actor, pk)
    form = forms.ConsultForm(request.POST or None, initial={"version": application.version})

    def act() -> Application:
        data = form.cleaned_data
        agrees = data["agrees"] == "yes"
        return actions.consult(actor, pk, version=data["version"], agrees=agrees, note=data["note"])

    return _act(request, application, form, act, _("合議に答える"), _("合議に答えました。"), Verb.CONSULT)


@page(Permission.APPLICATION_DECIDE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """決裁する."""
    actor = actor_of(request)
    application = queries.application(actor, pk)
    form = forms.DecideForm(request.POST or None, initial=_seen(application))
    return _act(
        request,
        application,
        form,
        lambda: actions.decide(actor, pk, **form.cleaned_data),
        _("決裁する"),
        _("決裁しました。サービスを台帳に登録しました。"),
        Verb.DECIDE,
    )


@page(Permission.APPLICATION_DECIDE)
def act_for(request: HttpRequest, pk: int) -> HttpResponse:
    """代決する."""
    actor = actor_of(request)
    application = queries.application(actor, pk)
    form = forms.ActForForm(request.POST or None, initial=_seen(application))
    return _act(
        request,
        application,
        form,
        lambda: actions.act_for(actor, pk, **form.cleaned_data),
        _("代決する"),
        _("代決しました。決裁者の後閲に回しました。"),
        Verb.ACT_FOR,
    )


@page(Permission.APPLICATION_VIEW)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """差し戻す."""
    return _with_reason(request, pk, actions.send_back, _("差し戻す"), _("差し戻しました。"))


@page(Permission.APPLICATION_DECIDE)
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """却下する."""
    return _with_reason(request, pk, actions.reject, _("却下する"), _("却下しました。"))


@page(Permission.APPLICATION_WRITE)
def pull_back(request: HttpRequest, pk: int) -> HttpResponse:
    """引き戻す."""
    return _with_reason(request, pk, actions.pull_back, _("引き戻す"), _("引き戻しました。"))


@page(Permission.APPLICATION_WRITE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """取り下げる."""
    return _with_reason(request, pk, actions.withdraw, _("取り下げる"), _("取り下げました。"))


@page(Permission.APPLICATION_HAND_OVER)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """引き継ぐ."""
    actor = actor_of(request)
    application = queries.application(actor, pk)
    form = forms.HandOverForm(
        request.POST or None,
        people=actions.successors(application, timezone.localdate()),
        initial={"version": application.version},
    )

    def act() -> Application:
        data = form.cleaned_data
        return actions.hand_over(
            actor, pk, version=data["version"], to=int(data["to"]), reason=data["reason"]
        )

    return _act(request, application, form, act, _("引き継ぐ"), _("引き継ぎました。"))


@page(Permission.APPLICATION_WRITE)
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """決裁後に直す."""
    actor = actor_of(request)
    application = queries.application(actor, pk)
    form = forms.AmendForm(
        request.POST or None,
        questions=[FIELDS[name] for name in _AMENDABLE],
        initial={**application.answers, "version": application.version},
    )

    def act() -> Application:
        data = form.cleaned_data
        return actions.amend(
            actor, pk, version=data["version"], changes=form.changes(), reason=data["reason"]
        )

    return _act(
        request, application, form, act, _("決裁後に直す"), _("直しました。決裁後変更として示します。")
    )


@page(Permission.LATER_READ)
def later(request: HttpRequest) -> HttpResponse:
    """Show what waits for 後閲."""
    rows = queries.later_readings(actor_of(request))[:200]
    context = {"rows": rows, "form": forms.LaterForm(), "verbs": ("acted_for", "rejected")}
    return render(request, "applications/later.html", context)


@page(Permission.LATER_READ)
def later_read(request: HttpRequest, pk: int) -> HttpResponse:
    """後閲する."""
    form = forms.LaterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.later_read(actor_of(request), pk, note=form.cleaned_data["note"])
        messages.success(request, _("後閲しました。"))
    return redirect("applications:later")


@page(Permission.EXCEPTION_DECIDE)
def exceptions(request: HttpRequest) -> HttpResponse:
    """Show the 例外措置 that wait."""
    rows = queries.exceptions_asked(actor_of(request))[:200]
    return render(request, "applications/exceptions.html", {"rows": rows})


@page(Permission.EXCEPTION_DECIDE)
def exception(request: HttpRequest, pk: int) -> HttpResponse:
    """例外措置を決める."""
    actor, now = actor_of(request), timezone.now()
    measure = queries.exception_measure(actor, pk)
    form = forms.ExceptionDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.decide_exception(actor, pk, grant=data["grant"] == "yes", note=data["note"]),
        )
        if done is not None:
            messages.success(request, _("例外措置を決めました。"))
            return redirect("applications:exceptions")
    context = {
        "measure": measure,
        "form": form,
        "clause": rulebook_in_force().clauses.get(measure.clause),
        "judged": judged(measure.application, timezone.localdate(now), now),
    }
    return render(request, "applications/exception.html", context)


@page(Permission.ROUTE_RULES)
def authority(request: HttpRequest) -> HttpResponse:
    """Show and replace the 専決規程."""
    text = judging.rules_text()
    form = forms.AuthorityForm(request.POST or None, initial={"text": text})
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        row = attempt(form, lambda: actions.set_standing_authority(actor, text=form.cleaned_data["text"]))
        if row is not None:
            messages.success(request, _("専決規程を替えました。これからの申請に使います。"))
            return redirect("applications:authority")
    return render(request, "applications/authority.html", {"form": form, "table": judging.rule_table()})


def _with_reason(
    request: HttpRequest, pk: int, verb: Callable[..., Application], title: str, done: str
) -> HttpResponse:
    actor = actor_of(request)
    application = queries.application(actor, pk)
    form = forms.ReasonForm(request.POST or None, initial={"version": application.version})
    return _act(request, application, form, lambda: verb(actor, pk, **form.cleaned_data), title, done)


def _act(
    request: HttpRequest,
    application: Application,
    form: django_forms.Form,
    act: Callable[[], Application],
    title: str,
    done: str,
    verb: Verb | None = None,
) -> HttpResponse:
    """Show the page of a verb and do it; who may not (``verb`` says what) sees who may, and why not they."""
    if request.method == "POST" and form.is_valid() and attempt(form, act) is not None:
        messages.success(request, done)
        return redirect("applications:detail", pk=application.pk)
    context = _context(request, application, form, title)
    if verb is Verb.REVIEW:
        day = timezone.localdate()
        context["known"] = beside.parts("application:certifications", actor_of(request), application, day)
    if verb is not None and request.method != "POST":
        refused = refusal_of(actor_of(request), application, verb, timezone.localdate())
        context["barred"] = told(refused) if refused else ""
    return render(request, "applications/act.html", context)


def _context(
    request: HttpRequest, application: Application, form: django_forms.Form, title: str
) -> dict[str, Any]:
    now = timezone.now()
    day = timezone.localdate(now)
    actor = actor_of(request)
    back = reverse("applications:send_back", args=[application.pk])
    open_to_them = open_acts.buttons(actor, application, day)
    others = [row["url"] for row in open_to_them]
    return {
        "application": application,
        "form": form,
        "title": title,
        "judged": judged(application, day, now),
        "strip": where_it_stands.strip_of(actor, application, day),
        "content": details.content(application),
        "summary": steps.summary(application),
        "checks": details.checks(application),
        "remark": details.remark(application),
        "absences": open_acts.absences(actor, application, day),
        "consultations": details.consultations(application),
        "others": [row for row in open_to_them if row["url"] != request.path],
        "send_back": back if back in others and request.path != back else "",
    }


def _seen(application: Application) -> dict[str, Any]:
    now = timezone.now()
    found = judged(application, timezone.localdate(now), now)
    return {"version": application.version, "seen": found.facts if found else ""}
