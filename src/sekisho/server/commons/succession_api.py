"""Earlier names and mergers of firms over the API: the pages' own queries and actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from sekisho.server.accounts.permissions import Permission
from sekisho.server.commons import actions, successions
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of

router = Router(tags=["委託先"])
VIEW, EDIT = Holding(Permission.CONTRACT_VIEW), Holding(Permission.CONTRACT_EDIT)


class SuccessionOut(Schema):
    """A former name of a firm, or (``into_id``) the firm it went into."""

    id: int
    firm_id: int
    into_id: int | None
    former_name: str
    happened_on: dt.date
    cancelled_at: dt.datetime | None


class RenameIn(Schema):
    """The new name, of the firm as it stood at ``version``."""

    version: int
    name: str
    happened_on: dt.date


class MergeIn(Schema):
    """The firm that remained."""

    into: int
    happened_on: dt.date


@router.get("/firms/{pk}", response=list[SuccessionOut], auth=VIEW, summary="名称の変更と合併")
def of_firm(request: HttpRequest, pk: int) -> Any:
    """Return what became of a firm and of those that went into it."""
    return successions.of_firm(actor_of(request), pk)


@router.post("/firms/{pk}/rename", response={201: SuccessionOut}, auth=EDIT, summary="委託先の名称が変わった")
def rename(request: HttpRequest, pk: int, given: RenameIn) -> Any:
    """Give a firm its new name and keep the old one."""
    return Status(201, actions.rename_firm(actor_of(request), pk, **given.dict()))


@router.post("/firms/{pk}/merge", response={201: SuccessionOut}, auth=EDIT, summary="委託先が合併した")
def merge(request: HttpRequest, pk: int, given: MergeIn) -> Any:
    """Note that a firm went into another."""
    return Status(201, actions.merge_firm(actor_of(request), pk, **given.dict()))


@router.post("/successions/{pk}/cancel", response={204: None}, auth=EDIT, summary="その記録を取り消す")
def cancel(request: HttpRequest, pk: int) -> Any:
    """Take back what was noted by mistake."""
    actions.cancel_succession(actor_of(request), pk)
    return Status(204, None)
