"""添付する, 添付を外す: bytes sealed first, then the row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sekisho.errors import BadInput, NotFound, say
from sekisho.procedures.states import Verb
from sekisho.server.applications import blobs, uploads
from sekisho.server.applications.actions.ground import note_down, stand
from sekisho.server.applications.answers import legible
from sekisho.server.applications.models import Attachment

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor


def attach(actor: Actor, pk: int, *, version: int, name: str, data: bytes, note: str = "") -> Attachment:
    """Attach a file to a draft. Writes ``application.attached``.

    Raises:
        BadInput: the file may not be attached, is there already, or there are too many.
        CannotRun: it cannot be stored.
        NotFound, Conflict, Refused: as :func:`.ground.stand` says.
    """
    upload = uploads.check(name, data)
    with transaction.atomic():
        ground = stand(actor, pk, version, Verb.SAVE)
        application = ground.application
        kept = [one for one in application.attachments.all() if one.removed_at is None]
        if len(kept) >= uploads.MOST_FILES:
            raise BadInput(
                say("添付は{most}件までです。", most=uploads.MOST_FILES),
                where=upload.name,
                next_step="不要なものを外してください。",
            )
        sha256 = blobs.put(upload.data)
        if any(one.sha256 == sha256 for one in kept):
            raise BadInput(
                "同じファイルが添付されています。", where=upload.name, next_step="そのままで構いません。"
            )
        row = Attachment.make(
            application=application,
            name=upload.name,
            sha256=sha256,
            size=len(upload.data),
            media_type=upload.media_type,
            note=legible(note, "説明")[:200],
            added_by_id=actor.person,
            added_at=ground.at,
        )
        data_noted: dict[str, object] = {"attachment": row.pk, "sha256": sha256, "size": row.size}
        note_down(ground, actor, "attached", data_noted, note=upload.name)
        return row


def detach(actor: Actor, pk: int, *, version: int, attachment: int) -> Attachment:
    """Take a file off a draft; its bytes stay sealed. Writes ``application.detached``.

    Raises:
        NotFound: no such attachment; else as :func:`.ground.stand` says.
    """
    with transaction.atomic():
        ground = stand(actor, pk, version, Verb.SAVE)
        row: Attachment | None = ground.application.attachments.filter(
            pk=attachment, removed_at__isnull=True
        ).first()
        if row is None:
            raise NotFound("添付が見つかりません。", next_step="画面を開き直してください。")
        row.removed_at = ground.at
        row.save(update_fields=["removed_at"])
        note_down(ground, actor, "detached", {"attachment": row.pk, "sha256": row.sha256}, note=row.name)
        return row
