"""台帳の書出し: what left the house as a file is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor


def note_export(actor: Actor, ledger: str, *, form: str, count: int) -> None:
    """Note that ``count`` rows of ``ledger`` were written out as ``form``. Writes ``ledger.exported``.

    Raises:
        Refused: the actor may not write out ledgers.
    """
    require(actor, Permission.LEDGER_EXPORT)
    with transaction.atomic():
        record(actor, "ledger.exported", Subject("ledger", ledger), {"form": form, "rows": count})
