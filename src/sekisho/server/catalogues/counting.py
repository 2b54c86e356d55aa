"""From the things' present status to the numbers of a run, and which old runs are kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q

from sekisho.server.catalogues.models import Standing, StandingRun, ThingStanding
from sekisho.server.catalogues.standing import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT_DAILY = dt.timedelta(days=100)
"""Older runs are thinned out to the last one of each month."""
_SIZE = 500
COUNTED = ("satisfied", "violated", "unknown")
_Place = tuple[str, int | None, str]
"""Ledger, section (None for all), clause (empty for the sum)."""


def count_up(run: StandingRun) -> dict[str, int]:
    """Write the numbers of ``run`` from the things as they stand now; return the sums.

    Called in a transaction that holds the run's row.
    """
    counts = _counts()
    run.rows.all().delete()
    Standing.unscoped.bulk_create(
        [
            Standing(
                body_id=run.body_id,
                run=run,
                ledger=ledger,
                section_id=section,
                clause=clause,
                applicable=sum(numbers),
                satisfied=numbers[0],
                violated=numbers[1],
                unknown=numbers[2],
            )
            for (ledger, section, clause), numbers in sorted(counts.items(), key=_in_order)
        ],
        batch_size=_SIZE,
    )
    whole = [numbers for (_, section, clause), numbers in counts.items() if section is None and not clause]
    return {name: sum(numbers[place] for numbers in whole) for place, name in enumerate(COUNTED)}


def _in_order(item: tuple[_Place, list[int]]) -> tuple[str, int, str]:
    (ledger, section, clause), _ = item
    return ledger, section or 0, clause


def _counts() -> dict[_Place, list[int]]:
    counts: dict[_Place, list[int]] = {}
    for ledger, section, place, clauses in things(Q()):
        for where in (None, section):
            counts.setdefault((ledger, where, ""), [0, 0, 0])[place] += len(clauses)
        for clause in clauses:
            counts.setdefault((ledger, None, clause), [0, 0, 0])[place] += 1
    return counts


def things(chosen: Q) -> Iterator[tuple[str, int, int, list[str]]]:
    """Give ledger, section, place in ``COUNTED`` and clauses of the chosen things (one query)."""
    rows = ThingStanding.objects.filter(chosen).exclude(judged_at=None)
    values = rows.values_list("ledger", "section", *COUNTED)
    for ledger, section, *texts in values.iterator(chunk_size=1000):
        for place, text in enumerate(texts):
            if text:
                yield ledger, section, place, unpacked(text)


def thin_out(run: StandingRun) -> None:
    """Keep of older runs, after a while, one a month."""
    old = StandingRun.objects.filter(started__lt=run.started - KEPT_DAILY).order_by("started")
    last_of_month = {(at.year, at.month): pk for pk, at in old.values_list("pk", "started")}
    old.exclude(pk__in=last_of_month.values()).delete()
