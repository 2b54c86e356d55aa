"""止めた・確かめたと記録する: the stop list of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, say
from sekisho.server.crossings.actions import record
from sekisho.server.incidents import stop_queries
from sekisho.server.incidents.actions import ground
from sekisho.server.incidents.models import Stop
from sekisho.server.ledgers.actions.versions import locked, save_next

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor


def stop_done(actor: Actor, pk: int, stop: int, version: int, *, note: str = "") -> Stop:
    """Record that one thing of the stop list is done. Writes ``incident.stopped``.

    Raises:
        NotFound, Refused: as :func:`.ground.case` and :func:`.stop_queries.require_own` say.
        Conflict: the case is closed, or it was done or changed already.
    """
    with transaction.atomic():
        row = ground.case(actor, pk)
        stop_queries.require_own(actor, row, stop)
        item: Stop = locked(Stop, stop, version)
        if item.done_on is not None:
            raise Conflict(
                say("「{what}」はもう済んでいます。", what=item.what),
                next_step="画面を開き直してください。",
            )
        item.done_on, item.done_by_id, item.note = timezone.localdate(), actor.person, note.strip()[:300]
        save_next(item)
        record(actor, "incident.stopped", ground.about(row), {"stop": item.pk, "kind": item.kind})
    return item
