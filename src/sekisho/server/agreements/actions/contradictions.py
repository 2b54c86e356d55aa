"""食い違う回答のどちらによるかを決める: with the reason, kept beside both answers as they were seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.db import transaction

from sekisho.errors import BadInput, Conflict, say
from sekisho.server.agreements import contradictions
from sekisho.server.agreements.actions import ground
from sekisho.server.agreements.annex_models import AnswerSettlement
from sekisho.server.agreements.queries import ledger_of, of
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.watchers import changed
from sekisho.terms import AnswerSource

if TYPE_CHECKING:
    from sekisho.agreements.contradictions import Contradiction, Told
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.queries import Matter


def settle_contradiction(
    actor: Actor, matter: Matter, *, digest: str, source: str, reason: str, seen: int
) -> AnswerSettlement:
    """Say which of two answers that differ stands. Writes ``answers.settled``.

    ``digest``: of the contradiction that was seen; ``seen``: how often it had been settled by then.

    Raises:
        Refused, Conflict: as :func:`.ground.may_write` says, the answers changed, or somebody settled it
            meanwhile.
        BadInput: there is no such source, or no reason.
    """
    ground.may_write(actor, matter)
    if source not in {one.value for one in AnswerSource}:
        raise BadInput(
            say("「{source}」は選べません。", source=source),
            where="どちらによるか",
            next_step="選び直してください。",
        )
    reason = ground.required("理由", reason)
    with transaction.atomic():
        changes.hold(matter)
        found = _seen(matter, digest, seen)
        row: AnswerSettlement = AnswerSettlement.make(
            **of(matter),
            line=found.line,
            digest=digest,
            source=source,
            said={one.source.value: _said(one) for one in found.told},
            reason=reason,
            settled_by_id=actor.person,
        )
        told = {"requirement": found.line, "source": source, "digest": digest}
        told |= {"reply": found.by(source).reply, "reason": changes.shorten(reason)}
        record(actor, "answers.settled", ground.about(matter), told)
        changed(ledger_of(matter), [matter.pk])
    return row


def _seen(matter: Matter, digest: str, seen: int) -> Contradiction:
    here = next((one for one in contradictions.of(matter) if one.found.digest == digest), None)
    if here is None:
        raise Conflict(
            "この食い違いは、もうありません。",
            why="新しい回答があったか、要件が変わりました。",
            next_step="画面を開き直し、今の回答を確かめてください。",
        )
    if here.seen != seen:
        raise Conflict(
            say("{line}は、ほかの人が先に決めました。", line=here.found.line),
            next_step="画面を開き直し、今の内容を確かめてください。",
        )
    return here.found


def _said(one: Told) -> dict[str, Any]:
    kept = attrs.asdict(one, recurse=False)
    return kept | {"source": one.source.value, "at": one.at.isoformat()}
