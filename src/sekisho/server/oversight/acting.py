"""What the forms of this slice share: an action tried on a form, and the form's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.errors import BadInput, Conflict, NotFound
from sekisho.server.ui.words import brief, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms as django_forms
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.ledgers.models import Contract


def tried(request: HttpRequest, form: django_forms.Form, act: Callable[[], Any]) -> Any:  # noqa: ANN401  the action's own result
    """Run ``act`` on a valid form; what it refuses about the values becomes an error of the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except (BadInput, Conflict, NotFound) as error:
        refused = error
    where = {refused.where, said(refused.where)}
    named = next((name for name, field in form.fields.items() if str(field.label) in where), None)
    form.add_error(named, brief(refused, why=True))
    return None


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
