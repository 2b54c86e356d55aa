"""The papers of a case: a page for each, its versions, as PDF and as a Word document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import NotFound
from sekisho.procedures import papers
from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import actions, case_details, case_queries, docx, forms
from sekisho.server.incidents.act_views import form_page, saved_by
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.printing import pdf
from sekisho.server.ui.words import label
from sekisho.terms import PaperKind

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sekisho.server.incidents.models import Draft


@page(Permission.INCIDENT_VIEW)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Show a paper: its newest version, its earlier ones, and what is still to be asked."""
    actor = actor_of(request)
    row, word = case_queries.incident(actor, pk), _kind(kind)
    drafts = case_queries.drafts(row, word)
    return render(
        request,
        "incidents/paper.html",
        {
            "row": row,
            "kind": kind,
            "paper_label": label(word),
            "draft": drafts[0] if drafts else None,
            "drafts": drafts,
            "questions": papers.asked_for(word, case_queries.paper_case(row)),
            "crumbs": case_details.crumbs(row, label(word)),
            "may_edit": case_queries.may(actor, Permission.INCIDENT_EDIT, row),
            "may_report": case_queries.may(actor, Permission.INCIDENT_REPORT, row),
        },
    )


@page(Permission.INCIDENT_EDIT)
@require_POST
def write(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Write a version from what the case holds by now."""
    made = actions.write_draft(actor_of(request), pk, _kind(kind).value)
    messages.success(request, _("第%(serial)s版を作りました。") % {"serial": made.serial})
    return redirect("incidents:paper", pk=pk, kind=kind)


@page(Permission.INCIDENT_EDIT)
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the text of a version: a new version."""
    actor = actor_of(request)
    old = case_queries.draft(actor, pk)
    form = forms.DraftForm(request.POST or None, draft=old)
    made = saved_by(request, form, lambda: actions.revise_draft(actor, old, **form.values()))
    if made is not None:
        messages.success(request, _("第%(serial)s版を作りました。") % {"serial": made.serial})
        return redirect("incidents:paper", pk=old.incident_id, kind=old.kind)
    title = _("文書を直す")
    crumbs = case_details.crumbs(old.incident, title)
    return form_page(request, form, title, forms.named(old), crumbs, exercise=old.incident.exercise)


@page(Permission.INCIDENT_VIEW)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version as it is printed."""
    row = case_queries.draft(actor_of(request), pk)
    return render(request, "incidents/print/draft.html", _printed(row))


@page(Permission.INCIDENT_VIEW)
def draft_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one version as PDF."""
    row = case_queries.draft(actor_of(request), pk)
    made = pdf("incidents/print/draft.html", _printed(row), request)
    return _file(made, f"{_name(row)}.pdf", "application/pdf")


@page(Permission.INCIDENT_VIEW)
def draft_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one version as a Word document."""
    row = case_queries.draft(actor_of(request), pk)
    made = docx.document(row.title, f"{row.to}", row.incident.body.name, row.passages)
    return _file(made, f"{_name(row)}.docx", docx.MEDIA_TYPE)


def _printed(row: Draft) -> dict[str, object]:
    return {
        "draft": row,
        "row": row.incident,
        "back": reverse("incidents:paper", args=[row.incident_id, row.kind]),
    }


def _name(row: Draft) -> str:
    mark = "訓練_" if row.incident.exercise else ""
    return f"{mark}{PaperKind(row.kind).label}_{row.incident.number}_第{row.serial}版"


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    told = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": told})


def _kind(kind: str) -> PaperKind:
    found = next((one for one in PaperKind if one.value == kind), None)
    if found is None:
        raise NotFound("この文書はありません。", next_step="事案のページから選んでください。")
    return found
