"""The calls over the API: the pages' own queries and actions. Days and moments are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.params.functions import Query
from pydantic import AwareDatetime

from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.queries import section_named
from sekisho.server.incidents import actions, call_queries
from sekisho.server.ledgers.api_schemas import Key, Page
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import StatementChannel

router = Router(tags=["事案"])
EDIT = Holding(Permission.INCIDENT_EDIT)


class CallOut(Schema):
    """One call; ``incident`` is the number of the case that came of it, null as long as there is none."""

    id: int
    version: int
    section: str
    words: str
    caller: str
    channel: str
    taken_at: dt.datetime
    taken_by: str
    text: str
    incident: str | None
    reason: str
    answered_on: dt.date | None

    @staticmethod
    def resolve_section(row: Any) -> str:
        """Name the section."""
        return str(row.section)

    @staticmethod
    def resolve_taken_by(row: Any) -> str:
        """Name who took the call."""
        return str(row.taken_by)

    @staticmethod
    def resolve_incident(row: Any) -> str | None:
        """Give the number of the case."""
        return row.incident.number if row.incident else None


class CallIn(Schema):
    """What was heard, and by which section (its name)."""

    section: str
    words: str
    text: str
    channel: StatementChannel = StatementChannel.PHONE
    caller: str = ""
    taken_at: AwareDatetime | None = None


class CallOpenIn(Schema):
    """Open a case; ``another`` opens one beside a case that runs on the firm."""

    version: int
    another: bool = False


class CallJoinIn(Schema):
    """Add the call to a case that runs."""

    version: int
    incident_id: int


class CallAsideIn(Schema):
    """Why the call is no case."""

    version: int
    reason: str


@router.get(
    "/calls", response=Page[CallOut], auth=Holding(Permission.BREACH_VIEW), summary="委託先からの連絡の一覧"
)
def list_calls(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    offset: int = Query(0, ge=0, le=10_000_000),
) -> Any:
    """List the calls the caller may see, the newest first."""
    rows = call_queries.calls(actor_of(request))
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.post(
    "/calls", response={201: Key}, auth=Holding(Permission.CALL_REPORT), summary="委託先からの連絡を知らせる"
)
def report_call(request: HttpRequest, given: CallIn) -> Any:
    """Write down a call, so that it waits for those who may open a case."""
    values = given.dict() | {"channel": str(given.channel), "section": section_named(given.section)}
    return Status(201, actions.report_call(actor_of(request), **values))


@router.post("/calls/{pk}/open", response={201: Key}, auth=EDIT, summary="連絡から事案を起こす")
def open_call(request: HttpRequest, pk: int, given: CallOpenIn) -> Any:
    """Open a case that was known when the call was taken."""
    return Status(201, actions.open_from_call(actor_of(request), pk, given.version, another=given.another))


@router.post("/calls/{pk}/join", response=Key, auth=EDIT, summary="連絡を、起きている事案に加える")
def join_call(request: HttpRequest, pk: int, given: CallJoinIn) -> Any:
    """Add a call to a case that runs; if it came before, the clocks run from it."""
    return actions.join_call(actor_of(request), pk, given.version, given.incident_id)


@router.post("/calls/{pk}/aside", response=Key, auth=EDIT, summary="連絡を事案にしない")
def set_call_aside(request: HttpRequest, pk: int, given: CallAsideIn) -> Any:
    """Say why a call is no case."""
    return actions.set_call_aside(actor_of(request), pk, given.version, reason=given.reason)
