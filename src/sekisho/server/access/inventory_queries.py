"""Questions to the 棚卸し: which services are due, what each found, what waits to be settled."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
from django.db.models import Count, Exists, F, Min, OuterRef, Q

from sekisho.errors import NotFound
from sekisho.japan.dates import format_wareki
from sekisho.procedures.inventory import DAYS_AHEAD, next_due
from sekisho.server.access.models import Inventory, InventoryLine, ServiceAccount
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.scope import within
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.lifecycle import lines as lines_of
from sekisho.terms import InventoryState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService
    from sekisho.server.lifecycle.lines import Line

_AHEAD = dt.timedelta(days=DAYS_AHEAD)


class Taken(NamedTuple):
    """One 棚卸し that was taken."""

    pk: int
    listed_on: dt.date


@attrs.frozen
class Due:
    """One service with accounts: when they were last held against the provider's list, and are next."""

    service: ExternalService | Line
    accounts: int
    last: Taken | None
    waiting: int
    """Lines of the last one that nobody settled."""
    line_due: dt.date | None
    """By when the first of them is settled."""
    due: dt.date
    state: InventoryState


def services_due(actor: Actor, day: dt.date) -> list[Due]:
    """Return the services with open accounts that ``actor`` may see, the nearest due first (four queries).

    Raises:
        Refused: the actor may see none at all.
    """
    return _dues_of(ledgers.services(actor, retired=None), day)


def of_sections(sections: Collection[int] | None, day: dt.date) -> list[Due]:
    """Return what is due of the services of these sections (four queries); None means the whole body."""
    rows = ledgers.services_answered(None).filter(retired_on=None)
    return _dues_of(rows if sections is None else rows.filter(section_id__in=sections), day)


def _dues_of(rows: QuerySet[ExternalService], day: dt.date) -> list[Due]:
    opened = ServiceAccount.objects.filter(service=OuterRef("pk"), closed_on=None)
    held = rows.filter(Exists(opened))
    return dues(lines_of.of_services(held), day, held.order_by().values("pk"))


def dues(services: Iterable[ExternalService | Line], day: dt.date, keys: Any) -> list[Due]:  # noqa: ANN401  keys, or a query of keys
    """Return those of ``services``, whose ``keys`` these are, with open accounts (three queries).

    The nearest due first.
    """
    open_ones = ServiceAccount.objects.filter(service__in=keys, closed_on=None).order_by()
    firsts = {
        row["service"]: row
        for row in open_ones.values("service").annotate(first=Min("opened_on"), count=Count("pk"))
    }
    taken = Inventory.objects.filter(service__in=keys).exclude(taken_at=None).order_by("listed_on", "pk")
    lasts = {key: Taken(*last) for key, *last in taken.values_list("service_id", "pk", "listed_on")}
    lines = InventoryLine.objects.filter(inventory__service__in=keys, answer="").order_by()
    waiting = {
        row["inventory__service"]: row
        for row in lines.values("inventory__service").annotate(count=Count("pk"), due=Min("due"))
    }
    found = [
        _due(one, firsts[one.pk], lasts.get(one.pk), waiting.get(one.pk), day)
        for one in services
        if one.pk in firsts
    ]
    return sorted(found, key=lambda one: (one.line_due or one.due, one.service.number))


def inventories(actor: Actor) -> QuerySet[Any]:
    """Return every 棚卸し that was taken of services ``actor`` may see, the newest first.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.SERVICE_VIEW)
    rows: QuerySet[Inventory] = Inventory.objects.exclude(taken_at=None)
    seen = within(rows, actor, Permission.SERVICE_VIEW, "service__section")
    waits = Count("lines", filter=Q(lines__answer=""))
    return seen.select_related("service__section", "person").annotate(waiting=waits)


def names(actor: Actor, keys: Collection[int]) -> dict[int, str]:
    """Return what each 棚卸し ``actor`` may see is called: the service and the day of the list."""
    if not actor.may(Permission.SERVICE_VIEW):
        return {}
    rows = inventories(actor).filter(pk__in=keys)
    return {row.pk: f"{row.service.name} {format_wareki(row.listed_on)}" for row in rows}


def inventory(actor: Actor, pk: int) -> Any:  # noqa: ANN401  with the number of lines that wait
    """Return one 棚卸し that was taken.

    Raises:
        NotFound: there is none, or not for this person.
    """
    row = inventories(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound("見つかりません。", next_step="棚卸しの一覧からさがしてください。")
    return row


def lines(row: Inventory) -> QuerySet[InventoryLine]:
    """Return the lines of one 棚卸し, open ones first by their day, in one query."""
    found = InventoryLine.objects.filter(inventory=row)
    related = ("account__person", "settled_by", "suggested", "inventory__service__section")
    return found.select_related(*related).order_by(F("settled_on").asc(nulls_first=True), "due", "pk")


def line(actor: Actor, pk: int) -> InventoryLine:
    """Return one line of a 棚卸し.

    Raises:
        NotFound: there is none, or not for this person.
    """
    related = ("account__person", "settled_by", "suggested", "inventory__service__section")
    row: InventoryLine | None = InventoryLine.objects.select_related(*related).filter(pk=pk).first()
    if row is None or not actor.may(Permission.SERVICE_VIEW, section=row.inventory.service.section_id):
        raise NotFound("見つかりません。", next_step="棚卸しの一覧からさがしてください。")
    return row


def last_of(service: int) -> tuple[Inventory | None, int]:
    """Return the last 棚卸し of a service and how many of its lines wait."""
    rows = Inventory.objects.filter(service_id=service).exclude(taken_at=None)
    row = rows.order_by("-listed_on", "-pk").first()
    waiting = InventoryLine.objects.filter(inventory__service_id=service, answer="").count()
    return row, waiting


def _due(
    service: ExternalService | Line,
    first: dict[str, Any],
    last: Taken | None,
    waiting: dict[str, Any] | None,
    day: dt.date,
) -> Due:
    due = next_due(last.listed_on if last else None, first["first"])
    line_due = waiting["due"] if waiting else None
    state = InventoryState.PLANNED if last is None else InventoryState.DONE
    if (line_due or due) < day or due < day:
        state = InventoryState.LATE
    elif waiting:
        state = InventoryState.OPEN
    elif due <= day + _AHEAD:
        state = InventoryState.DUE
    return Due(service, first["count"], last, waiting["count"] if waiting else 0, line_due, due, state)
