"""Which contracts' own rows still tell of the data handed over; once another ledger does, that one counts.

A slice above registers its ledger once at start-up; the ledgers know nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from sekisho.server.ledgers.models import Contract

Condition: TypeAlias = "Callable[[], Q]"

_ledgers: list[tuple[Condition, Condition]] = []


def register(written: Condition, out: Condition) -> None:
    """Let a ledger say of contracts that it tells of their data, and that some of it is not verified as gone.

    Each is asked anew with every question: whose rows are seen depends on the body in force.
    """
    if (written, out) not in _ledgers:
        _ledgers.append((written, out))


def alone(rows: QuerySet[Contract]) -> QuerySet[Contract]:
    """Return those of ``rows`` whose own row is all that tells of their data."""
    for written, _out in _ledgers:
        rows = rows.exclude(written())
    return rows


def elsewhere(row: Contract) -> bool:
    """Tell whether another ledger tells of the data of a contract (one query a ledger)."""
    return any(type(row).objects.filter(written(), pk=row.pk).exists() for written, _out in _ledgers)


def not_returned(rows: QuerySet[Contract]) -> QuerySet[Contract]:
    """Return those of ``rows`` whose data is still out, by whichever ledger tells of it."""
    own = Q(returned_on=None, return_due__isnull=False)
    elsewhere = Q()
    for written, out in _ledgers:
        own &= ~written()
        elsewhere |= out()
    return rows.filter(own | elsewhere)
