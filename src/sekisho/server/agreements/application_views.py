"""What an application's own facts require of a provider: seen and taken along before anything is chosen.

Nothing is kept here; once the service is in the ledger, its requirements are set there, version by version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sekisho.agreements import requirements as core
from sekisho.errors import NotFound, say
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import actions, annex_excel, annex_word, annexes, details, queries, rules
from sekisho.server.applications import blobs
from sekisho.server.applications import facts as applications_facts
from sekisho.server.applications import queries as applications
from sekisho.server.ledgers import exports
from sekisho.server.ledgers.details import download
from sekisho.server.site.routes import actor_of, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.applications.models import Application


@page(Permission.AGREEMENT_VIEW)
@require_GET
def requirements(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the application's facts require, and why."""
    row = applications.application(actor_of(request), pk)
    lines = _lines(row)
    context = {
        "application": row,
        "lines": details.numbered(lines),
        "strip": details.application_strip(row, len(lines)),
        "crumbs": [
            (row.title or row.number, reverse("applications:detail", args=[row.pk])),
            (_("セキュリティ要件"), ""),
        ],
    }
    return render(request, "agreements/application.html", context)


@page(Permission.AGREEMENT_VIEW)
@require_GET
def annex(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Send the requirements as an annex to the specification."""
    actor = actor_of(request)
    row = applications.application(actor, pk)
    if form not in {"docx", "xlsx"}:
        raise NotFound(
            say("別紙の形「{form}」はありません。", form=form), next_step="WordかExcelを選んでください。"
        )
    template = queries.template_in_use(form)
    write = annex_word.write if form == "docx" else annex_excel.write
    content = annexes.annex_of_application(row, _lines(row))
    data = write(content, blobs.get(template.file) if template else None)
    actions.note_application_annex(actor, row, form=form, data=data, template=template)
    kind = annex_word.MEDIA_TYPE if form == "docx" else exports.XLSX
    return download(data, f"別紙_{row.number}_{timezone.localdate():%Y%m%d}.{form}", kind)


def _lines(row: Application) -> tuple[core.Requirement, ...]:
    return core.generate(rules.book(), applications_facts.facts_of(row, timezone.localdate()))
