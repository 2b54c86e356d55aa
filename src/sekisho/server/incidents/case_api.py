"""The cases over the API: the pages' own queries and actions. Days and moments are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query
from pydantic import AwareDatetime

from sekisho.procedures import papers
from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import actions, case_queries, exercise_queries
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.api_schemas import Key, Page
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import IncidentKind, PaperKind, StatementChannel

router = Router(tags=["事案"])
VIEW, EDIT, REPORT = (
    Holding(one) for one in (Permission.INCIDENT_VIEW, Permission.INCIDENT_EDIT, Permission.INCIDENT_REPORT)
)


class CaseOut(Schema):
    """One case of the list."""

    id: int
    version: int
    number: str
    title: str
    kind: str
    state: str
    exercise: bool
    known_at: dt.datetime
    persons_low: int
    persons_high: int | None
    leaked: bool | None
    leak_suspected: bool


class Made(Schema):
    """The key of what was added; it never changes, hence no version."""

    id: int


class OpenIn(Schema):
    """A case; ``words`` name the firm whose holdings are frozen into it.

    While a case on that firm runs, 409 names it; ``another`` opens one beside it, for another event.
    """

    title: str
    kind: IncidentKind = IncidentKind.CONTRACTOR
    known_at: AwareDatetime | None = None
    words: str = ""
    another: bool = False


class FactsIn(Schema):
    """What is known by now; what is left out stays as it is, null is *not known*.

    ``leak_suspected`` says おそれ: a leak is feared, neither confirmed nor denied (``leaked`` is then null).
    """

    version: int
    title: str = ""
    occurred_on: dt.date | None = None
    persons_low: int = 0
    persons_high: int | None = None
    leaked: bool | None = None
    leak_suspected: bool = False
    personal_data: bool | None = None
    specific_personal_data: bool | None = None
    number_system: bool | None = None
    public_view: bool | None = None
    wrongful_purpose: bool | None = None
    sensitive: bool | None = None
    property_risk: bool | None = None
    ordinance_sensitive: bool | None = None
    summary: str | None = None
    data_items: str | None = None
    cause: str | None = None
    secondary: str | None = None
    to_persons: str | None = None
    publication: str | None = None
    prevention: str | None = None
    other: str | None = None
    contact: str | None = None
    contact_phone: str | None = None


class StatementIn(Schema):
    """What a firm said; ``claims`` by the keys leaked, encrypted, kept, erased, copied, contained."""

    firm_id: int
    said_on: dt.date
    said_to: str
    said_by: str = ""
    channel: StatementChannel
    text: str
    claims: dict[str, bool | None] = Field(default_factory=dict)
    persons: int | None = None
    cause: str = ""


class EntryIn(Schema):
    """One step of the course of events; ``corrects`` names the entry it corrects."""

    at: AwareDatetime
    text: str
    corrects: int | None = None


class SentIn(Schema):
    """A paper that was sent."""

    kind: PaperKind
    sent_on: dt.date
    how: str
    draft_id: int | None = None


class CloseIn(Schema):
    """Why a case is closed."""

    version: int
    reason: str


class ExerciseIn(Schema):
    """An exercise and the firm it is played with."""

    key: str
    words: str


class AnswersIn(Schema):
    """The answers to one inject, by the keys of its questions."""

    place: int
    answers: dict[str, str]


@router.get("/cases", response=Page[CaseOut], auth=VIEW, summary="事案の一覧")
def list_cases(
    request: HttpRequest,
    q: str = "",
    exercise: bool = False,  # noqa: FBT001, FBT002  a word of the query string
    limit: int = Query(50, ge=1, le=200),
    offset: int = Query(0, ge=0, le=10_000_000),
) -> Any:
    """List the cases the caller may see; ``exercise`` lists the exercises instead."""
    rows = ledgers.found_by(case_queries.incidents(actor_of(request), exercise=exercise), q)
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.post("/cases", response={201: Key}, auth=EDIT, summary="事案を起こす")
def open_case(request: HttpRequest, given: OpenIn) -> Any:
    """Open a case, with what the firm holds frozen into it."""
    values = given.dict() | {"kind": str(given.kind)}
    return Status(201, actions.open_incident(actor_of(request), **values))


@router.get("/cases/{pk}", auth=VIEW, summary="事案ひとつ（期限、説明の矛盾、預けているもの）")
def show_case(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Show a case: clocks with the days left, contradictions, what is still unknown, what was frozen."""
    actor, day = actor_of(request), timezone.localdate()
    row = case_queries.incident(actor, pk)
    kept = case_queries.frozen(row)
    answer = case_queries.share(actor, kept) if kept else None
    return {
        **CaseOut.from_orm(row).dict(),
        "clocks": [
            {
                "paper": clock.paper.value,
                "due": clock.due.isoformat(),
                "sent_on": clock.sent_on.isoformat() if clock.sent_on else None,
                "state": clock.state(day).value,
                "days_left": clock.left(day),
            }
            for clock in case_queries.clocks_of(row)
        ],
        "contradictions": [
            {"kind": one.kind.value, "statement": one.later, "earlier": one.earlier, "values": one.values}
            for one in case_queries.contradictions(row, answer)
        ],
        "questions": [attrs.asdict(one) for one in papers.questions(case_queries.paper_case(row))],
        "holdings": answer.in_parts() if answer else None,
    }


