"""後閲する: the absent decider reads what the deputy decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, NotFound, Refused, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications.actions.ground import subject
from sekisho.server.applications.answers import legible
from sekisho.server.applications.models import Event, LaterReading
from sekisho.server.crossings.actions import record

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor


def later_read(actor: Actor, pk: int, *, note: str = "") -> LaterReading:
    """Note that the decider has read it. The decision stands either way. Writes ``application.later_read``.

    Raises:
        NotFound: there is no such entry in the queue.
        Refused: it waits for somebody else.
        Conflict: it was read already.
    """
    require(actor, Permission.LATER_READ)
    with transaction.atomic():
        row: LaterReading | None = (
            LaterReading.objects.select_for_update(of=("self",))
            .select_related("application", "reader")
            .filter(pk=pk)
            .first()
        )
        if row is None:
            raise NotFound("後閲するものが見つかりません。", next_step="後閲の一覧からさがしてください。")
        if row.reader_id != actor.person:
            raise Refused(
                say("これを後閲するのは{reader}です。", reader=row.reader.name),
                next_step="本人が戻るのを待ってください。",
            )
        if row.read_at is not None:
            raise Conflict("後閲は済んでいます。", next_step="後閲の一覧を開き直してください。")
        row.read_at, row.note = timezone.now(), legible(note, "ひとこと")
        row.save()
        application = row.application
        entry = record(
            actor,
            "application.later_read",
            subject(application),
            {
                "number": application.number,
                "document_number": application.document_number,
                "deputy": row.deputy_id,
                "note": row.note[:500],
            },
        )
        Event.make(
            application=application,
            at=entry.at,
            actor_id=actor.person,
            verb="later_read",
            note=row.note,
            entry_uid=entry.uid,
        )
    return row
