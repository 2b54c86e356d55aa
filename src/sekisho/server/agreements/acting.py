"""What the views of this slice share: the form page, the way to a matter, the tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.agreements import queries

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.agreements.queries import Matter


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


def place(matter: Matter, name: str, *more: str) -> str:
    """Return the address of the page ``name`` of a matter; ``more``: of what in it."""
    return reverse(f"agreements:{queries.ledger_of(matter)}_{name}", args=[matter.pk, *more])


def tabs(current: str) -> list[dict[str, object]]:
    """Return the three lists of this slice as tabs."""
    pages = [
        ("agreements:list", _("質問票")),
        ("agreements:splits", _("責任分界表")),
        ("agreements:templates", _("別紙のひな形")),
    ]
    return [{"label": text, "url": reverse(route), "current": route == current} for route, text in pages]
