"""Whose task an end is: of each certification that ends soon or has ended, the services that lean on it.

Before its end it is looked at by those who keep certifications and by the section of each service; after
it, it climbs (``procedures.climbing``) until it is renewed, another of its kind takes its place, or the
service is judged without it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from sekisho.procedures.climbing import RULES, Matter, reaches
from sekisho.procedures.evidence import NOTICE
from sekisho.server.trust.models import Evidence, Judgement
from sekisho.terms import Role

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

OF_SECTION = frozenset({Role.STAFF, Role.DEPUTY, Role.SERVICE_MANAGER})
"""Whose task it is in a section before the end has passed."""
OLDEST = dt.timedelta(days=400)
"""Time after which an end that nobody acted on stands in the lists alone."""


@attrs.frozen
class Ending:
    """One certification that ends, or has ended, and one service that leans on it."""

    evidence: int
    name: str
    until: dt.date
    service: int
    service_name: str
    section: int
    section_name: str
    manager: int | None
    """The person named 外部サービス管理者."""


def ending(day: dt.date) -> list[Ending]:
    """Return what ends within the time of notice or has ended, the oldest first (four queries)."""
    rows = _leaning(day)
    ended = {one.service for one in rows if one.until < day}
    if not ended:
        return rows
    judged, stands = _judged(ended), _standing(ended, day)

    def settled(one: Ending) -> bool:
        without = one.service in judged and one.evidence not in judged[one.service]
        return without or (one.service, one.evidence) in stands

    return [one for one in rows if one.until >= day or not settled(one)]


def reaching(actor: Actor, day: dt.date) -> list[Ending]:
    """Return the ends that are the task of ``actor``'s sections, or have climbed to them."""
    if not actor.roles & RULES[Matter.EVIDENCE].keys():
        return []
    return [one for one in ending(day) if _reaches(actor, one, day)]


def _reaches(actor: Actor, one: Ending, day: dt.date) -> bool:
    if one.until < day:
        return reaches(actor.posts, Matter.EVIDENCE, one.section, one.until, day)
    return one.section in actor.sections_as(OF_SECTION) or one.manager == actor.person


def _leaning(day: dt.date) -> list[Ending]:
    """Return each certification that ends with each standing service that it backs or is judged by it."""
    found: dict[tuple[int, int], Ending] = {}
    near = {"withdrawn_on": None, "until__lte": day + NOTICE, "until__gte": day - OLDEST}
    for path in ("services", "judgements__service"):
        through = {"judgements__current": True} if path.startswith("judgements") else {}
        rows = Evidence.objects.filter(**near, **through, **{f"{path}__retired_on": None})
        fields = ("pk", "name", "section_id", "section__name", "manager_id")
        for row in (
            rows.exclude(**{path: None})
            .order_by("until", "pk")
            .values_list(
                *("pk", "kind", "number", "service_name", "until"), *(f"{path}__{name}" for name in fields)
            )
        ):
            pk, kind, number, about, until, *service = row
            name = str(Evidence(kind=kind, number=number, service_name=about))
            found.setdefault((pk, service[0]), Ending(pk, name, until, *service))
    return sorted(found.values(), key=lambda one: (one.until, one.evidence, one.service))


def _judged(services: set[int]) -> dict[int, set[int | None]]:
    """Return what the current judgement leans on, by service, where nothing speaks against it."""
    rows = Judgement.objects.filter(current=True, flagged_on=None, service_id__in=services)
    leaned: dict[int, set[int | None]] = {}
    for service, evidence in rows.order_by().values_list("service_id", "evidences__pk"):
        leaned.setdefault(service, set()).add(evidence)
    return leaned


def _standing(services: set[int], day: dt.date) -> set[tuple[int, int]]:
    """Return (service, lapsed certification) where another of the same kind still runs for the service."""
    through = Evidence.services.through
    alike = through.objects.filter(externalservice_id__in=services, evidence__withdrawn_on=None)
    rows = list(alike.values_list("externalservice_id", "evidence_id", "evidence__kind", "evidence__until"))
    runs = {(service, kind) for service, _, kind, until in rows if until is not None and until >= day}
    return {(service, pk) for service, pk, kind, until in rows if (service, kind) in runs}
