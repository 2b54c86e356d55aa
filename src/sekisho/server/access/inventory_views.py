"""The pages of the 棚卸し: what is due, the provider's list against the ledger, the lines to settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, CannotRun, Conflict
from sekisho.server.access import columns, inventory_details, inventory_forms, inventory_queries
from sekisho.server.access.actions import inventories, settling
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import downloads
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.forms import ColumnsForm
from sekisho.server.ledgers.previews import Offered
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.acting import tried
from sekisho.server.ui.consents import consented
from sekisho.server.ui.words import told

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.access.models import Inventory

_PER_PAGE = 100


@page(Permission.SERVICE_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show which services are due, the nearest first."""
    actor = actor_of(request)
    found = inventory_queries.services_due(actor, timezone.localdate())
    editable = actor.sections_for(Permission.SERVICE_EDIT)
    shown = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": shown, "everything": editable is None, "editable": editable or frozenset()}
    return render(request, "access/inventories.html", context)


@page(Permission.SERVICE_EDIT)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the provider's list of one service and read it; nothing is compared for good."""
    actor = actor_of(request)
    service = ledgers.service(actor, pk)
    form = inventory_forms.ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        try:
            row = inventories.receive_inventory(
                actor, service=service, filename=file.name, data=file.read(), **given
            )
        except (BadInput, CannotRun) as error:
            form.add_error("file", told(error))
        else:
            return redirect("access:inventory_preview", pk=row.pk)
    return render(
        request,
        "access/inventory_upload.html",
        {"form": form, "service": service, "crumbs": _crumbs(_("棚卸しをする"))},
        status=422 if form.errors else 200,
    )


@page(Permission.SERVICE_EDIT)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the list and the ledger agree on and what not; nothing is written yet."""
    actor = actor_of(request)
    try:
        row = inventories.received(actor, pk)
    except Conflict:
        return redirect("access:inventory", pk=pk)
    shown = inventories.compared(row)
    return render(
        request,
        "access/inventory_preview.html",
        {
            "row": row,
            "shown": shown,
            "tiles": inventory_details.tiles(dict(shown.counts)),
            "groups": inventory_details.groups(shown),
            "problems": Paginator(shown.parsed.problems, _PER_PAGE).get_page(request.GET.get("page")),
            "columns": ColumnsForm(shown=Offered.of(shown.parsed)),
            "crumbs": _crumbs(row.service.name),
        },
    )


@page(Permission.SERVICE_EDIT)
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the person's correction of which column is which."""
    actor = actor_of(request)
    shown = inventories.compared(inventories.received(actor, pk))
    form = ColumnsForm(request.POST, shown=Offered.of(shown.parsed))
    if form.is_valid():
        inventories.correct_inventory(actor, pk, columns=form.columns(), sheet=form.cleaned_data["sheet"])
    return redirect("access:inventory_preview", pk=pk)


@page(Permission.SERVICE_EDIT)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the list in, with the person's consent."""
    actor = actor_of(request)

    def take_in(shown: str, **_more: object) -> Inventory:
        row = inventories.take_inventory(actor, pk, shown=shown)
        messages.success(request, _("棚卸しを記録しました。"))
        return row

    return consented(request, take_in, "access:inventory_", pk, done="access:inventory")


@page(Permission.SERVICE_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one 棚卸し with its counts and lines, settled or not."""
    actor = actor_of(request)
    row = inventory_queries.inventory(actor, pk)
    may_edit = actor.may(Permission.SERVICE_EDIT, section=row.service.section_id)
    return render(
        request,
        "access/inventory.html",
        {
            "row": row,
            "strip": inventory_details.strip(row, row.waiting),
            "tiles": inventory_details.tiles(row.counts),
            "facts": inventory_details.facts(row),
            "lines": Paginator(inventory_queries.lines(row), _PER_PAGE).get_page(request.GET.get("page")),
            "may_edit": may_edit,
            "today": timezone.localdate(),
            "exports": _exports(actor.may(Permission.LEDGER_EXPORT, section=row.service.section_id), row),
            "crumbs": _crumbs(row.service.name),
        },
    )


@page(Permission.SERVICE_EDIT)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle one line."""
    actor = actor_of(request)
    line = inventory_queries.line(actor, pk)
    form = inventory_forms.SettleForm(request.POST or None, line=line, initial={"version": line.version})
    done = tried(request, form, lambda: settling.settle_line(actor, pk, **form.values()))
    if done is not None:
        messages.success(request, _("済ませました。"))
        return redirect("access:inventory", pk=line.inventory_id)
    return render(
        request,
        "access/inventory_settle.html",
        {
            "form": form,
            "line": line,
            "facts": inventory_details.facts_of_line(line),
            "crumbs": [
                (_("アカウントの棚卸し"), reverse("access:inventories")),
                (line.inventory.service.name, reverse("access:inventory", args=[line.inventory_id])),
                (line.login, ""),
            ],
        },
        status=422 if form.errors else 200,
    )


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Send the lines of one 棚卸し as a file."""
    actor = actor_of(request)
    row = inventory_queries.inventory(actor, pk)
    rows = ledgers.exportable(actor, inventory_queries.lines(row), "inventory__service__section")
    return downloads.send(
        actor, form, subject="inventory", title="アカウントの棚卸し", columns=columns.INVENTORY, rows=rows
    )


def _exports(may: bool, row: Inventory) -> list[dict[str, str]]:  # noqa: FBT001  whether the person may
    forms = downloads.FORMS if may else ()
    return [
        {"label": _(name), "url": reverse("access:inventory_export", args=[row.pk, form])}
        for name, form in forms
    ]


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [(_("アカウントの棚卸し"), reverse("access:inventories")), (here, "")]
