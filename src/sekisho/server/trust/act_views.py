"""The forms: record, correct and withdraw a certification, write the functions used, judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications.acting import attempt
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.site.routes import actor_of, page
from sekisho.server.trust import actions, details, forms, queries

if TYPE_CHECKING:
    from django import forms as django_forms
    from django.http import HttpRequest, HttpResponse


@page(Permission.EVIDENCE_EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """Record a certification; the address may name a service."""
    actor = actor_of(request)
    initial = {}
    if (key := request.GET.get("service", "")).isdecimal():
        row = ledgers.service(actor, int(key))
        initial = {"provider": row.provider_id, "services": [row.pk], "service_name": row.name}
    form = forms.EvidenceForm(request.POST or None, request.FILES or None, actor=actor, initial=initial)
    if _ready(request, form):
        saved = attempt(form, lambda: actions.add_evidence(actor, **form.values()))
        if saved is not None:
            messages.success(request, _("認定・認証を記録しました。"))
            return redirect("trust:evidence", pk=saved.pk)
    return _page(request, form, _("認定・認証を記録する"))


@page(Permission.EVIDENCE_EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct or renew a certification."""
    actor = actor_of(request)
    row = queries.evidence(actor, pk)
    form = forms.EvidenceForm(request.POST or None, request.FILES or None, actor=actor, row=row)
    if _ready(request, form):
        version = form.cleaned_data["version"]
        saved = attempt(form, lambda: actions.change_evidence(actor, pk, version, **form.values()))
        if saved is not None:
            messages.success(request, _("認定・認証を直しました。"))
            return redirect("trust:evidence", pk=pk)
    return _page(request, form, _("認定・認証を直す"), row)


@page(Permission.EVIDENCE_EDIT)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a certification was withdrawn."""
    actor = actor_of(request)
    row = queries.evidence(actor, pk)
    form = forms.WithdrawForm(request.POST or None, initial={"version": row.version})
    if _ready(request, form):
        saved = attempt(form, lambda: actions.withdraw(actor, pk, **form.cleaned_data))
        if saved is not None:
            messages.success(request, _("取り消されたと記録し、これを根拠にした判断に印を付けました。"))
            return redirect("trust:evidence", pk=pk)
    return _page(request, form, _("取り消されたと記録する"), row)


@page(Permission.SERVICE_EDIT)
def functions(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down for which functions a service is used."""
    actor = actor_of(request)
    row = ledgers.service(actor, pk)
    require(actor, Permission.SERVICE_EDIT, section=row.section_id)
    known = queries.functions_row(row)
    initial = {"version": known.version, "functions": known.functions} if known else {}
    form = forms.FunctionsForm(request.POST or None, initial=initial)
    if _ready(request, form):
        given = form.cleaned_data
        saved = attempt(form, lambda: actions.set_functions(actor, row, given["version"], given["functions"]))
        if saved is not None:
            messages.success(request, _("使う機能を記録しました。"))
            return redirect("trust:service", pk=pk)
    return _page(request, form, _("使う機能を書く"), row)


@page(Permission.SERVICE_EDIT)
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge the reliability of a service by what is shown."""
    actor, day = actor_of(request), timezone.localdate()
    row = ledgers.service(actor, pk)
    require(actor, Permission.SERVICE_EDIT, section=row.section_id)
    shown = details.page_of(actor, row, day)
    current = shown["current"]
    form = forms.JudgeForm(
        request.POST or None,
        weighed=shown["weighed"],
        initial={"after": current.serial if current else 0},
    )
    if _ready(request, form):
        saved = attempt(form, lambda: actions.judge(actor, row, **form.cleaned_data))
        if saved is not None:
            messages.success(request, _("信頼性の判断を記録しました。"))
            return redirect("trust:service", pk=pk)
    return _page(request, form, _("信頼性を判断する"), row, shown)


def _ready(request: HttpRequest, form: django_forms.Form) -> bool:
    return request.method == "POST" and form.is_valid()


def _page(
    request: HttpRequest,
    form: django_forms.Form,
    title: str,
    about: object = "",
    part: dict[str, object] | None = None,
) -> HttpResponse:
    crumbs = [(_("認定・認証"), reverse("trust:list")), (title, "")]
    context = {"form": form, "heading": title, "about": about, "part": part, "crumbs": crumbs}
    return render(request, "trust/form.html", context, status=422 if form.errors else 200)
