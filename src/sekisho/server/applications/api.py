"""Applications over the API: start, save, judge, file, review, consult, decide. The pages' own actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from sekisho.judgement.facts import questions_for
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import actions, queries
from sekisho.server.applications.answers import read_all
from sekisho.server.applications.judging import checks_for, judge_application
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of

router = Router(tags=["申請"])
VIEW, WRITE = Holding(Permission.APPLICATION_VIEW), Holding(Permission.APPLICATION_WRITE)


class Short(Schema):
    """An application in a list."""

    id: int
    version: int
    number: str
    title: str
    state: str
    section: str = Field(alias="section.name")
    applicant: str = Field(alias="applicant.name")
    service_class: str
    confidentiality: int | None
    outcome: str
    submitted_at: dt.datetime | None
    decided_at: dt.datetime | None
    document_number: str


class Applications(Schema):
    """A page of a list: how many there are in all, and these."""

    count: int
    items: list[Short]


class Whole(Short):
    """One application with its answers and its last judgement."""

    answers: dict[str, Any]
    judgement: dict[str, Any] | None
    content_hash: str
    conditions: str
    service_id: int | None


class Answers(Schema):
    """Answers to the form's questions by name, as stored; null takes an answer away."""

    answers: dict[str, Any]


class Start(Answers):
    """A new application of a section (the caller's first, if none is named)."""

    section_id: int | None = None
    answers: dict[str, Any] = Field(default_factory=dict)


class Words(Schema):
    """The version that was seen, and the words that go with the act."""

    version: int
    note: str = ""


class Statement(Schema):
    """A reviewer's statement about one clause: yes, no, or na with its reason."""

    answer: str
    note: str = ""


class Review(Words):
    """The reviewer's statements by clause."""

    checks: dict[str, Statement]


class Consultation(Words):
    """An opinion."""

    agrees: bool


class Approval(Words):
    """A decision; ``seen`` is the digest of the facts the decider saw judged."""

    conditions: str = ""
    seen: str = ""


def _accepted(given: dict[str, Any]) -> dict[str, Any]:
    """Return answers sent as JSON, read by the form's own rules; null takes an answer away.

    Raises:
        BadInput: the first answer that cannot be read.
    """
    answers, problems = read_all({name: _as_sent(value) for name, value in given.items()})
    if problems:
        raise problems[0]
    return answers


def _as_sent(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(one) for one in value] or ["none"]
    return [str(value)]


@router.get("", response=Applications, auth=VIEW, summary="申請の一覧")
def list_applications(
    request: HttpRequest,
    q: str = "",
    limit: int = Query(50, ge=1, le=200),
    offset: int = Query(0, ge=0, le=10_000_000),
) -> Any:
    """List the applications the caller may see, the newest first."""
    rows = queries.found_by(queries.visible(actor_of(request)), q)
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.get("/waiting", response=Applications, auth=VIEW, summary="あなたを待っている申請")
def list_waiting(request: HttpRequest, limit: int = Query(50, ge=1, le=200)) -> Any:
    """List what waits for the caller."""
    rows = queries.waiting(actor_of(request))
    return {"count": rows.count(), "items": list(rows[:limit])}


@router.get("/{pk}", response=Whole, auth=VIEW, summary="申請ひとつ")
def show(request: HttpRequest, pk: int) -> Any:
    """Show one application."""
    return queries.application(actor_of(request), pk)


