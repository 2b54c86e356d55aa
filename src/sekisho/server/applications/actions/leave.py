"""Leaving the procedure: 差し戻す, 却下する, 引き戻す, 取り下げる. Each wants its reason in writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sekisho.procedures.content import digest
from sekisho.procedures.states import CLOSED, Verb
from sekisho.server.applications.actions.ground import (
    drop_steps,
    finish_step,
    note_down,
    queue_later_reading,
    stand,
)
from sekisho.server.applications.binding import content_of

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application


def send_back(actor: Actor, pk: int, *, version: int, reason: str) -> Application:
    """Give it back to the applicant to mend. Writes ``application.sent_back``.

    Raises:
        BadInput: without a reason.
        NotFound, Conflict, Refused: as :func:`.ground.stand` says.
    """
    return _leave(actor, pk, version, Verb.SEND_BACK, "sent_back", reason)


def reject(actor: Actor, pk: int, *, version: int, reason: str) -> Application:
    """Decide against it; the content decided on is bound in the record. Writes ``application.rejected``.

    Raises:
        BadInput: without a reason.
        NotFound, Conflict, Refused: as :func:`.ground.stand` says.
    """
    return _leave(actor, pk, version, Verb.REJECT, "rejected", reason)


def pull_back(actor: Actor, pk: int, *, version: int, reason: str) -> Application:
    """Take one's own application back to mend it. Writes ``application.pulled_back``.

    Raises:
        BadInput: without a reason.
        NotFound, Conflict, Refused: as :func:`.ground.stand` says.
    """
    return _leave(actor, pk, version, Verb.PULL_BACK, "pulled_back", reason)


def withdraw(actor: Actor, pk: int, *, version: int, reason: str) -> Application:
    """End one's own application. Writes ``application.withdrawn``.

    Raises:
        BadInput: without a reason.
        NotFound, Conflict, Refused: as :func:`.ground.stand` says.
    """
    return _leave(actor, pk, version, Verb.WITHDRAW, "withdrawn", reason)


def _leave(actor: Actor, pk: int, version: int, verb: Verb, name: str, reason: str) -> Application:
    with transaction.atomic():
        ground = stand(actor, pk, version, verb, reason=reason)
        application = ground.application
        if verb in {Verb.SEND_BACK, Verb.REJECT}:
            finish_step(ground, actor, note=reason, agrees=False)
        drop_steps(application)
        if ground.move.to is not None:
            application.state = ground.move.to.value
        if application.state in CLOSED:
            application.ended_at = ground.at
        data: dict[str, object] = {"reason": reason.strip()[:500]}
        if verb is Verb.REJECT:
            application.content = content_of(application)
            application.content_hash = digest(application.content)
            application.decided_at, application.decided_by_id = ground.at, actor.person
            application.acting = bool(ground.standing.stands_for)
            data["content"] = application.content_hash
            queue_later_reading(ground, actor)
        return note_down(ground, actor, name, data, note=reason)
