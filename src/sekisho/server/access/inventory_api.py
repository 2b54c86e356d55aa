"""The 棚卸し over the API: the pages' own queries and actions. Dates are ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile
from ninja.params.functions import Query

from sekisho.procedures.inventory import DORMANT_AFTER
from sekisho.server.access import inventory_queries
from sekisho.server.access.actions import inventories, settling
from sekisho.server.access.api import AccountImportProblem
from sekisho.server.accounts import queries as people
from sekisho.server.accounts.permissions import Permission
from sekisho.server.importing.consent import refuse_large
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.api_schemas import Page
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import InventoryAnswer

router = Router(tags=["アカウントの棚卸し"])
VIEW, EDIT = Holding(Permission.SERVICE_VIEW), Holding(Permission.SERVICE_EDIT)


class InventoryOut(Schema):
    """One 棚卸し: what was compared, by whom, the numbers, and how many lines wait."""

    id: int
    service_id: int
    service: str = Field(alias="service.name")
    section: str = Field(alias="service.section.name")
    listed_on: dt.date
    filename: str
    sha256: str = Field(alias="digest")
    taken_at: dt.datetime
    taken_by: str = Field(alias="person.name")
    settled_on: dt.date | None
    knows_use: bool
    dormant_after: int
    counts: dict[str, int]
    waiting: int


class InventoryLineOut(Schema):
    """One difference: what was found, by when it is settled, and how it was."""

    id: int
    version: int
    account_id: int | None
    finding: str
    login: str
    name: str
    privileged: bool | None
    last_used: dt.date | None
    due: dt.date
    answer: str
    how: str
    settled_on: dt.date | None


class InventoryDetail(Schema):
    """One 棚卸し with its lines, the open ones first."""

    inventory: InventoryOut
    lines: list[InventoryLineOut]


class InventoryIn(Schema):
    """A provider's list; nothing is written with ``dry_run``."""

    service_id: int
    listed_on: dt.date
    dormant_after: int = DORMANT_AFTER
    dry_run: bool = True
    shown: str | None = Field(None, max_length=200)
    """What a try with ``dry_run`` answered: nothing is written if it would be something else by now."""


class InventoryTaken(Schema):
    """The numbers of a comparison, what could not be read, and the key of the 棚卸し if it was written."""

    id: int | None
    shown: str
    counts: dict[str, int]
    knows_use: bool
    problems: list[AccountImportProblem]


class SettleIn(Schema):
    """How a line is settled. The last four are of an account that is ``added``."""

    version: int
    answer: InventoryAnswer
    how: str
    on: dt.date | None = None
    kind: str = ""
    username: str = ""
    holder: str = ""
    opened_on: dt.date | None = None


@router.get("/inventories", response=Page[InventoryOut], auth=VIEW, summary="アカウントの棚卸しの一覧")
def list_inventories(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    offset: int = Query(0, ge=0, le=10_000_000),
) -> Any:
    """List every 棚卸し of services the caller may see, the newest first."""
    rows = inventory_queries.inventories(actor_of(request))
    return {"count": rows.count(), "items": list(rows[offset : offset + limit])}


@router.post("/inventories", response=InventoryTaken, auth=EDIT, summary="アカウントを棚卸しする")
def take_inventory(request: HttpRequest, given: Form[InventoryIn], file: File[UploadedFile]) -> Any:
    """Hold a provider's list against the ledger; written only without ``dry_run``."""
    actor, name, data = actor_of(request), str(file.name), file.read()
    service = ledgers.service(actor, given.service_id)
    inventories.refuse(actor, service, given.listed_on, given.dormant_after)
    refuse_large(name, data)
    shown = inventories.compare(data, name, service, given.listed_on, given.dormant_after)
    key = None
    if not given.dry_run:
        with transaction.atomic():
            row = inventories.receive_inventory(
                actor,
                service=service,
                filename=name,
                data=data,
                listed_on=given.listed_on,
                dormant_after=given.dormant_after,
            )
            key = inventories.take_inventory(actor, row.pk, shown=given.shown).pk
    problems = [one.as_dict() for one in shown.parsed.problems]
    told = {"shown": shown.digest, "counts": dict(shown.counts), "knows_use": shown.knows_use}
    return {"id": key, **told, "problems": problems}


@router.get("/inventories/{pk}", response=InventoryDetail, auth=VIEW, summary="アカウントの棚卸し")
def show_inventory(request: HttpRequest, pk: int) -> Any:
    """Return one 棚卸し with its lines."""
    row = inventory_queries.inventory(actor_of(request), pk)
    return {"inventory": row, "lines": list(inventory_queries.lines(row))}


@router.post(
    "/inventories/lines/{pk}/settle",
    response=InventoryLineOut,
    auth=EDIT,
    summary="棚卸しの一行を済ませる",
)
def settle_line(request: HttpRequest, pk: int, given: SettleIn) -> Any:
    """Settle one line, and do in the ledger what the answer says."""
    added = None
    if given.answer is InventoryAnswer.ADDED:
        person = people.own_person(given.username) if given.username else None
        added = settling.Added(kind=given.kind, opened_on=given.opened_on, person=person, holder=given.holder)
    return settling.settle_line(
        actor_of(request),
        pk,
        given.version,
        answer=given.answer.value,
        how=given.how,
        on=given.on,
        added=added,
    )
