"""What a service owes is written down, and noted as met by the one whose task it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.japan.dates import format_wareki
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.actions.books import SERVICES
from sekisho.server.ledgers.models import ExternalService, ServiceObligation
from sekisho.server.ledgers.obligations import assigned, begins_with, is_early, require_finish
from sekisho.server.ledgers.watchers import changed
from sekisho.terms import Phase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from sekisho.server.accounts.permissions import Actor


def finish_obligation(
    actor: Actor, pk: int, *, on: dt.date, note: str, reason: str = ""
) -> ServiceObligation:
    """Note that an obligation was met on ``on`` and what was seen. Writes ``obligation.done``.

    ``reason`` says why somebody other than the one whose task it is notes it.

    Raises:
        NotFound: there is no such obligation in this body.
        Refused: it is not the actor's to do, and they are neither head of the section nor of the
            information-policy section.
        Conflict: it was noted as met already.
        BadInput: nothing is said about how it was confirmed, or why in another's place; the day has not come.
    """
    checks.not_ahead("完了日", on)
    if not note.strip():
        raise BadInput(
            "確かめたことが書かれていません。",
            where="確かめたこと",
            next_step="だれが、何を見て確かめたかを書いてください。",
        )
    with transaction.atomic():
        row = _open_obligation(actor, pk)
        own = assigned(actor, row)
        if not own:
            reason = checks.required("代わりに記録する理由", reason)
        row.done_on, row.done_by_id, row.note, row.reason = on, actor.person, note, "" if own else reason
        row.save()
        _record_done(actor, row)
        changed(SERVICES.name, [row.service_id])
    return row


def _open_obligation(actor: Actor, pk: int) -> ServiceObligation:
    row: ServiceObligation | None = (
        ServiceObligation.objects.select_for_update(of=("self",))
        .select_related("service")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound("満たすべき条件が見つかりません。", next_step="一覧からさがしてください。")
    require_finish(actor, row)
    if row.done_on is not None:
        raise Conflict(
            say("この条件は{day}に完了しています。", day=format_wareki(row.done_on)),
            next_step="画面を開き直してください。",
        )
    return row


def _record_done(actor: Actor, row: ServiceObligation) -> None:
    """Say who noted whose task, why in their place, and whether the use begins with it."""
    told: dict[str, Any] = {
        "obligation": row.pk,
        "clause": row.clause,
        "text": changes.shorten(row.text),
        "on": (row.done_on or timezone.localdate()).isoformat(),
        "note": changes.shorten(row.note),
        "responsible": row.responsible,
        "early": is_early(row, timezone.localdate()),
    }
    if row.reason:
        told["in_place_of_assignee"] = changes.shorten(row.reason)
    if begins_with(row):
        told["phase"] = Phase.OPERATION.value
    record(actor, "obligation.done", Subject("service", row.service_id, row.service.section_id), told)


def owe(row: ExternalService, obligations: Iterable[Mapping[str, Any]]) -> list[ServiceObligation]:
    """Write down what a service owes: each ``{clause, text, responsible, when, due_on}``."""
    return [
        ServiceObligation.make(
            service=row,
            clause=str(owed["clause"]),
            text=str(owed["text"]),
            responsible=str(owed["responsible"]),
            when=str(owed["when"]),
            due_on=owed.get("due_on"),
        )
        for owed in obligations
    ]
