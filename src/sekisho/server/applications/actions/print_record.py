"""決裁の記録を取り出す: made once after the decision, sealed, and the same file ever after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sekisho.server.applications import blobs, pdf, queries
from sekisho.server.applications.actions.ground import lock, subject
from sekisho.server.crossings.actions import record

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor


def print_record(actor: Actor, pk: int) -> bytes:
    """Return the PDF of the decision. Writes ``application.printed`` when it is made.

    Raises:
        NotFound: there is no such application for this person.
        BadInput: nothing is decided yet.
        CannotRun: it cannot be stored, or the stored file was changed.
    """
    application = queries.application(actor, pk)
    made = pdf.sealed(application)
    if made is not None:
        return made
    made = pdf.render(application)
    with transaction.atomic():
        locked = lock(pk)
        if locked.print_sha256:
            return blobs.get(locked.print_sha256)
        locked.print_sha256 = blobs.put(made)
        locked.save(update_fields=["print_sha256"])
        record(
            actor, "application.printed", subject(locked), {"sha256": locked.print_sha256, "size": len(made)}
        )
    return made