@router.patch("/cases/{pk}", response=Key, auth=EDIT, summary="分かったことを書く")
def change_case(request: HttpRequest, pk: int, given: FactsIn) -> Any:
    """Write what is known by now; the clocks follow."""
    return actions.change(actor_of(request), pk, **given.dict(exclude_unset=True))


@router.post("/cases/{pk}/statements", response={201: Made}, auth=EDIT, summary="相手の説明を記録する")
def add_statement(request: HttpRequest, pk: int, given: StatementIn) -> Any:
    """Keep what a firm said."""
    actor, values = actor_of(request), given.dict() | {"channel": str(given.channel)}
    firm = ledgers.contractor(actor, values.pop("firm_id"))
    return Status(201, actions.add_statement(actor, pk, firm=firm, **values))


@router.post("/cases/{pk}/entries", response={201: Made}, auth=EDIT, summary="経緯を書く")
def add_entry(request: HttpRequest, pk: int, given: EntryIn) -> Any:
    """Add to the course of events, or correct an entry by a new one."""
    actor = actor_of(request)
    row = case_queries.incident(actor, pk)
    old = case_queries.entry(row, given.corrects) if given.corrects else None
    return Status(201, actions.add_entry(actor, pk, at=given.at, text=given.text, corrects=old))


@router.post("/cases/{pk}/papers/{kind}", response={201: Made}, auth=EDIT, summary="文書の下書きを作る")
def write_draft(request: HttpRequest, pk: int, kind: PaperKind) -> Any:
    """Write a version of a paper from what the case holds by now."""
    return Status(201, actions.write_draft(actor_of(request), pk, kind.value))


@router.post("/cases/{pk}/sendings", response={201: Made}, auth=REPORT, summary="送ったことを記録する")
def note_sent(request: HttpRequest, pk: int, given: SentIn) -> Any:
    """Record that a paper was sent; its clock stops."""
    actor = actor_of(request)
    draft = case_queries.draft(actor, given.draft_id) if given.draft_id else None
    return Status(
        201,
        actions.note_sent(
            actor, pk, kind=given.kind.value, sent_on=given.sent_on, how=given.how, draft=draft
        ),
    )


@router.post("/cases/{pk}/close", response=Key, auth=REPORT, summary="終結する")
def close_case(request: HttpRequest, pk: int, given: CloseIn) -> Any:
    """Close a case."""
    return actions.close(actor_of(request), pk, version=given.version, reason=given.reason)


@router.post("/exercises", response={201: Key}, auth=EDIT, summary="訓練を始める")
def begin_exercise(request: HttpRequest, given: ExerciseIn) -> Any:
    """Begin an exercise on the body's own ledgers."""
    return Status(201, actions.begin_exercise(actor_of(request), given.key, given.words))


@router.get("/exercises/{pk}", auth=VIEW, summary="訓練の進みと結果")
def show_exercise(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Show what waits for an answer, and the answers given with their times and marks."""
    row = case_queries.incident(actor_of(request), pk, exercise=True)
    report = exercise_queries.report(row)
    inject = report.inject
    return {
        "number": row.number,
        "place": report.current.place if report.current else None,
        "text": inject.text if inject else None,
        "asked": [one.value for one in inject.asked] if inject else [],
        "right": report.right,
        "of": report.asked,
        "seconds": report.seconds,
        "answers": [
            {"asked": one.asked.value, "answer": one.answer, "expected": one.expected, "right": one.right}
            for played in report.played
            for one in played.answers
        ],
    }


@router.post("/exercises/{pk}/answers", response=Made, auth=EDIT, summary="訓練の問いに答える")
def answer_exercise(request: HttpRequest, pk: int, given: AnswersIn) -> Any:
    """Answer an inject; the server's clock is taken."""
    return actions.answer_exercise(actor_of(request), pk, given.place, given.answers)
