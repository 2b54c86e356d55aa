"""抜取確認 over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from sekisho.server.accounts.permissions import Permission
from sekisho.server.custody import actions, handovers, spot_checks
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import SpotResult

router = Router(tags=["提供データ台帳"])
VIEW, EDIT, DECIDE = (
    Holding(one) for one in (Permission.CUSTODY_VIEW, Permission.CUSTODY_EDIT, Permission.CUSTODY_DECIDE)
)


class SpotCheckIn(Schema):
    """What a spot check found where the data is."""

    version: int
    on: dt.date
    place: str = Field(max_length=200)
    result: SpotResult
    note: str = Field(max_length=2000)


class SpotCheckSettledIn(Schema):
    """How a difference was put right."""

    on: dt.date
    how: str = Field(max_length=2000)


class SpotCheckOut(Schema):
    """One spot check, and how what differed was put right."""

    id: int
    on: dt.date
    by: str = Field(alias="by.name")
    place: str
    result: str
    note: str
    settled_on: dt.date | None
    settled_how: str


class DrawnOut(Schema):
    """One hand-over to be looked at this fiscal year; ``seen`` is the day it was."""

    id: int
    number: str
    section: str = Field(alias="section.name")
    what: str
    state: str
    seen: dt.date | None


@router.get("/spot-checks/drawn", response=list[DrawnOut], auth=VIEW, summary="今年度に抜取確認をする提供")
def list_drawn(request: HttpRequest) -> Any:
    """List what is looked at this fiscal year, drawn by computation."""
    return spot_checks.drawn(actor_of(request), timezone.localdate())


@router.get("/{pk}/spot-checks", response=list[SpotCheckOut], auth=VIEW, summary="提供の抜取確認")
def list_spot_checks(request: HttpRequest, pk: int) -> Any:
    """List what spot checks found of one hand-over, the newest first."""
    return spot_checks.of(handovers.handover(actor_of(request), pk))


@router.post("/{pk}/spot-checks", response={201: SpotCheckOut}, auth=EDIT, summary="抜取確認を記録する")
def spot_check(request: HttpRequest, pk: int, given: SpotCheckIn) -> Any:
    """Record what was found at the firm."""
    return Status(201, actions.spot_check(actor_of(request), pk, **given.dict()))


@router.post("/spot-checks/{pk}/settle", response=SpotCheckOut, auth=DECIDE, summary="違ったところを正す")
def settle_spot_check(request: HttpRequest, pk: int, given: SpotCheckSettledIn) -> Any:
    """Say how a difference was put right."""
    return actions.settle_spot_check(actor_of(request), pk, **given.dict())
