"""Clauses and judgements over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from sekisho.judgement import Crossing, judge
from sekisho.judgement.classify import QUESTIONS, classify, convert
from sekisho.judgement.facts import questions_for
from sekisho.server.accounts.permissions import Permission
from sekisho.server.catalogues.actions import set_local_clauses
from sekisho.server.catalogues.queries import local_clauses, rulebook_in_force
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import CrossingKind, OldServiceClass

router = Router(tags=["条文と判定"])


class Question(Schema):
    """A crossing to be judged: its kind, its name, and its facts."""

    kind: CrossingKind = CrossingKind.USE_EXTERNAL_SERVICE
    subject: str = ""
    facts: dict[str, Any]


@router.get("/clauses", auth=Holding(Permission.CATALOGUE_VIEW), summary="条文の一覧")
def list_clauses(request: HttpRequest) -> list[dict[str, Any]]:
    """List the clauses of the body's edition."""
    return [clause.as_dict() for clause in rulebook_in_force().clauses.values()]


@router.get("/clauses/{clause_id}", auth=Holding(Permission.CATALOGUE_VIEW), summary="条文ひとつ")
def show_clause(request: HttpRequest, clause_id: str) -> dict[str, Any]:
    """Show one clause."""
    return rulebook_in_force().clause(clause_id).as_dict()


@router.post("/judge", auth=Holding(Permission.CATALOGUE_VIEW), summary="事実を条文で判定する（記録しない）")
def judge_facts(request: HttpRequest, question: Question) -> dict[str, Any]:
    """Judge facts without recording anything."""
    decision = judge(
        Crossing(kind=question.kind, subject=question.subject or "（名前なし）"),
        question.facts,
        rulebook_in_force(),
        timezone.now(),
    )
    questions = [one.as_dict() for one in questions_for(decision.missing)]
    return {**decision.as_dict(), "questions": questions}


class ClassifyAnswers(Schema):
    """ClassifyAnswers to the guide's questions by name, and the former class if there was one."""

    answers: dict[str, bool | int] = Field(default_factory=dict)
    old: OldServiceClass | None = None


@router.get("/classify", auth=Holding(Permission.CATALOGUE_VIEW), summary="区分を調べる質問")
def classify_questions(request: HttpRequest) -> list[dict[str, Any]]:
    """List the guide's questions."""
    return [question.as_dict() for question in QUESTIONS]


@router.post("/classify", auth=Holding(Permission.CATALOGUE_VIEW), summary="区分を調べる（記録しない）")
def classify_answers(request: HttpRequest, given: ClassifyAnswers) -> dict[str, Any]:
    """Say which class the answers lead to, and what a former class becomes."""
    converted = convert(given.old, given.answers).as_dict() if given.old else None
    return {**classify(given.answers).as_dict(), "conversion": converted}


class LocalText(Schema):
    """The body's own clauses as YAML."""

    text: str


class LocalTextIn(LocalText):
    """The clauses to put in force; ``seen`` is the SHA-256 of those that were read before (empty: none)."""

    seen: str | None = None


@router.get("/local", auth=Holding(Permission.CATALOGUE_VIEW), summary="自団体の条文")
def show_local(request: HttpRequest) -> LocalText:
    """Show the body's own clauses in force."""
    row = local_clauses()
    return LocalText(text=row.text if row else "")


@router.put("/local", auth=Holding(Permission.CATALOGUE_EDIT), summary="自団体の条文を置き換える")
def put_local(request: HttpRequest, given: LocalTextIn) -> dict[str, Any]:
    """Put the body's own clauses in force."""
    row = set_local_clauses(actor_of(request), text=given.text, seen=given.seen)
    return {"sha256": row.sha256, "since": row.since}
