"""The alerts over the API: the page's own queries and action."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query

from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import actions, alert_queries
from sekisho.server.ledgers.api_schemas import Key, Page
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of

router = Router(tags=["事案"])
EDIT = Holding(Permission.INCIDENT_EDIT)


class AlertOut(Schema):
    """A case that concerns a section it is not shown to: its number and the firm."""

    id: int
    version: int
    incident: str
    section: str
    firm: str
    told_at: dt.datetime
    seen_on: dt.date | None
    note: str

    @staticmethod
    def resolve_incident(row: Any) -> str:
        """Give the number of the case."""
        return str(row.incident.number)

    @staticmethod
    def resolve_section(row: Any) -> str:
        """Name the section."""
        return str(row.section)


class LookedIn(Schema):
    """What the section found."""

    version: int
    note: str


@router.get("/alerts", response=Page[AlertOut], auth=EDIT, summary="課への事案の知らせ")
def list_alerts(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    offset: int = Query(0, ge=0, le=10_000_000),
) -> Any:
    """List the alerts to the sections the caller answers for."""
    rows = alert_queries.alerts(actor_of(request))
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.post("/alerts/{pk}/looked", response=Key, auth=EDIT, summary="確かめたことを知らせる")
def look_into_alert(request: HttpRequest, pk: int, given: LookedIn) -> Any:
    """Record what the section found that it has with the firm."""
    return actions.look_into_alert(actor_of(request), pk, given.version, note=given.note)
