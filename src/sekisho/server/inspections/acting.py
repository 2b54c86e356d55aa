"""What the views of this slice share: a form's act, a plain act, the form page, a sealed file, tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.applications import blobs
from sekisho.server.ui.words import brief, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest


def saved(request: HttpRequest, form: forms.Form, act: Callable[[], Any]) -> Any:  # noqa: ANN401  the action's own result
    """Run ``act`` on a valid form; what it refuses about the values becomes an error of the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except (BadInput, Conflict, NotFound, Refused) as error:
        told = error
    where = {told.where, said(told.where)}
    named = next((name for name, field in form.fields.items() if str(field.label) in where), None)
    form.add_error(named, brief(told, why=True))
    return None


def done(request: HttpRequest, act: Callable[[], Any], text: str) -> Any:  # noqa: ANN401  the same
    """Run ``act`` and say ``text``; what it refuses is said at the top of the page it came from."""
    try:
        result = act()
    except (BadInput, Conflict, Refused) as error:
        messages.error(request, brief(error, why=True))
        return None
    messages.success(request, text)
    return result


def form_page(
    request: HttpRequest, form: forms.Form, title: str, about: object, crumbs: list[tuple[str, str]]
) -> HttpResponse:
    """Show one form on a page of its own."""
    context = {"form": form, "heading": title, "about": about, "crumbs": [*crumbs, (title, "")]}
    return render(request, "inspections/form.html", context, status=422 if form.errors else 200)


def sealed(sha256: str, name: str, kind: str) -> HttpResponse:
    """Send a sealed file under its name.

    Raises:
        NotFound: there is none.
    """
    if not sha256:
        raise NotFound("資料は付いていません。", next_step="画面を開き直してください。")
    response = HttpResponse(blobs.get(sha256), content_type=kind)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response
