"""Taking a roster in by the browser: upload → every doubt and fault → consent → done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, CannotRun
from sekisho.server.accounts.permissions import Permission
from sekisho.server.importing import templates
from sekisho.server.ledgers import details
from sekisho.server.ledgers.exports import XLSX
from sekisho.server.ledgers.forms import ColumnsForm
from sekisho.server.ledgers.previews import Offered
from sekisho.server.oversight import forms, queries, roster_rows, rosters
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.consents import consented
from sekisho.server.ui.words import told

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.ledgers.models import Contract

PER_PAGE = 200


@page(Permission.OVERSIGHT_EDIT)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a roster and read it; nobody is entered by that."""
    actor = actor_of(request)
    contract = queries.contract(actor, pk, timezone.localdate())
    form = forms.RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = rosters.receive_roster(actor, contract=contract, filename=file.name, data=file.read())
        except (BadInput, CannotRun) as error:
            form.add_error("file", told(error))
        else:
            return redirect("oversight:roster_preview", pk=row.pk)
    return render(
        request,
        "oversight/roster_upload.html",
        {"form": form, "contract": contract, "crumbs": _crumbs(contract)},
        status=422 if form.errors else 200,
    )


@page(Permission.OVERSIGHT_EDIT)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was read, what is doubtful or wrong, and what taking it in would change."""
    row = rosters.received(actor_of(request), pk)
    if row.finished_at is not None:
        return redirect("oversight:roster_done", pk=pk)
    shown = rosters.look_again(row)
    return render(
        request,
        "oversight/roster_preview.html",
        {
            "row": row,
            "shown": shown,
            "problems": Paginator(shown.problems, PER_PAGE).get_page(request.GET.get("page")),
            "new": shown.with_doubts.new[:PER_PAGE],
            "changes": shown.with_doubts.changes[:PER_PAGE],
            "columns": ColumnsForm(shown=Offered.of(shown.parsed)),
            "crumbs": _crumbs(row.contract),
        },
    )


@page(Permission.OVERSIGHT_EDIT)
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the person's correction of which column is which."""
    actor = actor_of(request)
    form = ColumnsForm(request.POST, shown=Offered.of(rosters.look_again(rosters.received(actor, pk)).parsed))
    if form.is_valid():
        rosters.correct_roster(actor, pk, columns=form.columns(), sheet=form.cleaned_data["sheet"])
    return redirect("oversight:roster_preview", pk=pk)


@page(Permission.OVERSIGHT_EDIT)
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file in, with the person's consent."""
    take_in = partial(rosters.import_roster, actor_of(request), pk)
    return consented(request, take_in, "oversight:roster_", pk)


@page(Permission.OVERSIGHT_EDIT)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was written, and offer the rows that were not."""
    row = rosters.received(actor_of(request), pk)
    if row.finished_at is None:
        return redirect("oversight:roster_preview", pk=pk)
    context = {"row": row, "result": row.result, "crumbs": _crumbs(row.contract)}
    return render(request, "oversight/roster_done.html", context)


@page(Permission.OVERSIGHT_EDIT)
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back the rows that were not (or would not be) taken in, with the reasons, to be corrected."""
    row = rosters.received(actor_of(request), pk)
    data = rosters.rejected_rows(row, accept_doubts=bool(row.result.get("accept_doubts", False)))
    return details.download(data, _("取り込めなかった行") + f"_{row.filename.rsplit('.', 1)[0]}.xlsx", XLSX)


@page(Permission.OVERSIGHT_EDIT)
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Give an empty roster to fill in."""
    data = templates.workbook(roster_rows.LEDGER)
    return details.download(data, f"{_('従事者名簿')}_{_('ひな形')}.xlsx", XLSX)


def _crumbs(contract: Contract) -> list[tuple[str, str]]:
    return [
        (_("委託先の監督"), reverse("oversight:list")),
        (str(contract), reverse("oversight:contract", args=[contract.pk])),
        (_("名簿を取り込む"), ""),
    ]
