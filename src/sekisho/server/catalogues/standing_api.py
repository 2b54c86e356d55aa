"""条文ごとの状況 over the API: the numbers, what is behind them, how they came, and a run on request."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
from django.http import HttpRequest
from ninja import Router, Schema, Status

from sekisho.server.accounts.permissions import Permission
from sekisho.server.catalogues import numbers, queries
from sekisho.server.catalogues.actions import ask_run
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import ClauseStatus

router = Router(tags=["条文ごとの状況"])
VIEW = Holding(Permission.SERVICE_VIEW)


class ClauseNumbers(Schema):
    """One clause: to how many things it applies, and how it stands there."""

    clause: str
    title: str
    applicable: int
    satisfied: int
    violated: int
    unknown: int


class SectionNumbers(Schema):
    """One section: how often a clause applies to a thing of it, and how it stands."""

    section: int
    name: str
    applicable: int
    satisfied: int
    violated: int
    unknown: int


class RunNumbers(Schema):
    """The sums of one run."""

    started: dt.datetime
    rulebook: str
    satisfied: int
    violated: int
    unknown: int


class RunState(Schema):
    """The last run, and the one under way."""

    finished: dt.datetime | None
    refreshed: dt.datetime | None
    rulebook: str
    under_way: bool
    total: int
    done: int
    things: int
    changed: int
    faults: int


@router.get("", response=list[ClauseNumbers], auth=VIEW, summary="条文ごとの件数")
def list_clauses(request: HttpRequest, section: int | None = None) -> list[dict[str, Any]]:
    """Count per clause over the things the caller sees, or those of one section."""
    rows = numbers.by_clause(actor_of(request), queries.rulebook_in_force(), section)
    return [
        {
            "clause": row.clause.id,
            "title": row.clause.title,
            "applicable": row.applicable,
            "satisfied": row.satisfied,
            "violated": row.violated,
            "unknown": row.unknown,
        }
        for row in rows
    ]


@router.get("/sections", response=list[SectionNumbers], auth=VIEW, summary="課ごとの件数")
def list_sections(request: HttpRequest) -> list[dict[str, Any]]:
    """Count per section the caller sees."""
    return [attrs.asdict(row) for row in numbers.by_section(actor_of(request))]


@router.get("/history", response=list[RunNumbers], auth=VIEW, summary="これまでの判定")
def list_history(request: HttpRequest, section: int | None = None) -> list[dict[str, Any]]:
    """Give the sums of the newest runs, the oldest first."""
    return [attrs.asdict(row) for row in numbers.history(actor_of(request), section)]


@router.get("/run", response=RunState, auth=VIEW, summary="判定の進み")
def show_run(request: HttpRequest) -> dict[str, Any]:
    """Say how fresh the numbers are and how far a run is."""
    return _state(request)


@router.post("/run", response={202: RunState}, auth=Holding(Permission.STANDING_RUN), summary="判定を始める")
def start_run(request: HttpRequest) -> Any:
    """Ask for a run; the worker carries it out, and a run under way goes on."""
    ask_run(actor_of(request))
    return Status(202, _state(request))


@router.get("/{clause_id}/{status}", auth=VIEW, summary="件数のもと")
def list_behind(
    request: HttpRequest, clause_id: str, status: ClauseStatus, section: int | None = None
) -> dict[str, Any]:
    """List the things behind one number: how many, and the first services and contracts of them."""
    clause = queries.rulebook_in_force().clause(clause_id)
    found = numbers.behind(actor_of(request), clause.id, status, section)
    return {
        "clause": clause.id,
        "status": found["status"],
        "count": found["count"],
        "services": [{"id": row.pk, "number": row.number, "name": row.name} for row in found["services"]],
        "contracts": [{"id": row.pk, "number": row.number, "name": row.title} for row in found["contracts"]],
    }


def _state(request: HttpRequest) -> dict[str, Any]:
    now = numbers.now(actor_of(request))
    return {
        "finished": now.run.finished if now.run else None,
        "refreshed": now.run.refreshed if now.run else None,
        "rulebook": now.run.rulebook if now.run else "",
        "under_way": now.under_way is not None,
        "total": now.under_way.total if now.under_way else 0,
        "done": now.under_way.done if now.under_way else 0,
        "things": now.things,
        "changed": now.changed,
        "faults": now.faults,
    }
