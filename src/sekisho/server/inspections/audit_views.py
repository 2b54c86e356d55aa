"""監査: the plans, one plan with its samples and findings, its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.inspections import actions, details, forms, queries
from sekisho.server.inspections.acting import form_page, saved
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.actions import note_export
from sekisho.server.ledgers.details import download
from sekisho.server.site.routes import actor_of, page
from sekisho.server.ui.printing import pdf
from sekisho.server.ui.tables import numbered
from sekisho.terms import ClauseStatus, FindingGrade

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.inspections.models import Audit, Finding, Sample


def _crumbs(row: Audit | None = None) -> list[tuple[str, str]]:
    found = [(_("監査"), reverse("inspections:audits"))]
    return [*found, (row.theme, reverse("inspections:audit", args=[row.pk]))] if row else found


@page(Permission.INSPECTION_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the audits, the newest first."""
    actor = actor_of(request)
    new = reverse("inspections:audit_new") if actor.may(Permission.AUDIT_RUN) else ""
    rows = numbered(request, queries.audits(actor))
    return render(request, "inspections/audits.html", {"rows": rows, "new_url": new})


@page(Permission.AUDIT_RUN)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan an audit."""
    actor = actor_of(request)
    form = forms.AuditForm(request.POST or None)
    made = saved(request, form, lambda: actions.plan_audit(actor, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("監査を計画しました。"))
        return redirect("inspections:audit", pk=made.pk)
    return form_page(request, form, _("監査を計画する"), "", _crumbs())


@page(Permission.INSPECTION_VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one audit with its samples and findings."""
    actor = actor_of(request)
    row = queries.audit(actor, pk)
    runs = actor.may(Permission.AUDIT_RUN) and row.auditor_id == actor.person
    shown = context(actor, row) | {"runs": runs, "exports": actor.may(Permission.LEDGER_EXPORT)}
    return render(request, "inspections/audit.html", shown | {"crumbs": [*_crumbs(), (row.theme, "")]})


@page(Permission.AUDIT_RUN)
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a sample."""
    actor = actor_of(request)
    row = queries.audit(actor, pk)
    form = forms.SampleForm(request.POST or None, audit=row)

    def act() -> Sample:
        given = dict(form.cleaned_data)
        status = given.pop("status")
        return actions.draw_sample(actor, pk, status=ClauseStatus(status) if status else None, **given)

    if saved(request, form, act) is not None:
        messages.success(request, _("標本を抜き出しました。"))
        return redirect("inspections:audit", pk=pk)
    return form_page(request, form, _("標本を抜き出す"), row, _crumbs(row))


@page(Permission.AUDIT_RUN)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a finding."""
    actor = actor_of(request)
    row = queries.audit(actor, pk)
    sampled = {name for one in row.samples.all() for name in one.things}
    things = [(one["name"], f"{one['label']}（{one['section']}）") for one in details.named(actor, sampled)]
    form = forms.FindingForm(request.POST or None, audit=row, things=things)

    def act() -> Finding:
        given = dict(form.cleaned_data)
        return actions.record_finding(actor, pk, grade=FindingGrade(given.pop("grade")), **given)

    made = saved(request, form, act)
    if made is not None:
        messages.success(request, _("指摘を記録しました。"))
        return redirect("inspections:finding", pk=made.pk)
    return form_page(request, form, _("指摘を記録する"), row, _crumbs(row))


@page(Permission.LEDGER_EXPORT)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send 監査報告書 as a PDF."""
    actor = actor_of(request)
    row = queries.audit(actor, pk)
    told = context(actor, row, leaving=True)
    findings = list(ledgers.exportable(actor, told["findings"]))
    told |= {"findings": findings, "title": _("監査報告書")}
    data = pdf("inspections/print/audit.html", told, request)
    note_export(actor, "audit", form="pdf", count=len(findings))
    name = f"{_('監査報告書')}_{timezone.localdate():%Y%m%d}.pdf"
    return download(data, name, "application/pdf")


def context(actor: Actor, row: Audit, *, leaving: bool = False) -> dict[str, Any]:
    """Return what the page of an audit shows; ``leaving``: what the actor may take out as a file."""
    samples = list(row.samples.all())
    every = {name for one in samples for name in one.things}
    known = {one["name"]: one for one in details.named(actor, every, leaving=leaving)}
    drawn = [(one, [known[name] for name in one.things if name in known]) for one in samples]
    return {"row": row, "samples": drawn, "findings": queries.findings(actor).filter(audit=row)}
