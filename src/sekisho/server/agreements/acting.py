"""What the views of this slice share: a form's act, a plain act, the form page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.errors import BadInput, Conflict, NotFound
from sekisho.server.agreements import queries
from sekisho.server.ui.words import brief, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.agreements.queries import Matter


def saved(request: HttpRequest, form: forms.Form, act: Callable[[], Any]) -> Any:  # noqa: ANN401  the action's own result
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


def done(request: HttpRequest, act: Callable[[], Any], text: str) -> Any:  # noqa: ANN401  the same
    """Run ``act`` and say ``text``; what it refuses is said at the top of the page it came from."""
    try:
        result = act()
    except (BadInput, Conflict, NotFound) as error:
        messages.error(request, brief(error, why=True))
        return None
    messages.success(request, text)
    return result


def form_page(
    request: HttpRequest, form: forms.Form, title: str, about: object, crumbs: list[tuple[str, str]]
) -> HttpResponse:
    """Show one form on a page of its own."""
    context = {"form": form, "heading": title, "about": about, "crumbs": [*crumbs, (title, "")]}
    return render(request, "agreements/form.html", context, status=422 if form.errors else 200)


def crumbs_of(matter: Matter, title: str = "") -> list[tuple[str, str]]:
    """Return the way to a page about a matter."""
    ledger = queries.ledger_of(matter)
    found = [(str(matter), reverse(f"ledgers:{ledger}", args=[matter.pk]))]
    return [*found, (title, "")] if title else found


def place(matter: Matter, name: str) -> str:
    """Return the address of the page ``name`` of a matter."""
    return reverse(f"agreements:{queries.ledger_of(matter)}_{name}", args=[matter.pk])


def tabs(current: str) -> list[dict[str, object]]:
    """Return the three lists of this slice as tabs."""
    pages = [
        ("agreements:list", _("質問票")),
        ("agreements:splits", _("責任分界表")),
        ("agreements:templates", _("別紙のひな形")),
    ]
    return [{"label": text, "url": reverse(route), "current": route == current} for route, text in pages]
