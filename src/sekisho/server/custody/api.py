"""提供データ台帳 over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from sekisho.server.accounts.permissions import Permission
from sekisho.server.custody import actions, handovers, subcontracts
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.api_schemas import Key, Page
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import Medium

router = Router(tags=["提供データ台帳"])
VIEW, EDIT, DECIDE = (
    Holding(one) for one in (Permission.CUSTODY_VIEW, Permission.CUSTODY_EDIT, Permission.CUSTODY_DECIDE)
)


class HandOverOut(Schema):
    """One hand-over and where it stands."""

    id: int
    version: int
    number: str
    section: str = Field(alias="section.name")
    receiver: str = Field(alias="receiver.name")
    contract_id: int | None
    service_id: int | None
    asset_id: int | None
    what: str
    confidentiality: int
    personal_data: bool
    specific_personal_data: bool | None
    person_count: int | None
    medium: str
    handed_on: dt.date
    approval: str
    return_due: dt.date | None
    state: str


class HandOverIn(Schema):
    """What was handed over, under a contract or to a service; ``receiver_id`` only for a sub-contractor."""

    contract_id: int | None = None
    service_id: int | None = None
    receiver_id: int | None = None
    asset_number: str = ""
    what: str
    confidentiality: int = Field(ge=1, le=3)
    personal_data: bool = False
    specific_personal_data: bool | None = None
    person_count: int | None = Field(None, ge=0)
    medium: Medium
    handed_on: dt.date
    approval: str
    return_due: dt.date | None = None


class SubcontractIn(Schema):
    """A 再委託; ``parent_id`` is the level above, none below the contractor itself."""

    firm_id: int
    work: str
    starts: dt.date
    ends: dt.date | None = None
    parent_id: int | None = None


class ConsentIn(Schema):
    """The body's decision on one level."""

    version: int
    consented: bool
    on: dt.date
    number: str
    note: str


class VerificationIn(Schema):
    """How the erasure was verified."""

    version: int
    on: dt.date
    how: str


class EndIn(Schema):
    """The end of a contract, and the day by which data is back."""

    version: int
    on: dt.date
    due: dt.date


class BranchOut(Schema):
    """One level of 再委託; ``depth`` 1 is directly below the contractor."""

    id: int
    depth: int
    parent_id: int | None
    firm: str
    work: str
    consent: str
    consented_on: dt.date | None


@router.get("", response=Page[HandOverOut], auth=VIEW, summary="提供データ台帳")
def list_handovers(
    request: HttpRequest,
    q: str = "",
    overdue: bool = False,  # noqa: FBT001, FBT002  a word of the query string
    limit: int = Query(50, ge=1, le=200),
    offset: int = Query(0, ge=0, le=10_000_000),
) -> Any:
    """List the hand-overs the caller may see, the newest first."""
    rows = ledgers.found_by(handovers.handovers(actor_of(request)), q)
    if overdue:
        rows = handovers.overdue_of(rows, timezone.localdate())
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.get("/{pk}", response=HandOverOut, auth=VIEW, summary="提供ひとつ")
def show_handover(request: HttpRequest, pk: int) -> Any:
    """Show one hand-over."""
    return handovers.handover(actor_of(request), pk)


@router.post("", response={201: Key}, auth=EDIT, summary="提供を記録する")
def add_handover(request: HttpRequest, given: HandOverIn) -> Any:
    """Record a hand-over."""
    actor = actor_of(request)
    values = given.dict()
    contract, service = values.pop("contract_id"), values.pop("service_id")
    receiver, number = values.pop("receiver_id"), values.pop("asset_number")
    values["medium"] = str(given.medium)
    if number:
        (key,) = ledgers.asset_ids(actor, [number])
        values["asset"] = ledgers.asset(actor, key)
    made = actions.hand_over(
        actor,
        contract=ledgers.contract(actor, contract) if contract else None,
        service=ledgers.service(actor, service) if service else None,
        receiver=ledgers.contractor(actor, receiver) if receiver else None,
        **values,
    )
    return Status(201, made)


@router.post("/{pk}/verify", response=HandOverOut, auth=DECIDE, summary="消去を確かめる")
def verify(request: HttpRequest, pk: int, given: VerificationIn) -> Any:
    """Note that an erasure, copies included, was verified."""
    actor = actor_of(request)
    actions.verify_erasure(actor, pk, **given.dict())
    return handovers.handover(actor, pk)


@router.get(
    "/contracts/{pk}/subcontracts", response=list[BranchOut], auth=VIEW, summary="契約の再委託（全段）"
)
def list_subcontracts(request: HttpRequest, pk: int) -> Any:
    """List the 再委託 of a contract, each above those below it."""
    branches = subcontracts.flat(subcontracts.tree(ledgers.contract(actor_of(request), pk)))
    return [
        {
            "id": one.subcontract.pk,
            "depth": one.depth,
            "parent_id": one.subcontract.parent_id,
            "firm": one.subcontract.firm.name,
            "work": one.subcontract.work,
            "consent": one.subcontract.consent,
            "consented_on": one.subcontract.consented_on,
        }
        for one in branches
    ]


@router.post("/contracts/{pk}/subcontracts", response={201: Key}, auth=EDIT, summary="再委託を加える")
def add_subcontract(request: HttpRequest, pk: int, given: SubcontractIn) -> Any:
    """Add a 再委託 to a contract."""
    actor = actor_of(request)
    row = actions.add_subcontract(
        actor,
        contract=ledgers.contract(actor, pk),
        firm=ledgers.contractor(actor, given.firm_id),
        parent=subcontracts.subcontract(actor, given.parent_id) if given.parent_id else None,
        work=given.work,
        starts=given.starts,
        ends=given.ends,
    )
    return Status(201, row)


@router.post("/subcontracts/{pk}/consent", response=Key, auth=DECIDE, summary="再委託の承諾を決める")
def decide_consent(request: HttpRequest, pk: int, given: ConsentIn) -> Any:
    """Decide on one level of 再委託."""
    return actions.decide_consent(actor_of(request), pk, **given.dict())


@router.post("/contracts/{pk}/end", response=Key, auth=DECIDE, summary="契約を終える")
def end_contract(request: HttpRequest, pk: int, given: EndIn) -> Any:
    """End a contract and set the day by which its data is back."""
    return actions.end_contract(actor_of(request), pk, **given.dict())
