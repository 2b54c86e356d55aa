"""The record: list, one entry, and the proof that it stands unchanged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from sekisho.server.accounts.permissions import Permission
from sekisho.server.crossings import details, naming, proofs, queries
from sekisho.server.crossings.filters import EntryFilter
from sekisho.server.crossings.tables import EntryTable
from sekisho.server.crossings.verbs import verb_label
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.tables import PER_PAGE

if TYPE_CHECKING:
    from django.http import HttpRequest


@page(Permission.JOURNAL_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the entries, the newest first."""
    actor = actor_of(request)
    narrowed = EntryFilter(request.GET, queryset=queries.entries(actor))
    table = EntryTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    table.names = naming.names_of(actor, [row.record for row in table.paginated_rows])
    return render(request, "crossings/list.html", {"filter": narrowed, "table": table})


@page(Permission.JOURNAL_PROVE)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one entry as it was sealed."""
    actor = actor_of(request)
    row = queries.entry(actor, pk)
    return render(
        request,
        "crossings/entry.html",
        {
            "row": row,
            "title": verb_label(row.verb),
            "facts": details.facts_of(row, naming.names_of(actor, [row])[row.pk]),
            "text": json.dumps(queries.data_of(row), ensure_ascii=False, indent=2),
            "subject_url": details.subject_url(row),
            "crumbs": details.crumbs(request, verb_label(row.verb)),
        },
    )


@page(Permission.JOURNAL_PROVE)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Prove that the entry stands in the signed log, or say that it will soon."""
    row = queries.entry(actor_of(request), pk)
    proved = proofs.inclusion_of(row) if row.log_index is not None else None
    return render(
        request,
        "crossings/proof.html",
        {
            "row": row,
            "title": verb_label(row.verb),
            "facts": details.facts_of(row),
            "proof": proved,
            "folder": proofs.folder_shown(),
            "subject_url": details.subject_url(row),
            "crumbs": details.crumbs(request, _("この決定を証明する")),
        },
    )


@page(Permission.JOURNAL_PROVE)
def proof_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the proof as a file that an auditor checks with the key alone."""
    row = queries.entry(actor_of(request), pk)
    return _json(proofs.inclusion_of(row), f"proof-{row.log_index}.json")


@page(Permission.JOURNAL_PROVE)
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Give the newest signed checkpoint, to be kept outside as a witness."""
    return HttpResponse(
        proofs.signed_checkpoint()["checkpoint"],
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="checkpoint"'},
    )


def _json(value: object, name: str) -> HttpResponse:
    return HttpResponse(
        json.dumps(value, ensure_ascii=False, indent=2),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
