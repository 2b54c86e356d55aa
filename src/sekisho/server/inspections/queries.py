"""Questions to 自己点検, 監査 and 指摘, each limited to what the actor may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.db.models import Count, F, Prefetch, Q

from sekisho.procedures import questionnaire
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.scope import one_of
from sekisho.server.catalogues import numbers
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.inspections.actions.sheets import given
from sekisho.server.inspections.models import Answer, Audit, Campaign, Finding, Sample, Sheet
from sekisho.terms import FindingState, InspectionAnswer

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from sekisho.catalogue import Clause
    from sekisho.server.accounts.permissions import Actor

OPEN = (FindingState.OPEN.value, FindingState.PLANNED.value, FindingState.DONE.value)


@attrs.frozen
class Line:
    """One question of a sheet: the clause, its answer, what it lacks, and last year's answer."""

    clause: Clause
    answer: Answer
    lacks: str
    before: str


@attrs.frozen
class Computed:
    """One clause that the machine judges, beside the questions; nobody can edit it."""

    clause: str
    title: str
    applicable: int
    satisfied: int
    violated: int
    unknown: int


def campaigns(actor: Actor) -> QuerySet[Campaign]:
    """Return the campaigns, the newest first, with how many sheets there are and how many are in.

    Raises:
        Refused: the actor may see none.
    """
    require(actor, Permission.INSPECTION_VIEW)
    mine = _reach(actor, "sheets__section_id")
    rows: Any = Campaign.objects.annotate(
        total=Count("sheets", filter=mine, distinct=True),
        submitted=Count("sheets", filter=mine & Q(sheets__submitted_at__isnull=False), distinct=True),
    )
    found: QuerySet[Campaign] = rows.filter(total__gt=0).order_by("-fiscal_year", "-pk")
    return found


def campaign(actor: Actor, pk: int) -> Campaign:
    """Return one campaign; raises NotFound unless the actor sees a sheet of it."""
    found: Campaign = one_of(campaigns(actor), pk)
    return found


def sheets(actor: Actor) -> QuerySet[Sheet]:
    """Return the sheets the actor may see, with the counts of their answers.

    Raises:
        Refused: the actor may see none.
    """
    require(actor, Permission.INSPECTION_VIEW)
    rows: QuerySet[Sheet] = Sheet.objects.filter(_reach(actor, "section_id"))
    counts = {one.value: Count("answers", filter=Q(answers__answer=one.value)) for one in InspectionAnswer}
    return (
        rows.select_related("campaign", "section", "submitted_by")
        .annotate(asked=Count("answers"), **counts)
        .annotate(answered=F("asked") - Count("answers", filter=Q(answers__answer="")))
        .order_by("section__code")
    )


def sheet(actor: Actor, pk: int) -> Sheet:
    """Return one sheet; raises NotFound unless the actor sees it."""
    found: Sheet = one_of(sheets(actor), pk)
    return found


def lines(row: Sheet) -> list[Line]:
    """Return the questions of a sheet with the answers of the campaign before (two queries)."""
    clauses = rulebook_in_force().clauses
    earlier = Answer.objects.filter(
        sheet__section_id=row.section_id, sheet__campaign__fiscal_year__lt=row.campaign.fiscal_year
    )
    before = dict(earlier.order_by("sheet__campaign__fiscal_year").values_list("clause", "answer"))
    return [
        Line(clauses[one.clause], one, questionnaire.lacks(given(one)), before.get(one.clause, ""))
        for one in row.answers.all()
        if one.clause in clauses
    ]


def computed(actor: Actor, row: Sheet) -> list[Computed]:
    """Return the computed numbers of the section: as they were submitted, else as they are now."""
    if row.submitted_at is None:
        found = numbers.by_clause(actor, rulebook_in_force(), row.section_id)
        return [
            Computed(
                one.clause.id, one.clause.title, one.applicable, one.satisfied, one.violated, one.unknown
            )
            for one in found
            if one.applicable
        ]
    clauses = rulebook_in_force().clauses
    return [
        Computed(name, clauses[name].title if name in clauses else "", *counts)
        for name, counts in row.standing.items()
    ]


def by_answer(campaign_pk: int, actor: Actor) -> dict[str, int]:
    """Return how often each answer was given in a campaign, within the actor's reach (one query)."""
    rows = Answer.objects.filter(_reach(actor, "sheet__section_id"), sheet__campaign_id=campaign_pk)
    return dict(rows.order_by().values_list("answer").annotate(Count("pk")))


def before(actor: Actor, row: Campaign) -> Campaign | None:
    """Return the campaign of an earlier year that ``row`` is compared with."""
    earlier: Campaign | None = campaigns(actor).filter(fiscal_year__lt=row.fiscal_year).first()
    return earlier


def audits(actor: Actor) -> QuerySet[Audit]:
    """Return the audits of sections the actor sees, the newest first.

    Raises:
        Refused: the actor may see none.
    """
    require(actor, Permission.INSPECTION_VIEW)
    rows = Audit.objects.filter(_reach(actor, "sections__pk")).distinct()
    return rows.select_related("auditor").prefetch_related("sections")


def audit(actor: Actor, pk: int) -> Audit:
    """Return one audit with its samples; raises NotFound unless the actor sees it."""
    rows = audits(actor).prefetch_related(Prefetch("samples", Sample.objects.select_related("drawn_by")))
    found: Audit = one_of(rows, pk)
    return found


def findings(actor: Actor) -> QuerySet[Finding]:
    """Return the findings the actor may see, the newest first.

    Raises:
        Refused: the actor may see none.
    """
    require(actor, Permission.INSPECTION_VIEW)
    rows: QuerySet[Finding] = Finding.objects.filter(_reach(actor, "section_id"))
    return rows.select_related("section", "audit", "found_by", "done_by", "verified_by")


def finding(actor: Actor, pk: int) -> Finding:
    """Return one finding; raises NotFound unless the actor sees it."""
    found: Finding = one_of(findings(actor).select_related("answer__sheet__campaign"), pk)
    return found


def overdue(rows: QuerySet[Finding], day: dt.date) -> QuerySet[Finding]:
    """Return those of ``rows`` whose improvement should have been reported before ``day``."""
    return rows.filter(due__lt=day, state=FindingState.PLANNED.value)


def _reach(actor: Actor, field: str) -> Q:
    sections = actor.sections_for(Permission.INSPECTION_VIEW)
    return Q() if sections is None else Q(**{f"{field}__in": sections})
