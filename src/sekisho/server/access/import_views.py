"""Taking a list of accounts in by the browser: upload → every doubt and fault → consent → done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, CannotRun
from sekisho.server.access import forms, import_columns
from sekisho.server.access.actions import imports
from sekisho.server.accounts.permissions import Permission
from sekisho.server.importing import templates
from sekisho.server.ledgers import details
from sekisho.server.ledgers.exports import XLSX
from sekisho.server.ledgers.forms import ColumnsForm
from sekisho.server.ledgers.previews import Offered
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.consents import consented
from sekisho.server.ui.words import told

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 200


@page(Permission.LEDGER_IMPORT)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and read it; no account is changed."""
    actor = actor_of(request)
    asked = {"service": request.GET.get("service", "")}
    form = forms.UploadForm(request.POST or None, request.FILES or None, actor=actor, initial=asked)
    if request.method == "POST" and form.is_valid():
        file, service = form.cleaned_data["file"], form.cleaned_data["service"]
        try:
            row = imports.receive_accounts(actor, filename=file.name, data=file.read(), service=service)
        except (BadInput, CannotRun) as error:
            form.add_error("file", told(error))
        else:
            return redirect("access:import_preview", pk=row.pk)
    return render(
        request,
        "access/import_upload.html",
        {"form": form, "recent": imports.recent(actor), "crumbs": _crumbs()},
        status=422 if form.errors else 200,
    )


@page(Permission.LEDGER_IMPORT)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was read, what is doubtful or wrong, and what taking it in would change."""
    actor = actor_of(request)
    row = imports.received(actor, pk)
    if row.finished_at is not None:
        return redirect("access:import_done", pk=pk)
    shown = imports.look(actor, imports.file_of(row))
    return render(
        request,
        "access/import_preview.html",
        {
            "row": row,
            "shown": shown,
            "problems": Paginator(shown.problems, PER_PAGE).get_page(request.GET.get("page")),
            "new": shown.with_doubts.new[:PER_PAGE],
            "changes": shown.with_doubts.changes[:PER_PAGE],
            "columns": ColumnsForm(shown=Offered.of(shown.parsed)),
            "crumbs": _crumbs(),
        },
    )


@page(Permission.LEDGER_IMPORT)
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the person's correction of which column is which."""
    actor = actor_of(request)
    parsed = imports.look(actor, imports.file_of(imports.received(actor, pk))).parsed
    form = ColumnsForm(request.POST, shown=Offered.of(parsed))
    if form.is_valid():
        imports.correct_accounts(actor, pk, columns=form.columns(), sheet=form.cleaned_data["sheet"])
    return redirect("access:import_preview", pk=pk)


@page(Permission.LEDGER_IMPORT)
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file in, with the person's consent."""
    take_in = partial(imports.import_received_accounts, actor_of(request), pk)
    return consented(request, take_in, "access:import_", pk)


@page(Permission.LEDGER_IMPORT)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was written, and offer the rows that were not."""
    row = imports.received(actor_of(request), pk)
    if row.finished_at is None:
        return redirect("access:import_preview", pk=pk)
    context = {"row": row, "result": row.result, "crumbs": _crumbs()}
    return render(request, "access/import_done.html", context)


@page(Permission.LEDGER_IMPORT)
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back the rows that were not (or would not be) taken in, with the reasons, to be corrected."""
    actor = actor_of(request)
    row = imports.received(actor, pk)
    accept = bool(row.result.get("accept_doubts", False))
    data = imports.rejected_rows(actor, imports.file_of(row), accept_doubts=accept)
    return details.download(data, _("取り込めなかった行") + f"_{row.filename.rsplit('.', 1)[0]}.xlsx", XLSX)


@page(Permission.LEDGER_IMPORT)
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Give an empty list to fill in."""
    data = templates.workbook(import_columns.LEDGER)
    return details.download(data, f"{_('利用者アカウント')}_{_('ひな形')}.xlsx", XLSX)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("利用者アカウント"), reverse("access:list")), (_("一覧から取り込む"), "")]
