"""定期の確認を記録する: what was looked at or decided by its day, by whom, and what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, say
from sekisho.japan.fiscal import fiscal_year, fiscal_year_label
from sekisho.server.accounts.permissions import require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes
from sekisho.server.lifecycle import regular
from sekisho.server.lifecycle.models import RegularCheck
from sekisho.terms import TaskKind

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.procedures.phases import Kind
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.lifecycle.regular import Open
    from sekisho.terms import TaskResult


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
        Conflict: it is not open, another day is due by now, or it belongs to a 年度 that has not begun.
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
        _refuse_ahead(here, on)
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


def _refuse_ahead(here: Open, on: dt.date) -> None:
    """Refuse the yearly check of a 年度 that had not begun when it was done: nobody has seen that year."""
    if here.kind is not TaskKind.RENEWAL and fiscal_year(here.due) > fiscal_year(on):
        raise Conflict(
            say(
                "{year}の「{kind}」は、まだ始まっていません。",
                year=fiscal_year_label(here.due),
                kind=here.kind,
            ),
            why="毎年度の確認は、その年度のうちにします。",
            next_step="その年度になってから、確かめて記録してください。",
        )
