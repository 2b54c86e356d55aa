"""The forms: open a case, write what is known, what a firm said, the course of events, what was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, Conflict, NotFound
from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import (
    actions,
    alert_queries,
    case_details,
    case_queries,
    details,
    forms,
    queries,
)
from sekisho.server.site.routes import actor_of, page, posted_number
from sekisho.server.ui.words import brief, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms as django_forms
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.models import Incident


@page(Permission.INCIDENT_EDIT)
def open_now(request: HttpRequest) -> HttpResponse:
    """Show what a case on the firm that was asked about would freeze and whom it concerns, then open it."""
    actor = actor_of(request)
    words = request.POST.get("words", request.GET.get("words", "")).strip()[:200]
    if request.method != "POST":
        return _confirm(request, actor, words)
    title = _("%(words)sの事案") % {"words": words[:100]}
    try:
        another = bool(request.POST.get("another"))
        row = actions.open_incident(actor, title=title, words=words, another=another)
    except Conflict as refused:
        answer = queries.breach(actor, words, timezone.localdate())
        running = case_queries.already_open(actor, answer)
        told = running or alert_queries.about(actor, answer)
        if told is None:
            raise
        messages.info(request, brief(refused))
        return redirect("incidents:case" if running else "incidents:alert", pk=told.pk)
    messages.success(request, _("事案を起こし、預けているものを台帳から写しました。"))
    return redirect("incidents:case", pk=row.pk)


def _confirm(request: HttpRequest, actor: Actor, words: str) -> HttpResponse:
    answer = queries.breach(actor, words, timezone.localdate())
    if not answer.found:
        return redirect(f"{reverse('incidents:breach')}?{urlencode({'words': words})}")
    accounts = sum(len(one.accounts) or 1 for one in answer.access)
    crumbs = [(_("漏えいを調べる"), f"{reverse('incidents:breach')}?{urlencode({'words': words})}")]
    context = {
        **details.shown(answer),
        "words": words,
        "accounts": accounts,
        "running": case_queries.already_open(actor, answer),
        "alert": alert_queries.about(actor, answer),
        "crumbs": [*crumbs, (_("事案を起こす"), "")],
    }
    return render(request, "incidents/open.html", context)


@page(Permission.INCIDENT_EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """Open a case by its form."""
    form = forms.OpenForm(request.POST or None, initial={"words": request.GET.get("words", "")})
    saved = saved_by(request, form, lambda: actions.open_incident(actor_of(request), **form.values()))
    if saved is not None:
        messages.success(request, _("事案を起こしました。"))
        return redirect("incidents:case", pk=saved.pk)
    title = _("事案を起こす")
    return form_page(request, form, title, "", [(_("事案"), reverse("incidents:list")), (title, "")])


@page(Permission.INCIDENT_EDIT)
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what is known by now."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk)
    form = forms.FactsForm(request.POST or None, actor=actor, row=row)
    return _act(
        request, row, form, _("分かったことを書く"), lambda: actions.change(actor, pk, **form.values())
    )


@page(Permission.INCIDENT_EDIT)
def attack(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the common form asks."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk)
    form = forms.AttackForm(request.POST or None, row=row)
    return _act(
        request, row, form, _("共通様式の欄を書く"), lambda: actions.change(actor, pk, **form.values())
    )


@page(Permission.INCIDENT_EDIT)
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a firm said."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk)
    form = forms.StatementForm(request.POST or None, actor=actor, row=row)
    return _act(
        request,
        row,
        form,
        _("相手の説明を記録する"),
        lambda: actions.add_statement(actor, pk, **form.values()),
    )


@page(Permission.INCIDENT_EDIT)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Add to the course of events, or correct the entry named in the address."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk)
    key = request.GET.get("corrects", "")
    old = case_queries.entry(row, int(key)) if key.isdecimal() else None
    form = forms.EntryForm(request.POST or None, initial={"text": old.text if old else ""})
    return _act(
        request,
        row,
        form,
        _("経緯を直す") if old else _("経緯を書く"),
        lambda: actions.add_entry(actor, pk, corrects=old, **form.values()),
    )


@page(Permission.INCIDENT_REPORT)
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a paper was sent."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk)
    form = forms.SentForm(request.POST or None, row=row, initial={"kind": request.GET.get("kind", "")})
    return _act(
        request,
        row,
        form,
        _("送ったことを記録する"),
        lambda: actions.note_sent(actor, pk, **form.cleaned_data),
    )


@page(Permission.INCIDENT_REPORT)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a case."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk)
    form = forms.ReasonForm(request.POST or None, initial={"version": row.version})
    return _act(request, row, form, _("終結する"), lambda: actions.close(actor, pk, **form.cleaned_data))


@page(Permission.INCIDENT_REPORT)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed case again."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk)
    form = forms.ReasonForm(request.POST or None, initial={"version": row.version})
    return _act(request, row, form, _("再び開く"), lambda: actions.reopen(actor, pk, **form.cleaned_data))


@page(Permission.INCIDENT_EDIT)
@require_POST
def refreeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze what the ledgers say today beside the first snapshot."""
    actions.refreeze(actor_of(request), pk)
    messages.success(request, _("今の台帳を写しました。はじめの写しも残っています。"))
    return redirect("incidents:case", pk=pk)


@page(Permission.INCIDENT_EDIT)
@require_POST
def stop_done(request: HttpRequest, pk: int, stop: int) -> HttpResponse:
    """Record that one thing of the stop list is done."""
    actions.stop_done(
        actor_of(request),
        pk,
        stop,
        posted_number(request.POST.get("version", "")),
        note=request.POST.get("note", ""),
    )
    messages.success(request, _("済んだことを記録しました。"))
    return redirect("incidents:case", pk=pk)


def saved_by(request: HttpRequest, form: django_forms.Form, act: Callable[[], Any]) -> Any:  # noqa: ANN401  the action's own result
    """Run ``act`` on a valid form; what it refuses about the values becomes an error of the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except (BadInput, Conflict, NotFound) as error:
        told = error
    where = {told.where, said(told.where)}
    named = next((name for name, field in form.fields.items() if str(field.label) in where), None)
    form.add_error(named, brief(told, why=True))
    return None


def form_page(
    request: HttpRequest,
    form: django_forms.Form,
    title: str,
    about: object,
    crumbs: list[tuple[str, str]],
    *,
    exercise: bool = False,
) -> HttpResponse:
    """Return the page of a form."""
    given = {"form": form, "heading": title, "about": about, "crumbs": crumbs, "exercise": exercise}
    return render(request, "incidents/form.html", given, status=422 if form.errors else 200)


def _act(
    request: HttpRequest, row: Incident, form: django_forms.Form, title: str, act: Callable[[], Any]
) -> HttpResponse:
    """Show the form, or act and go back to the case."""
    if saved_by(request, form, act) is not None:
        messages.success(request, _("記録しました。"))
        return redirect("incidents:case", pk=row.pk)
    return form_page(request, form, title, row, case_details.crumbs(row, title), exercise=row.exercise)