@router.get("/{pk}/judgement", auth=VIEW, summary="今の答えで判定する")
def judged(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Judge it as it stands, with the questions still open and the review's checklist."""
    row = queries.application(actor_of(request), pk)
    now = timezone.now()
    decision = judge_application(row, now, timezone.localdate(now))
    return {
        **decision.as_dict(),
        "questions": [one.as_dict() for one in questions_for(decision.missing)],
        "checklist": [{"clause": item.clause, "question": item.question} for item in checks_for(decision)],
    }


@router.post("", response={201: Whole}, auth=WRITE, summary="申請を始める（下書き）")
def start(request: HttpRequest, given: Start) -> Any:
    """Start a draft."""
    row = actions.start(actor_of(request), section=given.section_id, answers=_accepted(given.answers))
    return Status(201, row)


@router.patch("/{pk}", response=Whole, auth=WRITE, summary="下書きに答えを書く")
def save(request: HttpRequest, pk: int, version: int, given: Answers) -> Any:
    """Write answers into a draft."""
    return actions.save_draft(actor_of(request), pk, version=version, changes=_accepted(given.answers))


@router.post("/{pk}/submit", response=Whole, auth=WRITE, summary="申請する")
def submit(request: HttpRequest, pk: int, given: Words) -> Any:
    """File it."""
    return actions.submit(actor_of(request), pk, version=given.version, note=given.note)


@router.post("/{pk}/pull-back", response=Whole, auth=WRITE, summary="引き戻す")
def pull_back(request: HttpRequest, pk: int, given: Words) -> Any:
    """Take it back before anybody acted on it."""
    return actions.pull_back(actor_of(request), pk, version=given.version, reason=given.note)


@router.post("/{pk}/withdraw", response=Whole, auth=WRITE, summary="取り下げる")
def withdraw(request: HttpRequest, pk: int, given: Words) -> Any:
    """Withdraw it."""
    return actions.withdraw(actor_of(request), pk, version=given.version, reason=given.note)


@router.post(
    "/{pk}/review", response=Whole, auth=Holding(Permission.APPLICATION_REVIEW), summary="審査を終える"
)
def review(request: HttpRequest, pk: int, given: Review) -> Any:
    """State what no machine can judge, and hand on."""
    stated = {clause: actions.Stated(one.answer, one.note) for clause, one in given.checks.items()}
    return actions.review(actor_of(request), pk, version=given.version, checks=stated, note=given.note)


@router.post(
    "/{pk}/consult", response=Whole, auth=Holding(Permission.APPLICATION_CONSULT), summary="合議に答える"
)
def consult(request: HttpRequest, pk: int, given: Consultation) -> Any:
    """Give an opinion."""
    return actions.consult(actor_of(request), pk, version=given.version, agrees=given.agrees, note=given.note)


@router.post("/{pk}/decide", response=Whole, auth=Holding(Permission.APPLICATION_DECIDE), summary="決裁する")
def decide(request: HttpRequest, pk: int, given: Approval) -> Any:
    """Decide it."""
    return actions.decide(
        actor_of(request),
        pk,
        version=given.version,
        note=given.note,
        conditions=given.conditions,
        seen=given.seen,
    )


@router.post("/{pk}/act-for", response=Whole, auth=Holding(Permission.APPLICATION_DECIDE), summary="代決する")
def act_for(request: HttpRequest, pk: int, given: Approval) -> Any:
    """Decide it in the absent decider's stead; ``note`` says why it could not wait."""
    return actions.act_for(
        actor_of(request),
        pk,
        version=given.version,
        reason=given.note,
        conditions=given.conditions,
        seen=given.seen,
    )


@router.post("/{pk}/send-back", response=Whole, auth=VIEW, summary="差し戻す")
def send_back(request: HttpRequest, pk: int, given: Words) -> Any:
    """Send it back to the applicant. Whose turn it is may; the action checks."""
    return actions.send_back(actor_of(request), pk, version=given.version, reason=given.note)


@router.post(
    "/{pk}/hand-over",
    response=Whole,
    auth=Holding(Permission.APPLICATION_HAND_OVER),
    summary="引き継ぐ",
)
def hand_over(request: HttpRequest, pk: int, given: Words, to: int) -> Any:
    """Give it to another of its section, by user key; ``note`` says why."""
    return actions.hand_over(actor_of(request), pk, version=given.version, to=to, reason=given.note)


@router.post("/{pk}/reject", response=Whole, auth=Holding(Permission.APPLICATION_DECIDE), summary="却下する")
def reject(request: HttpRequest, pk: int, given: Words) -> Any:
    """Reject it."""
    return actions.reject(actor_of(request), pk, version=given.version, reason=given.note)


@router.get("/later-readings/waiting", auth=Holding(Permission.LATER_READ), summary="後閲を待つもの")
def later_readings(request: HttpRequest) -> list[dict[str, Any]]:
    """List what waits for the caller's later reading."""
    return [
        {
            "id": row.pk,
            "application": row.application_id,
            "title": row.application.title,
            "made_at": row.made_at,
        }
        for row in queries.later_readings(actor_of(request))
    ]


@router.post("/later-readings/{pk}/read", auth=Holding(Permission.LATER_READ), summary="後閲する")
def later_read(request: HttpRequest, pk: int, note: str = "") -> dict[str, Any]:
    """Read later what a deputy decided."""
    row = actions.later_read(actor_of(request), pk, note=note)
    return {"id": row.pk, "read_at": row.read_at}
