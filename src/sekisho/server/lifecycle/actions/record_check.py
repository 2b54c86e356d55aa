"""定期の確認を記録する: what was looked at or decided by its day, by whom, and what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, say
from sekisho.server.accounts.permissions import require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes
from sekisho.server.lifecycle import regular
from sekisho.server.lifecycle.models import RegularCheck

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.procedures.phases import Kind
    from sekisho.server.accounts.permissions import Actor
    from sekisho.terms import TaskKind, TaskResult


def record_check(
    actor: Actor,
    of: Kind,
    pk: int,
    kind: TaskKind,
    *,
    due: dt.date,
    on: dt.date,
    result: TaskResult,
    note: str,
) -> RegularCheck:
    """Record that what was due on ``due`` was done on ``on``. Writes ``check.recorded``.

    Raises:
        NotFound: there is no such row for this person.
        Refused: the actor neither answers for the section's things nor is the person named
            外部サービス管理者; a renewal is decided by who may pass the gates.
        Conflict: it is not open, or another day is due by now.
        BadInput: nothing is said about what was seen, or the day has not come.
    """
    checks.not_ahead("した日", on)
    note = checks.required("確かめたこと", note)
    with transaction.atomic():
        here = regular.open_of(actor, of, pk, kind, timezone.localdate())
        changes.hold(here.row)
        here = regular.open_of(actor, of, pk, kind, timezone.localdate())
        require(actor, regular.NEEDS[kind], section=here.row.section_id, owner=regular.owner_of(here))
        if here.due != due:
            raise Conflict(
                say("「{row}」の「{kind}」は、ほかの人が記録しました。", row=here.row, kind=kind),
                next_step="画面を開き直してください。",
            )
        row = RegularCheck.make(
            section_id=here.row.section_id,
            kind=kind.value,
            due_on=due,
            done_on=on,
            result=result.value,
            note=note,
            done_by_id=actor.person,
            recorded_at=timezone.now(),
            **{f"{of.value}_id": pk},
        )
        record(
            actor,
            "check.recorded",
            Subject(of.value, pk, here.row.section_id),
            {
                "kind": kind.value,
                "due": due.isoformat(),
                "on": on.isoformat(),
                "result": result.value,
                "note": changes.shorten(note),
            },
        )
    return row
