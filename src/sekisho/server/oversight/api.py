"""The oversight of contractors over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from ninja.params.functions import Query

from sekisho.server.accounts.permissions import Permission
from sekisho.server.custody import handovers
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.api_schemas import Key, Page
from sekisho.server.oversight import actions, queries
from sekisho.server.oversight.api_schemas import (
    CarryDecisionIn,
    CarryIn,
    CarryOut,
    CarryReturnIn,
    CheckIn,
    CheckOut,
    CheckPlanIn,
    OverseenOut,
    PlaceIn,
    PlaceOut,
    VisitedOut,
    VisitIn,
    WorkerEndIn,
    WorkerIn,
    WorkerOut,
)
from sekisho.server.oversight.models import Place, Worker
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import OversightPoint

router = Router(tags=["委託先の監督"])
VIEW, EDIT, DECIDE = (
    Holding(one)
    for one in (Permission.OVERSIGHT_VIEW, Permission.OVERSIGHT_EDIT, Permission.OVERSIGHT_DECIDE)
)


@router.get("", response=Page[OverseenOut], auth=VIEW, summary="委託先の監督の一覧")
def list_overseen(
    request: HttpRequest,
    q: str = "",
    point: OversightPoint | None = None,
    limit: int = Query(50, ge=1, le=200),
    offset: int = Query(0, ge=0, le=10_000_000),
) -> Any:
    """List the running contracts the caller may oversee."""
    rows = ledgers.found_by(queries.contracts(actor_of(request), timezone.localdate()), q)
    if point is not None:
        rows = rows.filter(**{point.value: True})
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.get("/contracts/{pk}/workers", response=list[WorkerOut], auth=VIEW, summary="従事者名簿")
def list_workers(request: HttpRequest, pk: int) -> Any:
    """List the roster of a contract."""
    return list(queries.workers(_contract(request, pk)))


@router.post("/contracts/{pk}/workers", response={201: Key}, auth=EDIT, summary="従事者を名簿に載せる")
def enter_worker(request: HttpRequest, pk: int, given: WorkerIn) -> Any:
    """Put a person on the roster."""
    actor, values = actor_of(request), given.dict()
    firm = values.pop("firm_id")
    values["firm"] = ledgers.contractor(actor, firm) if firm else None
    return Status(201, actions.enter_worker(actor, contract=_contract(request, pk), **values))


@router.post("/workers/{pk}/end", response=WorkerOut, auth=EDIT, summary="従事者が離れたと記録する")
def end_worker(request: HttpRequest, pk: int, given: WorkerEndIn) -> Any:
    """Record that a person works under the contract no longer."""
    return actions.end_worker(actor_of(request), pk, **given.dict())


@router.get("/contracts/{pk}/places", response=list[PlaceOut], auth=VIEW, summary="作業場所")
def list_places(request: HttpRequest, pk: int) -> Any:
    """List the places of a contract."""
    return queries.places(_contract(request, pk))


@router.post("/contracts/{pk}/places", response={201: Key}, auth=DECIDE, summary="作業場所を認める")
def allow_place(request: HttpRequest, pk: int, given: PlaceIn) -> Any:
    """Allow a place."""
    actor, values = actor_of(request), given.dict()
    firm = values.pop("firm_id")
    values |= {"firm": ledgers.contractor(actor, firm) if firm else None, "kind": given.kind.value}
    return Status(201, actions.allow_place(actor, contract=_contract(request, pk), **values))


@router.get("/contracts/{pk}/carries", response=list[CarryOut], auth=VIEW, summary="媒体・機器の持出し")
def list_carries(request: HttpRequest, pk: int) -> Any:
    """List what was carried out under a contract."""
    return list(queries.carries(_contract(request, pk)))


@router.post("/contracts/{pk}/carries", response={201: Key}, auth=EDIT, summary="持出しを申し出る")
def ask_carry(request: HttpRequest, pk: int, given: CarryIn) -> Any:
    """Ask that a medium may be carried out."""
    actor, values = actor_of(request), given.dict()
    handover = values.pop("handover_id")
    values |= {
        "kind": given.kind.value,
        "handover": handovers.handover(actor, handover) if handover else None,
        "worker": queries.one(actor, Worker, values.pop("worker_id")),
        "origin": queries.one(actor, Place, values.pop("origin_id")),
        "destination": queries.one(actor, Place, values.pop("destination_id")),
    }
    return Status(201, actions.ask_carry(actor, contract=_contract(request, pk), **values))


@router.post("/carries/{pk}/decision", response=CarryOut, auth=DECIDE, summary="持出しを許すか決める")
def decide_carry(request: HttpRequest, pk: int, given: CarryDecisionIn) -> Any:
    """Permit or refuse it."""
    return actions.decide_carry(actor_of(request), pk, **given.dict())


@router.post("/carries/{pk}/return", response=CarryOut, auth=EDIT, summary="戻りを確かめる")
def return_carry(request: HttpRequest, pk: int, given: CarryReturnIn) -> Any:
    """Record that it came back."""
    return actions.return_carry(actor_of(request), pk, **given.dict())


@router.post("/contracts/{pk}/visits", response={201: VisitedOut}, auth=EDIT, summary="立入りを記録する")
def record_visit(request: HttpRequest, pk: int, given: VisitIn) -> Any:
    """Record who came to a place; the answer names who is not on the roster."""
    actor = actor_of(request)
    place: Place = queries.one(actor, Place, given.place_id)
    others = [(one.name, one.firm) for one in given.came]
    contract = _contract(request, pk)
    made = actions.record_visit(
        actor, contract=contract, place=place, on=given.on, others=others, note=given.note
    )
    return Status(201, made)


@router.post("/contracts/{pk}/plan", response=Key, auth=DECIDE, summary="確認の計画を決める")
def plan_checks(request: HttpRequest, pk: int, given: CheckPlanIn) -> Any:
    """Plan the checks of a contract."""
    return actions.plan_checks(actor_of(request), contract=_contract(request, pk), **given.dict())


@router.get("/contracts/{pk}/checks", response=list[CheckOut], auth=VIEW, summary="期間中の確認")
def list_checks(request: HttpRequest, pk: int) -> Any:
    """List the checks of a contract."""
    return list(queries.term_checks(_contract(request, pk)))


@router.post("/contracts/{pk}/checks", response={201: Key}, auth=EDIT, summary="確認を記録する")
def record_check(request: HttpRequest, pk: int, given: CheckIn) -> Any:
    """Record a check."""
    values = given.dict() | {"result": given.result.value}
    return Status(201, actions.record_check(actor_of(request), contract=_contract(request, pk), **values))


def _contract(request: HttpRequest, pk: int) -> Any:
    return queries.contract(actor_of(request), pk, timezone.localdate())
