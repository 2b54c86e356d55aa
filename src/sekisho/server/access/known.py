"""What the accounts say of services as facts of the catalogue. What they do not say stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.server.access.models import Briefed, Briefing, ServiceAccount

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection


def of_services(keys: Collection[int], day: dt.date) -> dict[int, dict[str, bool]]:
    """Return ``mfa`` and ``users_briefed`` of services with open accounts; three queries.

    ``mfa`` is known when one account has none, or when all have it; ``users_briefed`` when there is a
    利用方針 and somebody to read it.
    """
    open_ones = ServiceAccount.objects.filter(service_id__in=keys, closed_on=None)
    flags: dict[int, set[bool | None]] = {}
    people: dict[int, set[int]] = {}
    for service, mfa, person in open_ones.values_list("service_id", "mfa", "person_id"):
        flags.setdefault(service, set()).add(mfa)
        if person is not None:
            people.setdefault(service, set()).add(person)
    current = dict(
        Briefing.objects.filter(service_id__in=people).order_by("pk").values_list("service_id", "pk")
    )
    read: dict[int, set[int]] = {}
    rows = Briefed.objects.filter(briefing_id__in=current.values())
    for briefing, person in rows.values_list("briefing_id", "person_id"):
        read.setdefault(briefing, set()).add(person)
    facts: dict[int, dict[str, bool]] = {}
    for service, found in flags.items():
        if False in found or found == {True}:
            facts.setdefault(service, {})["mfa"] = False not in found
    for service, briefing in current.items():
        facts.setdefault(service, {})["users_briefed"] = people[service] <= read.get(briefing, set())
    return facts
