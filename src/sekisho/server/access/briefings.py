"""Questions to 利用方針の周知: what is in force, who has read it, who has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.errors import NotFound
from sekisho.server.access.models import Briefed, Briefing, ServiceAccount
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.scope import within

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor


@attrs.frozen
class Line:
    """One 利用方針 in force as a list shows it."""

    briefing: Briefing
    holder: bool
    """Whether the reader has an open account of the service."""
    read: bool
    missing: int | None
    """How many holders have not read it; None where the reader does not answer for the service."""


def current(services: Collection[int]) -> dict[int, Briefing]:
    """Return the 利用方針 in force of these services; one query."""
    rows = Briefing.objects.filter(service_id__in=services).order_by("pk")
    return {row.service_id: row for row in rows.select_related("service__section", "announced_by")}


def briefing(actor: Actor, pk: int) -> Briefing:
    """Return a 利用方針: for those who hold an account of the service or see it in the ledger.

    Raises:
        NotFound: there is none, or not for this person.
    """
    rows = Briefing.objects.select_related("service__section", "announced_by")
    row: Briefing | None = rows.filter(pk=pk).first()
    if row is None or not (
        actor.may(Permission.SERVICE_VIEW, section=row.service.section_id)
        or holds_account(row.service_id, actor.person)
    ):
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    return row


def unread(person: int) -> list[Briefing]:
    """Return the 利用方針 in force that a holder of an open account has not confirmed; three queries."""
    newest = current(_services_of(person))
    read = _read(newest, person)
    return [row for row in newest.values() if row.pk not in read]


def lines(actor: Actor) -> list[Line]:
    """Return what ``actor`` is to read, and how far the services they answer for have been read.

    Raises:
        Refused: the actor may not see what services are used.
    """
    require(actor, Permission.APPROVED_SERVICES)
    held = set(_services_of(actor.person))
    answered = _answered(actor)
    newest = current({*held, *answered})
    read, missing = _read(newest, actor.person), _missing(newest)
    found = [
        Line(
            briefing=row,
            holder=service in held,
            read=row.pk in read,
            missing=missing[service] if service in answered else None,
        )
        for service, row in newest.items()
    ]
    return sorted(found, key=lambda one: (not one.holder or one.read, one.briefing.service.name))


def not_briefed(row: Briefing) -> list[str]:
    """Return the names of the holders of open accounts who have not confirmed ``row``; one query."""
    read = Briefed.objects.filter(briefing=row).values("person_id")
    held = ServiceAccount.objects.filter(
        service_id=row.service_id, closed_on=None, person__isnull=False
    ).exclude(person_id__in=read)
    return list(
        dict(held.order_by("person__name_key").values_list("person_id", "person__name").distinct()).values()
    )


def readers(row: Briefing) -> QuerySet[Briefed]:
    """Return who confirmed ``row``, the latest first."""
    rows: QuerySet[Briefed] = Briefed.objects.filter(briefing=row).select_related("person")
    return rows.order_by("-pk")


def holds_account(service: int, person: int) -> bool:
    """Tell whether ``person`` has an open account of ``service``."""
    return ServiceAccount.objects.filter(service_id=service, person_id=person, closed_on=None).exists()


def has_read(row: Briefing, person: int) -> bool:
    """Tell whether ``person`` confirmed ``row``."""
    return Briefed.objects.filter(briefing=row, person_id=person).exists()


def _services_of(person: int) -> list[int]:
    rows = ServiceAccount.objects.filter(person_id=person, closed_on=None)
    return list(rows.order_by("service_id").values_list("service_id", flat=True).distinct())


def _answered(actor: Actor) -> set[int]:
    """Return the services with a 利用方針 that ``actor`` answers for."""
    if not actor.may(Permission.SERVICE_EDIT):
        return set()
    rows = Briefing.objects.filter(service__retired_on=None)
    rows = within(rows, actor, Permission.SERVICE_EDIT, "service__section")
    return set(rows.order_by().values_list("service_id", flat=True))


def _read(newest: dict[int, Briefing], person: int) -> set[int]:
    keys = [row.pk for row in newest.values()]
    rows = Briefed.objects.filter(person_id=person, briefing_id__in=keys)
    return set(rows.values_list("briefing_id", flat=True))


def _missing(newest: dict[int, Briefing]) -> dict[int, int]:
    """Return for each service how many holders have not read what is in force; two queries."""
    keys = {row.pk: service for service, row in newest.items()}
    read = {
        (keys[briefing], person)
        for briefing, person in Briefed.objects.filter(briefing_id__in=keys).values_list(
            "briefing_id", "person_id"
        )
    }
    held = ServiceAccount.objects.filter(service_id__in=newest, closed_on=None, person__isnull=False)
    pairs = set(held.order_by().values_list("service_id", "person_id"))
    counts = dict.fromkeys(newest, 0)
    for service, _person in pairs - read:
        counts[service] += 1
    return counts
