"""自己点検・監査・指摘 over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.queries import section_by_key
from sekisho.server.inspections import actions, queries
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.api_schemas import Key, Page
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import ClauseStatus, FindingGrade, FindingState, InspectionAnswer

router = Router(tags=["自己点検・監査"])
VIEW, ANSWER, SUBMIT, AUDIT, VERIFY = (
    Holding(one)
    for one in (
        Permission.INSPECTION_VIEW,
        Permission.INSPECTION_ANSWER,
        Permission.INSPECTION_SUBMIT,
        Permission.AUDIT_RUN,
        Permission.FINDING_VERIFY,
    )
)


class CampaignOut(Schema):
    """One campaign and how many of its sheets are in."""

    id: int
    version: int
    fiscal_year: int
    title: str
    starts: dt.date
    due: dt.date
    closed_at: dt.datetime | None
    total: int
    submitted: int


class SheetOut(Schema):
    """One section's sheet."""

    id: int
    version: int
    section: str = Field(alias="section.name")
    submitted_at: dt.datetime | None
    asked: int
    answered: int


class AnswerIn(Schema):
    """An answer as a draft."""

    answer: InspectionAnswer
    text: str = ""


class VersionIn(Schema):
    """The version that was seen."""

    version: int


class SampleIn(Schema):
    """What to draw from, how many, and the seed."""

    clause: str
    size: int = Field(ge=1, le=200)
    seed: str
    status: ClauseStatus | None = None


class SampleOut(Schema):
    """A sample, with what it needs to be drawn again."""

    id: int
    clause: str
    status: str
    seed: str
    size: int
    population: int
    population_digest: str
    things: list[str]


class FindingIn(Schema):
    """A finding of an audit."""

    section_id: int
    clause: str
    grade: FindingGrade
    facts: str
    things: list[str] = Field(default_factory=list)


class FindingOut(Schema):
    """One finding and where its improvement stands."""

    id: int
    version: int
    number: str
    fiscal_year: int
    section: str = Field(alias="section.name")
    clause: str
    machine: bool
    things: list[str]
    grade: str
    facts: str
    found_on: dt.date
    standing_digest: str
    state: str
    plan: str
    plan_who: str
    due: dt.date | None
    done_on: dt.date | None
    verified_on: dt.date | None
    closed_on: dt.date | None


class PlanIn(Schema):
    """改善計画."""

    version: int
    what: str
    who: str
    due: dt.date


class NoteIn(Schema):
    """An act with its words."""

    version: int
    note: str


@router.get("/campaigns", response=list[CampaignOut], auth=VIEW, summary="自己点検の一覧")
def list_campaigns(request: HttpRequest) -> Any:
    """List the newest campaigns."""
    return list(queries.campaigns(actor_of(request))[:50])


@router.get("/campaigns/{pk}/sheets", response=list[SheetOut], auth=VIEW, summary="自己点検の進み")
def list_sheets(request: HttpRequest, pk: int) -> Any:
    """List the sheets of a campaign the caller may see."""
    actor = actor_of(request)
    return list(queries.sheets(actor).filter(campaign=queries.campaign(actor, pk)))


