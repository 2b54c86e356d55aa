"""従事者を名簿に載せる, 直す, 離れたと記録する. The record names the row, never the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from sekisho.errors import Conflict, say
from sekisho.japan.text import search_key
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.oversight.actions import ground
from sekisho.server.oversight.models import Carry, Worker
from sekisho.terms import CarryState

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract, Contractor

LONGEST_NAME = LONGEST_TASK = 100


def enter_worker(
    actor: Actor,
    *,
    contract: Contract,
    name: str,
    starts: dt.date,
    firm: Contractor | None = None,
    ends: dt.date | None = None,
    **values: Any,  # noqa: ANN401  task, trained_on, pledged_on
) -> Worker:
    """Put a person on the roster of a contract. Writes ``worker.entered``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.standing` says.
        BadInput: a value is wrong, or the firm is a sub-contractor without consent (番号法10条).
        Conflict: the person is on the roster already.
    """
    ground.standing(actor, contract, Permission.OVERSIGHT_EDIT)
    name = checks.required("氏名", name)[:LONGEST_NAME]
    with transaction.atomic():
        changes.hold(contract)
        employer = ground.firm_of(contract, firm, starts)
        row = Worker(
            body_id=actor.body,
            contract=contract,
            firm=employer,
            name=name,
            name_key=key_of(name),
            starts=starts,
            ends=ends,
            **values,
        )
        row.task = row.task.strip()[:LONGEST_TASK]
        check_days(row)
        if same(row).exists():
            raise Conflict(
                say("「{name}」さんは、もう名簿にあります。", name=name),
                next_step="同じ名前の別の人なら、氏名のあとに見分けのつく言葉を書いてください。",
            )
        row.save()
        ground.note(actor, contract, "worker.entered", {"worker": row.pk, "firm": employer.name})
    return row


def change_worker(actor: Actor, pk: int, version: int, **values: Any) -> Worker:  # noqa: ANN401  the fields changed
    """Change role, days, training or pledge of a person of the roster. Writes ``worker.changed``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.locked` says.
        BadInput: a day is wrong.
    """
    with transaction.atomic():
        row: Worker = ground.locked(actor, Worker, pk, version, Permission.OVERSIGHT_EDIT)
        before = {name: changes.plain(getattr(row, name)) for name in values}
        changes.write(row, values)
        row.task = row.task.strip()[:LONGEST_TASK]
        check_days(row)
        after = {name: changes.plain(getattr(row, name)) for name in values}
        if before != after:
            versions.save_next(row)
            moved = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
            ground.note(actor, row.contract, "worker.changed", {"worker": row.pk, "changes": moved})
    return row


def end_worker(actor: Actor, pk: int, version: int, *, on: dt.date) -> Worker:
    """Record that a person works under the contract no longer. Writes ``worker.ended``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.locked` says.
        BadInput: the day is before the beginning.
        Conflict: a medium is still with the person.
    """
    with transaction.atomic():
        row: Worker = ground.locked(actor, Worker, pk, version, Permission.OVERSIGHT_EDIT)
        checks.in_order("従事の開始", row.starts, "従事の終了", on)
        held = Carry.objects.filter(worker=row, state=CarryState.PERMITTED.value).first()
        if held is not None:
            raise Conflict(
                say("「{row}」さんは、媒体（{carry}）を持ち出しています。", row=row, carry=held),
                next_step="先に、媒体の戻りを確かめて記録してください。",
            )
        row.ends = on
        versions.save_next(row)
        ground.note(actor, row.contract, "worker.ended", {"worker": row.pk, "on": on.isoformat()})
    return row


def key_of(name: str) -> str:
    """Return the name in one spelling."""
    return search_key(name)[:LONGEST_NAME]


def same(row: Worker) -> Any:  # noqa: ANN401  a query set of the roster
    """Return the rows of the same person whose time on the roster overlaps that of ``row``."""
    rows = Worker.objects.filter(contract=row.contract, firm=row.firm, name_key=row.name_key)
    rows = rows.filter(Q(ends=None) | Q(ends__gte=row.starts)).exclude(pk=row.pk)
    return rows if row.ends is None else rows.filter(starts__lte=row.ends)


def check_days(row: Worker) -> None:
    """Refuse days in the wrong order, or that have not come.

    Raises:
        BadInput: naming the field.
    """
    checks.in_order("従事の開始", row.starts, "従事の終了", row.ends)
    checks.not_ahead("教育を受けた日", row.trained_on)
    checks.not_ahead("秘密保持誓約書の受領日", row.pledged_on)
