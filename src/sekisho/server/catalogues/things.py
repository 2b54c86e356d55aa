"""The things behind the numbers by name (``service:12``): for samples, findings and their verification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from sekisho.server.catalogues import standing
from sekisho.server.catalogues.models import ThingStanding
from sekisho.server.catalogues.numbers import within_reach
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.ledgers import governed
from sekisho.server.ledgers import queries as ledgers
from sekisho.terms import ClauseStatus

if TYPE_CHECKING:
    from collections.abc import Collection

    from sekisho.server.accounts.permissions import Actor


def behind_clause(
    actor: Actor, clause: str, sections: Collection[int], status: ClauseStatus | None = None
) -> list[str]:
    """Return the names of the things of ``sections`` to which ``clause`` applies, in ``status`` if given.

    Raises:
        Refused: the actor may see no services.
    """
    chosen = Q(pk__in=[])
    for one in (status,) if status else standing.STATUSES:
        chosen |= Q(**{f"{one.value}__contains": f"|{clause}|"})
    rows = ThingStanding.objects.filter(within_reach(actor), chosen, section_id__in=sections)
    return [
        f"{ledger}:{key}" for ledger, key in rows.order_by("ledger", "thing").values_list("ledger", "thing")
    ]


def judged_now(clause: str, names: Collection[str]) -> dict[str, ClauseStatus]:
    """Judge the named things by today's facts and say how ``clause`` stands towards each.

    What is governed no more is left out; what cannot be judged is unknown. For the body in force.
    """
    rulebook, day = rulebook_in_force(), timezone.localdate()
    found: dict[str, ClauseStatus] = {}
    for ledger in governed.LEDGERS:
        for thing in governed.among(ledger, keys_of(ledger, names), day):
            judged = standing.judged(thing, rulebook, standing.stamp_of(thing, rulebook))
            name = f"{ledger}:{thing.key}"
            found[name] = ClauseStatus.UNKNOWN if judged.fault else ClauseStatus.NOT_APPLICABLE
            for status in standing.STATUSES:
                if clause in standing.unpacked(getattr(judged, status.value)):
                    found[name] = status
    return found


def named(actor: Actor, names: Collection[str], *, leaving: bool = False) -> list[tuple[str, str, int, str]]:
    """Return (ledger, label, key, section) of the named things the actor may see; two queries at most.

    ``leaving``: those that the actor may take out as a file.
    """
    found: list[tuple[str, str, int, str]] = []
    for ledger, rows in ((governed.SERVICE, ledgers.services), (governed.CONTRACT, ledgers.contracts)):
        keys = keys_of(ledger, names)
        if keys:
            chosen = rows(actor, retired=None).filter(pk__in=keys).select_related("section")
            if leaving:
                chosen = ledgers.exportable(actor, chosen)
            found += [(ledger, str(row), row.pk, row.section.name) for row in chosen]
    return found


def keys_of(ledger: str, names: Collection[str]) -> list[int]:
    """Return the keys of those ``names`` that are of ``ledger``."""
    parts = [name.partition(":") for name in names]
    return [int(key) for one, _, key in parts if one == ledger and key.isdecimal()]
