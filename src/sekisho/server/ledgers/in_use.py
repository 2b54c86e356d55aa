"""Which services are used, may be used by whom, or wait for nothing but their gate to be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Max, Q, Value, When

from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.ledgers import obligations, queries
from sekisho.server.ledgers.models import (
    ExternalService,
)
from sekisho.terms import Phase

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor


IN_USE = (Phase.OPERATION.value, Phase.RENEWAL.value)
"""The phases in which a service is used."""


def usable_services(actor: Actor, day: dt.date) -> QuerySet[ExternalService]:
    """Return the services ``actor`` may use on ``day``: those for all staff and those of their sections.

    Raises:
        Refused: the actor may not see the list.
    """
    require(actor, Permission.APPROVED_SERVICES)
    return _usable(day).filter(Q(for_all_staff=True) | Q(section_id__in=_own_sections(actor)))


def listed_services(actor: Actor, day: dt.date) -> QuerySet[ExternalService]:
    """Return every approved service of the body with its ``mine``: may a person of these sections use it.

    All staff may know what is approved, for whom and under which conditions; those the actor may use
    stand first.

    Raises:
        Refused: the actor may not see the list.
    """
    require(actor, Permission.APPROVED_SERVICES)
    mine = When(Q(for_all_staff=True) | Q(section_id__in=_own_sections(actor)), then=Value(True))
    rows = _approved().filter(Q(ends=None) | Q(ends__gte=day))
    return (
        queries.with_phase(rows, day)
        .annotate(mine=Case(mine, default=Value(False)))
        .order_by("-mine", "name", "pk")
    )


def to_begin(day: dt.date) -> QuerySet[Any]:
    """Return the services that nothing but the gate into 運用・保守 keeps from use on ``day``.

    Each with ``last_met``, the day on which the last condition before use was met (None: there was none).
    Without a permission: the slice of the gates shows each to those who may pass it, or prepared it.
    """
    rows: QuerySet[ExternalService] = ExternalService.objects.filter(
        ~obligations.owed_first(),
        Q(ends=None) | Q(ends__gte=day),
        phase=Phase.BUILD,
        starts__lte=day,
        retired_on=None,
    )
    met = Max("obligations__done_on", filter=Q(obligations__when__in=obligations.FIRST))
    return rows.annotate(last_met=met).select_related("section").order_by("starts", "pk")


def _own_sections(actor: Actor) -> set[int]:
    return {section for post in actor.posts for section in post.sections}


def _approved() -> QuerySet[ExternalService]:
    rows: QuerySet[ExternalService] = ExternalService.objects.filter(retired_on=None)
    return rows.select_related("provider", "section")


def _usable(day: dt.date) -> QuerySet[ExternalService]:
    rows = _approved().filter(
        ~obligations.owed_first(), Q(ends=None) | Q(ends__gte=day), starts__lte=day, phase__in=IN_USE
    )
    return queries.with_phase(rows, day).order_by("name", "pk")
