"""自己点検: the campaigns, the progress of one, a section's sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.errors import BadInput, Conflict, Refused
from sekisho.server.accounts.permissions import Permission
from sekisho.server.inspections import actions, columns, details, forms, papers, queries
from sekisho.server.inspections.acting import done, form_page, saved, sealed
from sekisho.server.inspections.models import Answer
from sekisho.server.ledgers.actions import note_export
from sekisho.server.ledgers.queries import exportable
from sekisho.server.site.routes import actor_of, page, posted_number
from sekisho.server.ui.tables import numbered
from sekisho.server.ui.words import brief
from sekisho.terms import InspectionAnswer

if TYPE_CHECKING:
    from django.http import HttpRequest

FORMS = ("xlsx", "csv", "cp932", "pdf")


def _crumbs(title: str = "") -> list[tuple[str, str]]:
    found = [(_("自己点検"), reverse("inspections:list"))]
    return [*found, (title, "")] if title else found


@page(Permission.INSPECTION_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the campaigns, the newest first."""
    actor = actor_of(request)
    new = reverse("inspections:new") if actor.may(Permission.INSPECTION_RUN) else ""
    rows = numbered(request, queries.campaigns(actor))
    return render(request, "inspections/list.html", {"rows": rows, "new_url": new})


@page(Permission.INSPECTION_RUN)
def open_campaign(request: HttpRequest) -> HttpResponse:
    """Begin a campaign."""
    actor = actor_of(request)
    form = forms.CampaignForm(request.POST or None)
    made = saved(request, form, lambda: actions.open_campaign(actor, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("自己点検を始めました。"))
        return redirect("inspections:campaign", pk=made.pk)
    return form_page(request, form, _("自己点検を始める"), "", _crumbs())


@page(Permission.INSPECTION_VIEW)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of a campaign, beside last year's."""
    actor = actor_of(request)
    row = queries.campaign(actor, pk)
    earlier = queries.before(actor, row)
    now = queries.by_answer(row.pk, actor)
    then = queries.by_answer(earlier.pk, actor) if earlier else {}
    compared = [(one.value, now.get(one.value, 0), then.get(one.value, 0)) for one in InspectionAnswer]
    may_close = row.closed_at is None and actor.may(Permission.INSPECTION_RUN)
    return render(
        request,
        "inspections/campaign.html",
        {
            "row": row,
            "sheets": list(queries.sheets(actor).filter(campaign=row)),
            "compared": compared,
            "earlier": earlier,
            "exports": _exports(request, pk),
            "close_url": reverse("inspections:campaign_close", args=[pk]) if may_close else "",
            "today": timezone.localdate(),
            "crumbs": _crumbs(row.title),
        },
    )


@page(Permission.INSPECTION_RUN)
@require_POST
def close_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """End a campaign."""
    actor, version = actor_of(request), posted_number(request.POST.get("version", ""))
    done(request, lambda: actions.close_campaign(actor, pk, version), _("自己点検を終えました。"))
    return redirect("inspections:campaign", pk=pk)


@page(Permission.LEDGER_EXPORT)
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Send 自己点検結果 as a file."""
    actor = actor_of(request)
    row = queries.campaign(actor, pk)
    rows = Answer.objects.filter(sheet__campaign=row).select_related("sheet__section", "answered_by")
    found = list(exportable(actor, rows.order_by("sheet__section__code", "clause"), "sheet__section"))
    answer = papers.answer(request, form, _("自己点検結果"), columns.ANSWERS, found)
    note_export(actor, "campaign", form=form, count=len(found))
    return answer


@page(Permission.INSPECTION_VIEW)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a section's sheet: what is asked, and beside it what is computed."""
    actor = actor_of(request)
    row = queries.sheet(actor, pk)
    lines = queries.lines(row)
    wanting = sum(bool(line.lacks) for line in lines)
    open_ = row.submitted_at is None
    return render(
        request,
        "inspections/sheet.html",
        {
            "row": row,
            "lines": lines,
            "computed": queries.computed(actor, row),
            "strip": details.sheet_strip(row, wanting, timezone.localdate()),
            "may_answer": open_ and actor.may(Permission.INSPECTION_ANSWER, section=row.section_id),
            "may_submit": open_ and actor.may(Permission.INSPECTION_SUBMIT, section=row.section_id),
            "answers": list(InspectionAnswer),
            "wanting": wanting,
            "crumbs": [
                *_crumbs(),
                (row.campaign.title, reverse("inspections:campaign", args=[row.campaign_id])),
                (row.section.name, ""),
            ],
        },
    )


@page(Permission.INSPECTION_ANSWER)
@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep one answer as it is typed; say how many are left, or why it was not kept.

    A refusal is answered with 200, too: htmx shows no other, and what is not shown is lost unnoticed.
    """
    actor, posted, problem = actor_of(request), request.POST, ""
    try:
        actions.save_answer(
            actor, pk, posted.get("clause", ""), answer=posted.get("answer", ""), text=posted.get("text", "")
        )
    except (BadInput, Conflict, Refused) as error:
        problem = brief(error)
    wanting = sum(bool(line.lacks) for line in queries.lines(queries.sheet(actor, pk)))
    context = {"wanting": wanting, "problem": problem, "at": timezone.now()}
    return render(request, "inspections/saved.html", context)


@page(Permission.INSPECTION_ANSWER)
def attach(request: HttpRequest, pk: int, clause: str) -> HttpResponse:
    """Take in the evidence of one answer."""
    actor = actor_of(request)
    row = queries.sheet(actor, pk)
    form = forms.AttachForm(request.POST or None, request.FILES or None)

    def act() -> Answer:
        file = form.cleaned_data["file"]
        return actions.attach(actor, pk, clause, name=file.name, data=file.read())

    if saved(request, form, act) is not None:
        messages.success(request, _("資料を付けました。"))
        return redirect("inspections:sheet", pk=pk)
    crumbs = [*_crumbs(), (str(row), reverse("inspections:sheet", args=[pk]))]
    return form_page(request, form, _("資料を付ける"), clause, crumbs)


@page(Permission.INSPECTION_VIEW)
def answer_file(request: HttpRequest, pk: int, clause: str) -> HttpResponse:
    """Send the sealed evidence of an answer."""
    row = queries.sheet(actor_of(request), pk)
    found = next((one for one in row.answers.all() if one.clause == clause), None)
    return sealed(found.file, found.file_name, found.media_type) if found else sealed("", "", "")


@page(Permission.INSPECTION_SUBMIT)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit a section's sheet; with htmx after the drafts under way, so that nothing just typed is lost."""
    actor, version = actor_of(request), posted_number(request.POST.get("version", ""))
    done(request, lambda: actions.submit_sheet(actor, pk, version), _("自己点検を提出しました。"))
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("inspections:sheet", args=[pk])})
    return redirect("inspections:sheet", pk=pk)


def _exports(request: HttpRequest, pk: int) -> list[dict[str, str]]:
    if not actor_of(request).may(Permission.LEDGER_EXPORT):
        return []
    return details.exports("inspections:campaign_export", [pk], FORMS)
