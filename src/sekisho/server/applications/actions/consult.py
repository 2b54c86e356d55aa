"""合議に答える: agree, or disagree in writing; the decider reads both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sekisho.errors import BadInput
from sekisho.procedures.states import Verb
from sekisho.server.applications.actions.ground import advance, finish_step, note_down, stand

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application


def consult(actor: Actor, pk: int, *, version: int, agrees: bool, note: str = "") -> Application:
    """Answer the consultation. Disagreement is handed to the decider, who decides with it in view.

    Writes ``application.consulted``.

    Raises:
        BadInput: disagreement without an opinion.
        NotFound, Conflict, Refused: as :func:`.ground.stand` says.
    """
    if not agrees and not note.strip():
        raise BadInput(
            "不同意の意見が書かれていません。",
            where="意見",
            next_step="どこを、なぜ、どう直すべきかを書いてください。",
        )
    with transaction.atomic():
        ground = stand(actor, pk, version, Verb.CONSULT)
        finish_step(ground, actor, note=note, agrees=agrees)
        advance(ground)
        return note_down(ground, actor, "consulted", {"agrees": agrees}, note=note)
