"""Shared facts over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from sekisho.server.accounts.permissions import Permission
from sekisho.server.commons import actions, facts
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import FactKind

router = Router(tags=["県と市町村"])
VIEW, SHARE, TAKE = (
    Holding(one) for one in (Permission.COMMONS_VIEW, Permission.FACT_SHARE, Permission.CONTRACT_EDIT)
)


class FactIn(Schema):
    """A fact; columns of other kinds are dropped."""

    kind: FactKind
    firm_name: str = Field(max_length=120)
    corporate_number: str = Field(max_length=40)
    service_name: str = Field("", max_length=200)
    service_kind: str = Field("", max_length=30)
    certificate_kind: str = Field("", max_length=30)
    certificate_number: str = Field("", max_length=60)
    certificate_scope: str = Field("", max_length=300)
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    question: str = Field("", max_length=300)
    answer: str = Field("", max_length=500)
    source_url: str = Field("", max_length=300)


class FactOut(Schema):
    """A fact as it was shared: by whom, unless by the own body, and when the own body took it over."""

    id: int
    body_code: str = ""
    body: str = ""
    kind: str
    columns: dict[str, str | dt.date | None]
    shared_at: dt.datetime
    withdrawn_at: dt.datetime | None
    taken_at: dt.datetime | None


class FactKey(Schema):
    """The row that was written."""

    id: int


class TakenFactOut(FactKey):
    """The copy, and the firm of the own ledger it stands beside."""

    firm_id: int


@router.get("/facts/received", response=list[FactOut], auth=VIEW, summary="届いた事実")
def received(request: HttpRequest) -> Any:
    """Return what the other bodies share, the newest first."""
    return [_out(one) for one in facts.received_facts(actor_of(request))]


@router.get("/facts/own", response=list[FactOut], auth=VIEW, summary="自団体が共有した事実")
def own(request: HttpRequest) -> Any:
    """Return what the own body shared, the newest first."""
    return [_out(one) for one in facts.own_facts(actor_of(request))]


@router.post("/facts", response={201: FactKey}, auth=SHARE, summary="事実を共有する")
def share(request: HttpRequest, given: FactIn) -> Any:
    """Share a fact with the bodies of the prefecture."""
    values = given.dict()
    return Status(201, actions.share_fact(actor_of(request), values.pop("kind"), values))


@router.post("/facts/{pk}/withdraw", response={204: None}, auth=SHARE, summary="共有を取り消す")
def withdraw(request: HttpRequest, pk: int) -> Any:
    """Take back a fact of one's own."""
    actions.withdraw_fact(actor_of(request), pk)
    return Status(204, None)


@router.post("/facts/{pk}/take", response={201: TakenFactOut}, auth=TAKE, summary="事実を取り込む")
def take(request: HttpRequest, pk: int) -> Any:
    """Take another body's fact over; twice is once."""
    return Status(201, actions.take_fact(actor_of(request), pk))


def _out(one: facts.Fact) -> dict[str, Any]:
    values = one.values
    return {
        "id": values["pk"],
        "body_code": values.get("body_code", ""),
        "body": values.get("body_name", ""),
        "kind": values["kind"],
        "columns": {name: values[name] for name in one.columns},
        "shared_at": values["shared_at"],
        "withdrawn_at": values["withdrawn_at"],
        "taken_at": one.taken_at,
    }
