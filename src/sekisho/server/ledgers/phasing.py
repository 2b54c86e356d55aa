"""Contracts by their phase of a day, asked of the database: for lists and counts.

The same as ``governed`` says of one row: past its end 廃棄; else where its gates stand, which a slice above
says by registering here once at start-up; else by its days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Value, When
from django.db.models.functions import Coalesce

from sekisho.terms import Phase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.db.models import QuerySet

    from sekisho.server.ledgers.models import Contract

    Gates = Callable[[], Any]
    """Gives an expression: the phase in which a contract's gates left it, or NULL."""

_gates: list[Gates] = []


def register(gates: Gates) -> None:
    """Let ``gates`` say from now on where the gates of a contract stand; registering it twice is once."""
    if gates not in _gates:
        _gates.append(gates)


def with_phase(rows: QuerySet[Contract], day: dt.date) -> QuerySet[Any]:
    """Add ``phase_now`` to contracts."""
    by_days = Case(
        When(starts__gt=day, then=Value(Phase.CONTRACT.value)),
        default=Value(Phase.OPERATION.value),
        output_field=CharField(),
    )
    standing = Coalesce(*(gates() for gates in _gates), by_days) if _gates else by_days
    ended = When(ends__lt=day, then=Value(Phase.DISPOSAL.value))
    return rows.annotate(phase_now=Case(ended, default=standing, output_field=CharField()))