@router.get("/sheets/{pk}", auth=VIEW, summary="課の自己点検")
def show_sheet(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Show the questions with their answers, and beside them the computed numbers."""
    actor = actor_of(request)
    row = queries.sheet(actor, pk)
    asked = [
        {
            "clause": one.clause.id,
            "title": one.clause.title,
            "answer": one.answer.answer,
            "text": one.answer.text,
            "file_sha256": one.answer.file,
            "lacks": one.lacks,
            "last_year": one.before,
        }
        for one in queries.lines(row)
    ]
    computed = [
        {
            "clause": one.clause,
            "applicable": one.applicable,
            "satisfied": one.satisfied,
            "violated": one.violated,
            "unknown": one.unknown,
        }
        for one in queries.computed(actor, row)
    ]
    return {"id": row.pk, "version": row.version, "asked": asked, "computed": computed}


@router.put("/sheets/{pk}/answers/{clause}", auth=ANSWER, summary="自己点検に答える（下書き）")
def put_answer(request: HttpRequest, pk: int, clause: str, given: AnswerIn) -> dict[str, Any]:
    """Keep an answer as a draft."""
    row = actions.save_answer(actor_of(request), pk, clause, answer=given.answer.value, text=given.text)
    return {"clause": row.clause, "answer": row.answer}


@router.post("/sheets/{pk}/submit", response=Key, auth=SUBMIT, summary="自己点検を提出する")
def submit(request: HttpRequest, pk: int, given: VersionIn) -> Any:
    """Submit a sheet."""
    return actions.submit_sheet(actor_of(request), pk, given.version)


@router.post("/audits/{pk}/samples", response={201: SampleOut}, auth=AUDIT, summary="標本を抜き出す")
def draw_sample(request: HttpRequest, pk: int, given: SampleIn) -> Any:
    """Draw a sample; the same seed draws the same things."""
    return Status(201, actions.draw_sample(actor_of(request), pk, **given.dict()))


@router.post("/audits/{pk}/findings", response={201: Key}, auth=AUDIT, summary="指摘を記録する")
def add_finding(request: HttpRequest, pk: int, given: FindingIn) -> Any:
    """Record a finding of an audit."""
    actor = actor_of(request)
    row = actions.record_finding(
        actor,
        pk,
        section=section_by_key(given.section_id),
        clause=given.clause,
        grade=given.grade,
        facts=given.facts,
        named=given.things,
    )
    return Status(201, row)


@router.get("/findings", response=Page[FindingOut], auth=VIEW, summary="指摘の一覧")
def list_findings(
    request: HttpRequest,
    q: str = "",
    state: FindingState | None = None,
    overdue: bool = False,  # noqa: FBT001, FBT002  a word of the query string
    limit: int = Query(50, ge=1, le=200),
    offset: int = Query(0, ge=0, le=10_000_000),
) -> Any:
    """List the findings the caller may see, the newest first."""
    rows = ledgers.found_by(queries.findings(actor_of(request)), q)
    if state is not None:
        rows = rows.filter(state=state.value)
    if overdue:
        rows = queries.overdue(rows, timezone.localdate())
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.get("/findings/{pk}", response=FindingOut, auth=VIEW, summary="指摘ひとつ")
def show_finding(request: HttpRequest, pk: int) -> Any:
    """Show one finding."""
    return queries.finding(actor_of(request), pk)


@router.post("/findings/{pk}/plan", response=Key, auth=ANSWER, summary="改善計画を立てる")
def plan(request: HttpRequest, pk: int, given: PlanIn) -> Any:
    """Set down the improvement."""
    return actions.plan(actor_of(request), pk, **given.dict())


@router.post("/findings/{pk}/finish", response=Key, auth=ANSWER, summary="改善したと報告する")
def finish(request: HttpRequest, pk: int, given: NoteIn) -> Any:
    """Report the improvement."""
    return actions.finish(actor_of(request), pk, **given.dict())


@router.post("/findings/{pk}/verify", response=Key, auth=VERIFY, summary="改善を確かめる")
def verify(request: HttpRequest, pk: int, given: NoteIn) -> Any:
    """Verify the improvement."""
    return actions.verify(actor_of(request), pk, **given.dict())


@router.post("/findings/{pk}/return", response=Key, auth=VERIFY, summary="改善を差し戻す")
def send_back(request: HttpRequest, pk: int, given: NoteIn) -> Any:
    """Send the improvement back."""
    return actions.send_back(actor_of(request), pk, **given.dict())


@router.post("/findings/{pk}/close", response=Key, auth=VERIFY, summary="指摘を終える")
def close(request: HttpRequest, pk: int, given: VersionIn) -> Any:
    """Close the finding."""
    return actions.close(actor_of(request), pk, given.version)
