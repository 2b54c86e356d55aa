"""県に知らせる数: counted by a body's own worker, read by its prefecture through ``accounts/across.py``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs
from django.utils import timezone

from sekisho.server.accounts.across import members, published
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.catalogues import numbers
from sekisho.server.commons.models import RollUp
from sekisho.server.custody import queries as custody
from sekisho.server.ledgers import queries as ledgers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sekisho.server.accounts.permissions import Actor

AGE = dt.timedelta(hours=1)
"""Numbers younger than this are left as they are."""


@attrs.frozen
class Told:
    """A municipality, and its numbers where it tells them."""

    name: str
    values: dict[str, Any] | None


def keep_counts(stopping: Callable[[], bool]) -> None:  # noqa: ARG001  a task is given it; this one is short
    """Count the body in force anew where it tells its prefecture and the numbers are old."""
    now = timezone.now()
    row = RollUp.objects.filter(stopped_at=None).first()
    if row is None or (row.counted_at is not None and row.counted_at > now - AGE):
        return
    # Whoever stops it meanwhile wins: a stopped row is not written to.
    RollUp.objects.filter(pk=row.pk, stopped_at=None).update(counted_at=now, **_counted())


def own(actor: Actor) -> RollUp | None:
    """Return the row of the own body, if it ever chose.

    Raises:
        Refused: the actor may not see it.
    """
    require(actor, Permission.COMMONS_VIEW)
    row: RollUp | None = RollUp.objects.first()
    return row


def of_members(actor: Actor) -> list[Told]:
    """Return the own municipalities with what they tell (two queries).

    Raises:
        Refused: the actor may not see it.
    """
    require(actor, Permission.COMMONS_VIEW)
    told = {row["body_code"]: row for row in published(RollUp, stopped_at=None, counted_at__isnull=False)}
    return [Told(one["name"], told.get(one["code"])) for one in members()]


def _counted() -> dict[str, int]:
    last = next(iter(numbers.whole_history(1)), None)
    standing = {name: getattr(last, name) if last else 0 for name in ("satisfied", "violated", "unknown")}
    day = timezone.localdate()
    return {**ledgers.counts_by_class(), **standing, "overdue_returns": len(custody.overdue(day))}
