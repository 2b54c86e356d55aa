"""The page of a form of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django import forms as django_forms
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.ledgers.models import Contract


def form_page(
    request: HttpRequest,
    form: django_forms.Form,
    title: str,
    contract: Contract,
    facts: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """Show a form about a contract; ``facts`` is what the form decides on."""
    back = reverse("oversight:contract", args=[contract.pk])
    return render(
        request,
        "oversight/form.html",
        {
            "form": form,
            "heading": title,
            "about": contract,
            "facts": facts,
            "back": back,
            "crumbs": [(_("委託先の監督"), reverse("oversight:list")), (str(contract), back), (title, "")],
        },
        status=422 if form.errors else 200,
    )
