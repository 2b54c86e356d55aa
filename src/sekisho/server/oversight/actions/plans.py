"""確認の計画を決める: how often a contractor is checked under a contract, and when first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, say
from sekisho.procedures.oversight import check_interval, next_due, yearly_by
from sekisho.server.accounts.permissions import Permission
from sekisho.server.custody.weights import has_specific
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.oversight.actions import ground
from sekisho.server.oversight.check_models import Check, CheckPlan

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract


def plan_checks(
    actor: Actor, *, contract: Contract, version: int, months: int, first_on: dt.date, how: str
) -> CheckPlan:
    """Plan the checks of a contract, or change the plan. Writes ``check.planned``.

    ``version`` is 0 where there is none yet. Where a check was done on ``first_on`` or later, the next
    day counts from that. A check that is overdue stays due until it is done: neither a later
    ``first_on`` nor a longer interval puts it off.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.standing` says.
        Conflict: somebody planned in the meantime.
        BadInput: the interval is too long, the first day is outside the term, or how is not written.
    """
    ground.standing(actor, contract, Permission.OVERSIGHT_DECIDE)
    specific = has_specific(contract)
    check_interval(months, specific=specific)
    checks.in_order("契約開始", contract.starts, "最初の期日", first_on)
    checks.in_order("最初の期日", first_on, "契約終了", contract.ends)
    with transaction.atomic():
        changes.hold(contract)
        row = CheckPlan.objects.filter(contract=contract).first() or CheckPlan(
            body_id=actor.body, contract=contract, version=0
        )
        if row.version != version:
            raise Conflict(
                say("「{row}」の計画は、ほかの人が先に決めました。", row=contract), next_step=ground.STALE
            )
        last = Check.objects.filter(contract=contract).values_list("done_on", flat=True).first()
        today = timezone.localdate()
        overdue = row.next_on if row.version and row.next_on < today else None
        row.months, row.first_on, row.how = months, first_on, checks.required("確かめ方", how)
        row.next_on = first_on if last is None or last < first_on else next_due(last, months)
        if overdue is not None and (first_on > overdue or row.next_on >= today):
            row.next_on = min(row.next_on, overdue)
        if specific:
            yearly_by(row.next_on, last or contract.starts)
        versions.save_next(row)
        told: dict[str, object] = {"months": months, "first_on": first_on.isoformat()}
        told |= {"next_on": row.next_on.isoformat(), "note": changes.shorten(row.how)}
        ground.note(actor, contract, "check.planned", told)
    return row
