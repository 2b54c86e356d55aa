"""条文ごとの状況: the page, and the same as Excel, CSV, PDF and OSCAL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.errors import NotFound, say
from sekisho.server.accounts.permissions import Permission
from sekisho.server.catalogues import details, forms, numbers, papers, queries
from sekisho.server.ledgers.actions import note_export
from sekisho.server.ledgers.details import download
from sekisho.server.site.routes import actor_of, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(Permission.SERVICE_VIEW)
def standings(request: HttpRequest) -> HttpResponse:
    """Show how each clause stood over the things the person sees when they were last judged."""
    actor, rulebook = actor_of(request), queries.rulebook_in_force()
    section = forms.section_of(request.GET.get("section", ""))
    rows = numbers.by_clause(actor, rulebook, section)
    sections = numbers.by_section(actor)
    return render(
        request,
        "catalogues/standings.html",
        {
            "bars": details.bars(numbers.totals(rows)),
            "rows": [row for row in rows if row.applicable],
            "apart": [row for row in rows if not row.applicable],
            "now": numbers.now(actor),
            "faults": numbers.faults(actor),
            "sections": sections,
            "section": next((one for one in sections if one.section == section), None),
            "query": f"?section={section}" if section is not None else "",
            "history": numbers.history(actor, section),
            "other_rules": rulebook.digest,
            "exports": details.exports(actor),
            "tabs": details.tabs(actor, "standings"),
        },
    )


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Give the numbers as a file: ``xlsx``, ``csv``, ``cp932``, ``pdf``, ``oscal``.

    Writes ``ledger.exported``.

    Raises:
        NotFound: there is no such form, or nothing was judged yet.
    """
    actor, rulebook = actor_of(request), queries.rulebook_in_force()
    if form not in papers.FORMS:
        raise NotFound(
            say("書き出しの形「{form}」はありません。", form=form), next_step="一覧から選んでください。"
        )
    section = forms.section_of(request.GET.get("section", ""))
    run = numbers.now(actor).run
    if run is None:
        raise NotFound("まだ判定していません。", next_step="最初の判定が終わってから書き出してください。")
    rows = [row for row in numbers.by_clause(actor, rulebook, section) if row.applicable]
    made = papers.made(form, papers.Given(run, rows, rulebook), request)
    note_export(actor, "standing", form=form, count=len(rows))
    name = f"{_('条文ごとの状況')}_{timezone.localdate():%Y%m%d}.{made.suffix}"
    return download(made.data, name, made.kind)
