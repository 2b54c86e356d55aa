"""The consent to an import on its page: nothing without the mark, and nothing that was not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect

from sekisho.errors import BadInput
from sekisho.server.importing.consent import ChangedSince
from sekisho.server.ui.words import brief

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def consented(
    request: HttpRequest, take_in: Callable[..., Any], name: str, pk: int, *, done: str = ""
) -> HttpResponse:
    """Take a file in as shown and go to the page ``done``; back to the look if it changed.

    ``name`` begins the names of both pages, which end in ``preview`` and, without ``done``, in ``done``.
    ``take_in`` is given ``shown`` and ``accept_doubts``, and returns the row that was written.

    Raises:
        BadInput: the mark is missing.
    """
    if not request.POST.get("agreed"):
        raise BadInput(
            "「内容を確かめました」に印がありません。",
            next_step="前の画面に戻り、内容を確かめて印を付けてください。",
        )
    try:
        row = take_in(
            shown=request.POST.get("shown", ""), accept_doubts=bool(request.POST.get("accept_doubts"))
        )
    except ChangedSince as error:
        messages.warning(request, brief(error, why=True))
        return redirect(f"{name}preview", pk=pk)
    return redirect(done or f"{name}done", pk=row.pk)
