"""Taking a personnel order in by the browser: upload → every doubt and fault → consent → done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, CannotRun
from sekisho.server.accounts import forms, transfer_rows, transfers
from sekisho.server.accounts.permissions import Permission
from sekisho.server.importing import templates
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.consents import consented
from sekisho.server.ui.words import told

if TYPE_CHECKING:
    from django.http import HttpRequest

_PER_PAGE = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Permission.ACCOUNTS_MANAGE)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and read it; no post is changed."""
    actor = actor_of(request)
    form = forms.TransfersForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = transfers.receive_transfers(actor, filename=file.name, data=file.read())
        except (BadInput, CannotRun) as error:
            form.add_error("file", told(error))
        else:
            return redirect("transfers_preview", pk=row.pk)
    return render(
        request,
        "accounts/transfers.html",
        {"form": form, "recent": transfers.recent(actor)},
        status=422 if form.errors else 200,
    )


@page(Permission.ACCOUNTS_MANAGE)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was read, what is doubtful or wrong, and whose posts would change how."""
    row = transfers.received(actor_of(request), pk)
    if row.finished_at is not None:
        return redirect("transfers_done", pk=pk)
    shown = transfers.look(transfers.file_of(row))
    return render(
        request,
        "accounts/transfers_preview.html",
        {
            "row": row,
            "shown": shown,
            "problems": Paginator(shown.problems, _PER_PAGE).get_page(request.GET.get("page")),
            "changes": Paginator(shown.with_doubts.changes, _PER_PAGE).get_page(request.GET.get("page")),
        },
    )


@page(Permission.ACCOUNTS_MANAGE)
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file in, with the person's consent."""
    take_in = partial(transfers.import_received_transfers, actor_of(request), pk)
    return consented(request, take_in, "transfers_", pk)


@page(Permission.ACCOUNTS_MANAGE)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was written, and offer the rows that were not."""
    row = transfers.received(actor_of(request), pk)
    if row.finished_at is None:
        return redirect("transfers_preview", pk=pk)
    return render(request, "accounts/transfers_done.html", {"row": row, "result": row.result})


@page(Permission.ACCOUNTS_MANAGE)
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back the rows that were not (or would not be) taken in, with the reasons, to be corrected."""
    row = transfers.received(actor_of(request), pk)
    accept = bool(row.result.get("accept_doubts", False))
    data = transfers.rejected_rows(transfers.file_of(row), accept_doubts=accept)
    return _file(data, _("取り込めなかった行") + f"_{row.filename.rsplit('.', 1)[0]}")


@page(Permission.ACCOUNTS_MANAGE)
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Give an empty table to fill in."""
    return _file(templates.workbook(transfer_rows.LEDGER), f"{_('人事異動')}_{_('ひな形')}")


def _file(data: bytes, stem: str) -> HttpResponse:
    response = HttpResponse(data, content_type=_XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stem + '.xlsx')}"
    return response
