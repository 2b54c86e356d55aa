"""契約を終える: from that day all that was handed over has a day by which it is back or erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.custody.models import HandOver, Subcontract
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers import checks
from sekisho.server.ledgers import queries as ledger_queries
from sekisho.server.ledgers.actions import versions

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract


def end_contract(actor: Actor, pk: int, version: int, *, on: dt.date, due: dt.date) -> Contract:
    """End a contract on ``on``; what is still out is due on ``due``. Writes ``contract.ended``.

    A nearer due date stands. The contract's own row gets its due date where data was handed over, and
    running 再委託 end with it. The row's change is an entry of its own (``contract.changed``).

    Raises:
        NotFound, Refused, Conflict, BadInput: as the ledger's ``change_contract`` says.
        Refused: the actor may not confirm for the section.
        BadInput: the due date is before the end.
    """
    checks.in_order("契約終了", on, "返還・消去期限", due)
    with transaction.atomic():
        seen = ledger_queries.contract(actor, pk)
        require(actor, Permission.CUSTODY_DECIDE, section=seen.section_id)
        values: dict[str, Any] = {"ends": on}
        if seen.provided_on and seen.returned_on is None:
            values["return_due"] = min(seen.return_due or due, due)
        row = ledgers.change_contract(actor, pk, version, **values)
        owed = []
        open_ones = HandOver.objects.select_for_update(of=("self",)).filter(contract_id=pk)
        open_ones = open_ones.filter(Q(erasure=None) | Q(erasure__verified_on=None))
        for one in open_ones:
            if one.return_due is None or one.return_due > due:
                one.return_due = due
                versions.save_next(one)
            owed.append(one.number)
        running = Subcontract.objects.filter(Q(ends=None) | Q(ends__gt=on), contract_id=pk, starts__lte=on)
        ended = [sub.firm.name for sub in running.select_related("firm")]
        running.update(ends=on)
        record(
            actor,
            "contract.ended",
            Subject("contract", pk, row.section_id),
            {"on": on.isoformat(), "due": due.isoformat(), "handovers": owed[:200], "ended": ended[:200]},
        )
    return row
