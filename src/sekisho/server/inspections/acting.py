"""What the views of this slice share: what is refused on the page itself, the form page, a sealed file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.applications import blobs
from sekisho.server.ledgers.details import download
from sekisho.server.ui import acting

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

_REFUSALS = (BadInput, Conflict, Refused)
"""Who may not do it themselves is told on the page whom to ask, not sent away from it."""


def saved(request: HttpRequest, form: forms.Form, act: Callable[[], Any]) -> Any:  # noqa: ANN401  the action's own result
    """Run ``act`` on a valid form, as :func:`.acting.tried`."""
    return acting.tried(request, form, act, (*_REFUSALS, NotFound))


def done(request: HttpRequest, act: Callable[[], Any], text: str) -> None:
    """Run ``act`` and say ``text``, as :func:`.acting.done`."""
    acting.done(request, act, text, _REFUSALS)


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
    return download(blobs.get(sha256), name, kind)
