"""段階と関門 over the API: where a thing stands, what a gate asks, pass it, what was asked; what is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from sekisho.procedures.phases import Kind
from sekisho.server.accounts.permissions import Permission
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.lifecycle import actions, duties, queries, regular
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import Phase, TaskResult

router = Router(tags=["段階と関門"])
VIEW, PASS = Holding(Permission.SERVICE_VIEW), Holding(Permission.GATE_OPEN)


class PassIn(Schema):
    """Into which phase, what is stated by whom in which words."""

    version: int
    to: Phase
    stated: dict[str, Any] = Field(default_factory=dict)
    note: str = ""


class PassageOut(Schema):
    """One attempt."""

    id: int
    origin: str
    to: str
    outcome: str
    passed: bool
    asked_at: dt.datetime
    note: str


class DutyOut(Schema):
    """Something to be done by a day, and who has it now since when."""

    kind: str = Field(alias="duty.kind")
    what: str = Field(alias="duty.what")
    thing: str = Field(alias="duty.thing")
    section: str = Field(alias="duty.section_name")
    due: dt.date = Field(alias="duty.due")
    state: str
    who: str = Field(alias="duty.who")
    holder: str
    since: dt.date | None


class DutyDoneIn(Schema):
    """What a check that was due on a day came to, seen by whom in which words."""

    due: dt.date
    on: dt.date
    result: TaskResult
    note: str


class DutyDoneOut(Schema):
    """One recorded check."""

    id: int
    kind: str
    due_on: dt.date
    done_on: dt.date
    result: str


@router.get("/duties", auth=VIEW, response=list[DutyOut], summary="期日のある仕事")
def list_duties(request: HttpRequest) -> Any:
    """Return what has to be done by a day, the nearest first: the first thousand."""
    actor, day = actor_of(request), timezone.localdate()
    return duties.Lines(actor, duties.glimpses(actor, day)[:1000], day)[:]


@router.post(
    "/{kind}/{pk}/checks/{what}",
    auth=Holding(Permission.DUTY_FINISH),
    response=DutyDoneOut,
    summary="期日のある仕事を済ませたと記録する",
)
def record_check(request: HttpRequest, kind: Kind, pk: int, what: str, given: DutyDoneIn) -> Any:
    """Record that a check was done, or a renewal decided."""
    return actions.record_check(
        actor_of(request),
        kind,
        pk,
        regular.of_word(what),
        due=given.due,
        on=given.on,
        result=given.result,
        note=given.note,
    )


@router.get("/{kind}/{pk}", auth=VIEW, summary="今の段階と、次の関門が求めること")
def standing(request: HttpRequest, kind: Kind, pk: int) -> dict[str, Any]:
    """Return the phase, and for each open gate the judgement as of now."""
    at = timezone.localtime()
    led = queries.led(actor_of(request), kind, pk, at.date())
    book = rulebook_in_force()
    gates = [
        {
            "to": one.to.value,
            "label": one.label,
            "judgement": queries.judged(led, one.to, {}, at, book).as_dict(),
        }
        for one in led.gates
    ]
    return {"phase": led.phase.value, "version": led.row.version, "gates": gates}


@router.get("/{kind}/{pk}/passages", auth=VIEW, response=list[PassageOut], summary="関門の記録")
def passages(request: HttpRequest, kind: Kind, pk: int) -> Any:
    """Return the last hundred attempts of one thing, the newest first."""
    actor = actor_of(request)
    queries.led(actor, kind, pk, timezone.localdate())
    return list(queries.passages_of(actor, kind, pk)[:100])


@router.post("/{kind}/{pk}/pass", auth=PASS, response=PassageOut, summary="関門を通す")
def pass_gate(request: HttpRequest, kind: Kind, pk: int, given: PassIn) -> Any:
    """Pass a gate; one that does not open answers with the clauses, and the attempt is kept."""
    return actions.pass_gate(
        actor_of(request), kind, pk, given.version, to=given.to, stated=given.stated, note=given.note
    )
