"""Taking a ledger in by the browser: upload → columns → every doubt and fault → consent → done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sekisho.errors import BadInput, CannotRun
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import actions, details, forms, previews, queries
from sekisho.server.ledgers.exports import XLSX
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.consents import consented
from sekisho.server.ui.words import told

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_PROBLEMS_PER_PAGE = 200


@page(Permission.LEDGER_IMPORT)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and read it; nothing is written to a ledger."""
    actor = actor_of(request)
    form = forms.UploadForm(
        request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "asset-ledger")}
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = actions.receive_import(
                actor, kind=form.cleaned_data["kind"], filename=file.name, data=file.read()
            )
        except (BadInput, CannotRun) as error:
            form.add_error("file", told(error))
        else:
            return redirect("ledgers:import_preview", pk=row.pk)
    return render(
        request,
        "ledgers/import_upload.html",
        {"form": form, "recent": list(queries.ledger_imports(actor)[:10])},
        status=422 if form.errors else 200,
    )


@page(Permission.LEDGER_IMPORT)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was read, what is doubtful or wrong, and what taking it in would change."""
    actor = actor_of(request)
    row = queries.ledger_import(actor, pk)
    if row.finished_at is not None:
        return redirect("ledgers:import_done", pk=pk)
    shown = previews.preview(actor, row)
    problems = Paginator(shown.problems, _PROBLEMS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "ledgers/import_preview.html",
        {
            "row": row,
            "shown": shown,
            "problems": problems,
            "columns": forms.ColumnsForm(shown=shown),
        },
    )


@page(Permission.LEDGER_IMPORT)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the person's correction of which column is which."""
    actor = actor_of(request)
    shown = previews.preview(actor, queries.ledger_import(actor, pk))
    form = forms.ColumnsForm(request.POST, shown=shown)
    if request.method == "POST" and form.is_valid():
        actions.correct_import(actor, pk, columns=form.columns(), sheet=form.cleaned_data["sheet"])
    return redirect("ledgers:import_preview", pk=pk)


@page(Permission.LEDGER_IMPORT)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file in, with the person's consent."""
    take_in = partial(actions.import_received, actor_of(request), pk)
    return consented(request, take_in, "ledgers:import_", pk)


@page(Permission.LEDGER_IMPORT)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was written, and offer the rows that were not."""
    row = queries.ledger_import(actor_of(request), pk)
    if row.finished_at is None:
        return redirect("ledgers:import_preview", pk=pk)
    left = previews.left_out(row)
    return render(
        request,
        "ledgers/import_done.html",
        {
            "row": row,
            "result": row.result,
            "left": left,
            "next": _("取り込めなかった行を直して、もう一度取り込む") if left else _("台帳を見る"),
            "list_url": previews.list_url(row.kind),
        },
    )


@page(Permission.LEDGER_IMPORT)
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back the rows that were not (or would not be) taken in, with the reasons, to be corrected."""
    actor = actor_of(request)
    row = queries.ledger_import(actor, pk)
    return _file(previews.rejected_workbook(actor, row), _("取り込めなかった行") + f"_{row.filename}")


@page(Permission.LEDGER_IMPORT)
def would_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give every field that taking the file in would change, before and after."""
    actor = actor_of(request)
    row = queries.ledger_import(actor, pk)
    return _file(previews.changes_workbook(actor, row), f"{_('変わるところ')}_{row.filename}")


@page(Permission.LEDGER_IMPORT)
def template(request: HttpRequest, kind: str) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Give an empty ledger to fill in."""
    data, title = previews.template_workbook(kind)
    return _file(data, f"{title}_{_('ひな形')}")


def _file(data: bytes, name: str) -> HttpResponse:
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return details.download(data, f"{stem}.xlsx", XLSX)
