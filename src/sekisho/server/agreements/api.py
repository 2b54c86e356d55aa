"""要件・責任分界・契約項目・質問票 over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import actions, queries, questionnaire_queries, split_queries
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.api_schemas import Page
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import Party

router = Router(tags=["要件・責任分界・質問票"])
VIEW, EDIT = Holding(Permission.AGREEMENT_VIEW), Holding(Permission.AGREEMENT_EDIT)
Ledger = Literal["service", "contract"]


class QuestionnaireOut(Schema):
    """One questionnaire and where it stands."""

    id: int
    version: int
    number: str
    title: str
    state: str = Field(alias="state_now")
    section: str = Field(alias="section.name")
    firm: str = Field(alias="firm.name")
    service_id: int | None
    contract_id: int | None
    sent_on: dt.date | None
    due_on: dt.date | None
    answered_at: dt.datetime | None
    confirmed_on: dt.date | None


class AnswersOut(Schema):
    """One version of the answers."""

    number: int
    of_version: int = Field(alias="asked.number")
    answered_at: dt.datetime
    by_name: str
    way: str
    answers: dict[str, Any]


class RequirementsOut(Schema):
    """The requirements as they stand."""

    number: int
    digest: str
    lines: list[dict[str, Any]]
    removed: dict[str, str]


class LineOut(Schema):
    """One line of the table of responsibilities."""

    control: str
    title: str
    proposal: str
    party: str
    note: str
    n: int


class SplitOut(Schema):
    """The table, and what it says to a judgement."""

    model: str
    responsibility_undecided: int
    responsibility_nobody: int
    lines: list[LineOut]


class DecisionIn(Schema):
    """Who carries out a control; ``n`` as it was read."""

    control: str
    party: Party
    note: str = ""
    n: int = Field(ge=0)


class ItemsOut(Schema):
    """What the contract's text lacks, and what was found."""

    version: int
    specific_personal_data: bool
    missing: list[str]
    answers: dict[str, Any]


class Setting(Schema):
    """The version of the list that was seen (0: none)."""

    version: int = Field(ge=0)


@router.get("", response=Page[QuestionnaireOut], auth=VIEW, summary="質問票")
def list_questionnaires(
    request: HttpRequest,
    q: str = "",
    state: str = "",
    limit: int = Query(50, ge=1, le=200),
    offset: int = Query(0, ge=0, le=10_000_000),
) -> Any:
    """List the questionnaires the caller may see, the newest first."""
    rows = ledgers.found_by(questionnaire_queries.questionnaires(actor_of(request)), q)
    if state:
        rows = rows.filter(state_now=state)
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.get("/{pk}", response=QuestionnaireOut, auth=VIEW, summary="質問票ひとつ")
def show_questionnaire(request: HttpRequest, pk: int) -> Any:
    """Show one questionnaire."""
    return questionnaire_queries.questionnaire(actor_of(request), pk)


@router.get("/{pk}/answers", response=list[AnswersOut], auth=VIEW, summary="質問票の回答（版ごと）")
def list_answers(request: HttpRequest, pk: int) -> Any:
    """List the answers as they were handed in, the newest first."""
    return questionnaire_queries.answers_of(questionnaire_queries.questionnaire(actor_of(request), pk))


@router.get(
    "/{ledger}/{pk}/requirements",
    response=list[RequirementsOut],
    auth=VIEW,
    summary="セキュリティ要件（版ごと）",
)
def list_requirements(request: HttpRequest, ledger: Ledger, pk: int) -> Any:
    """List the versions of the requirements, the newest first."""
    return queries.requirement_lists(queries.matter(actor_of(request), ledger, pk))


@router.post("/{ledger}/{pk}/requirements", response=RequirementsOut, auth=EDIT, summary="要件を定める")
def set_requirements(request: HttpRequest, ledger: Ledger, pk: int, given: Setting) -> Any:
    """Generate the requirements from what is known today, as the next version."""
    actor = actor_of(request)
    return actions.set_requirements(actor, queries.matter(actor, ledger, pk), version=given.version)


@router.get("/{ledger}/{pk}/split", response=SplitOut | None, auth=VIEW, summary="責任分界表")
def show_split(request: HttpRequest, ledger: Ledger, pk: int) -> Any:
    """Show the table of responsibilities; null where it was not begun."""
    return _split(queries.matter(actor_of(request), ledger, pk))


@router.post("/{ledger}/{pk}/split", response=SplitOut, auth=EDIT, summary="責任分界を一つ決める")
def decide_line(request: HttpRequest, ledger: Ledger, pk: int, given: DecisionIn) -> Any:
    """Decide who carries out a control."""
    actor = actor_of(request)
    matter = queries.matter(actor, ledger, pk)
    actions.decide_line(
        actor, matter, control=given.control, party=str(given.party), note=given.note, n=given.n
    )
    return _split(matter)


@router.get("/contract/{pk}/items", response=ItemsOut | None, auth=VIEW, summary="契約項目の確認表")
def show_items(request: HttpRequest, pk: int) -> Any:
    """Show what a contract's text lacks; null where nobody looked."""
    actor = actor_of(request)
    queries.matter(actor, "contract", pk)
    return queries.items_of(ledgers.contract(actor, pk))


def _split(matter: queries.Matter) -> dict[str, Any] | None:
    kept = split_queries.split_of(matter)
    if kept is None:
        return None
    lines = [
        {
            "control": one.control.id,
            "title": one.control.title,
            "proposal": one.proposal.value,
            "party": one.party,
            "note": one.note,
            "n": one.n,
        }
        for one in split_queries.split_lines(kept)
    ]
    return {"model": kept.model, "lines": lines} | split_queries.tally(kept).facts()
