"""決裁後に直す: what was decided stays bound; the difference is shown until it is applied for again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.errors import BadInput
from sekisho.procedures.states import Verb
from sekisho.server.applications.actions.ground import note_down, stand
from sekisho.server.applications.actions.save_draft import require_seen_assets
from sekisho.server.applications.answers import merged
from sekisho.server.applications.binding import changed_since_decision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application


def amend(actor: Actor, pk: int, *, version: int, changes: Mapping[str, Any], reason: str) -> Application:
    """Correct answers of a decided application. Writes ``application.amended`` with what changed.

    The ledger is not touched: using the service for more than was decided needs a new application.

    Raises:
        BadInput: without a reason, or nothing changes.
        NotFound, Conflict, Refused: as :func:`.ground.stand` says.
    """
    with transaction.atomic():
        ground = stand(actor, pk, version, Verb.AMEND, reason=reason)
        application = ground.application
        answers = merged(application.answers, changes)
        require_seen_assets(actor, application.answers, answers)
        if answers == application.answers:
            raise BadInput("変わるところがありません。", next_step="直すところを書いてください。")
        application.answers = answers
        changed = [change.name for change in changed_since_decision(application)]
        data: dict[str, object] = {"changed": changed, "content": application.content_hash}
        return note_down(ground, actor, "amended", data, note=reason)
