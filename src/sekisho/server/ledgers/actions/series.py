"""The running numbers of a body, one after the other without a gap."""

from __future__ import annotations

from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.ledgers.models import NumberSeries


def next_in(series: str) -> str:
    """Return the next number of ``series``, such as 提-0001. Runs inside the caller's transaction."""
    NumberSeries.unscoped.get_or_create(body_id=body_in_force(), name=series)
    row = NumberSeries.objects.select_for_update().get(name=series)
    row.last += 1
    row.save()
    return f"{series}-{row.last:04d}"
