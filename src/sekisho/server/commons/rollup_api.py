"""The numbers a prefecture reads of its municipalities, over the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from sekisho.server.accounts.permissions import Permission
from sekisho.server.commons import actions, rollups
from sekisho.server.commons.models import RollUp
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of

router = Router(tags=["県と市町村"])
VIEW, CHOOSE = Holding(Permission.COMMONS_VIEW), Holding(Permission.ROLL_UP_CHOOSE)


class ToldOut(Schema):
    """A municipality; ``numbers`` is null where it does not tell them."""

    body: str
    numbers: dict[str, int] | None
    counted_at: dt.datetime | None


class ChoiceIn(Schema):
    """Whether the body tells its prefecture."""

    tell: bool


@router.get("/counts", response=list[ToldOut], auth=VIEW, summary="市町村が知らせる数")
def of_members(request: HttpRequest) -> Any:
    """Return the own municipalities with what they tell."""
    return [
        {
            "body": one.name,
            "numbers": {name: one.values[name] for name in RollUp.NUMBERS} if one.values else None,
            "counted_at": one.values["counted_at"] if one.values else None,
        }
        for one in rollups.of_members(actor_of(request))
    ]


@router.post("/counts/choice", response={204: None}, auth=CHOOSE, summary="県に数を知らせるかを決める")
def choose(request: HttpRequest, given: ChoiceIn) -> Any:
    """Tell the prefecture from now on, or no longer."""
    actions.choose_roll_up(actor_of(request), tell=given.tell)
    return Status(204, None)
