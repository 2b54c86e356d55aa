"""A service or contract is led into its next phase: called by the gate, which is the permission."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, say
from sekisho.japan.dates import format_wareki
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.ledgers.actions.books import CONTRACTS, SERVICES
from sekisho.server.ledgers.actions.obligations import owe
from sekisho.server.ledgers.models import ExternalService
from sekisho.server.ledgers.obligations import names_of, owed_before
from sekisho.server.ledgers.watchers import changed
from sekisho.terms import DueWhen, Phase, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BOOKS = {book.name: book for book in (SERVICES, CONTRACTS)}


def lead(
    ledger: str,
    pk: int,
    version: int,
    *,
    to: Phase,
    facts: Mapping[str, Any],
    obligations: Iterable[Mapping[str, Any]],
) -> Any:  # noqa: ANN401  the row of either ledger
    """Lead a row of ``service`` or ``contract`` into the phase ``to``.

    A service keeps ``facts`` with what was confirmed before, and owes the ``obligations`` it does not owe
    yet. There is no permission check and no entry of its own: the gate has both.

    Raises:
        NotFound: there is no such row in this body.
        Conflict: somebody changed it since ``version``, it was taken out of the ledger, or what must be
            done before this phase is not done, or the day its use starts has not come.
    """
    book = _BOOKS[ledger]
    with transaction.atomic():
        row = changes.locked(None, book, pk, version)
        changes.refuse_retired(row)
        if book is SERVICES:
            _refuse_owing(row, to)
            _refuse_early(row, to)
            row.phase = to.value
            row.facts = {**row.facts, **facts}
            _owe_more(row, obligations)
        versions.save_next(row)
        changed(ledger, [row.pk])
    return row


def stay(ledger: str, pk: int, phase: Phase) -> None:
    """Keep a service that a gate refused in the ``phase`` it is shown in: only the gate leads it on.

    It is called by the gate, and changes nothing of what is shown; so its version stays.
    """
    if ledger == SERVICES.name:
        ExternalService.objects.filter(pk=pk).exclude(phase=phase).update(phase=phase)


def _refuse_early(row: Any, to: Phase) -> None:  # noqa: ANN401  a service
    """Refuse to begin a use before the day for which it was decided."""
    if to is Phase.OPERATION and row.starts > timezone.localdate():
        raise Conflict(
            say("利用開始の日（{day}）がまだ来ていません。", day=format_wareki(row.starts)),
            next_step="その日になってから、関門を通してください。早めるときは、申請し直してください。",
        )


def _refuse_owing(row: Any, to: Phase) -> None:  # noqa: ANN401  a service
    """Refuse a phase before which something must be done that is not done."""
    owed = owed_before(row, to)
    if owed:
        names = names_of(owed, timezone.localdate())
        who = [names.get(one.pk) or say(Role(one.responsible).label) for one in owed]
        clauses = tuple(dict.fromkeys(one.clause for one in owed))
        raise Conflict(
            say("先にすることが残っています：{duty}", duty=[one.text for one in owed]),
            why=say("根拠条文：{clause}。担当：{who}", clause=list(clauses), who=list(dict.fromkeys(who))),
            next_step="担当の人が済ませて完了を記録してから、もう一度進めてください。",
            clauses=clauses,
        )


def _owe_more(row: Any, obligations: Iterable[Mapping[str, Any]]) -> None:  # noqa: ANN401  a service
    """Add what the gate asks for and the service does not owe already, met or not."""
    owed = set(row.obligations.values_list("clause", "text"))
    day = timezone.localdate()
    fresh = [
        {
            "clause": one["clause"],
            "text": one["text"],
            "responsible": one["who"],
            "when": one["due"],
            "due_on": _due(DueWhen(one["due"]), int(one["days"]), row, day),
        }
        for one in obligations
        if (one["clause"], one["text"]) not in owed
    ]
    owe(row, fresh)


def _due(when: DueWhen, days: int, row: Any, day: dt.date) -> dt.date | None:  # noqa: ANN401  a service
    anchor = row.ends if when is DueWhen.AT_END else max(row.starts, day)
    return anchor + dt.timedelta(days=days) if anchor else None
