"""The forms of the account ledger: open, review, close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.access import actions, forms, queries
from sekisho.server.accounts.permissions import Permission
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tried

if TYPE_CHECKING:
    from django import forms as django_forms
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.access.models import ServiceAccount


@page(Permission.SERVICE_EDIT)
def open_one(request: HttpRequest) -> HttpResponse:
    """Put an account of a service into the ledger."""
    actor, asked = actor_of(request), request.GET.get("service", "")
    initial = {"service": asked} if asked.isdecimal() else {}
    form = forms.OpenForm(request.POST or None, actor=actor, initial=initial)
    saved = tried(request, form, lambda: actions.open_account(actor, **form.values()))
    if saved is not None:
        messages.success(request, _("アカウントを台帳に載せました。"))
        return redirect("access:account", pk=saved.pk)
    return form_page(request, form, _("アカウントを載せる"))


@page(Permission.SERVICE_EDIT)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an account is still needed."""
    actor = actor_of(request)
    row = queries.account(actor, pk)
    form = forms.ReviewForm(request.POST or None, initial={"version": row.version, "mfa": _flag(row)})
    if tried(request, form, lambda: actions.review_account(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("点検を記録しました。"))
        return redirect("access:account", pk=pk)
    return form_page(request, form, _("点検して残す"), row.login)


@page(Permission.SERVICE_EDIT)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an account was closed."""
    actor = actor_of(request)
    row = queries.account(actor, pk)
    form = forms.CloseForm(request.POST or None, initial={"version": row.version})
    if tried(request, form, lambda: actions.close_account(actor, pk, **form.cleaned_data)) is not None:
        messages.success(request, _("アカウントを閉じたことを記録しました。"))
        return redirect("access:account", pk=pk)
    return form_page(request, form, _("アカウントを閉じる"), row.login)


def form_page(
    request: HttpRequest, form: django_forms.Form, title: str, about: object = "", back: str = "access:list"
) -> HttpResponse:
    """Show a form of this slice."""
    name = _("利用方針の周知") if back == "access:briefings" else _("利用者アカウント")
    return render(
        request,
        "access/form.html",
        {"form": form, "heading": title, "about": about, "crumbs": [(name, reverse(back)), (title, "")]},
        status=422 if form.errors else 200,
    )


def _flag(row: ServiceAccount) -> str:
    return "" if row.mfa is None else ("yes" if row.mfa else "no")
