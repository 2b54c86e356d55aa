"""関門を通す: judged by the clauses of the phase behind it, kept whether it is passed or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, say
from sekisho.procedures.phases import Kind, gate
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications.judging import require_pass
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.custody.handovers import still_out
from sekisho.server.ledgers.actions import lead, stay
from sekisho.server.ledgers.actions.versions import refuse_stale
from sekisho.server.lifecycle import queries
from sekisho.server.lifecycle.models import GatePassage
from sekisho.server.oversight.queries import media_out
from sekisho.terms import Outcome, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.judgement import Decision
    from sekisho.server.accounts.permissions import Actor

PASSES = (Outcome.PERMIT, Outcome.CONDITIONAL)


def pass_gate(
    actor: Actor,
    kind: Kind,
    pk: int,
    version: int,
    *,
    to: Phase,
    stated: Mapping[str, Any],
    note: str = "",
) -> GatePassage:
    """Lead a service or contract into the phase ``to``. Writes ``gate.passed`` or ``gate.refused``.

    ``stated`` are facts that a person confirms here, ``note`` says how they were confirmed. An attempt that
    is refused is kept, and then told: nothing else has changed, and only the gate leads on from here.

    Raises:
        NotFound: there is no such row for this person.
        Refused: the actor may not lead the section's things, or a clause forbids it or lacks a fact.
        Conflict: somebody changed the row, or there is no such way from its phase.
        BadInput: something is stated without saying how it was confirmed, or cannot be read.
    """
    if stated and not note.strip():
        raise BadInput(
            "確かめたことが書かれていません。",
            where="確かめたこと",
            next_step="だれが、何を見て確かめたかを書いてください。",
        )
    with transaction.atomic():
        at = timezone.now()
        here = queries.led(actor, kind, pk, timezone.localdate(at))
        require(actor, Permission.GATE_OPEN, section=here.row.section_id)
        refuse_stale(here.row, here.row.version, version)
        gate(kind, here.phase, to)
        if to is Phase.DISPOSAL:
            _refuse_while_out(kind, pk)
        stated = queries.admitted(here, stated)
        decision = queries.judged(here, to, stated, timezone.localtime(at), rulebook_in_force())
        passed = decision.outcome in PASSES
        if passed:
            obligations = [duty.as_dict() for duty in decision.obligations]
            lead(kind.value, pk, version, to=to, facts=stated, obligations=obligations)
        else:
            stay(kind.value, pk, here.phase)
        row = _keep(actor, here, to, decision, dict(stated), note.strip())
        _record(actor, row, decision)
    if not passed:
        require_pass(decision)
    return row


def _refuse_while_out(kind: Kind, pk: int) -> None:
    """Refuse the end while data or media are out: 対策基準 8.1 委託終了時の対策."""
    out = still_out(kind.value, pk)
    if out:
        raise Conflict(
            say("返還・消去を確かめていないデータがあります：{what}", what=list(out[:3])),
            next_step="提供データ台帳で、複製を含めて消去を確かめてから、もう一度進めてください。",
        )
    media = media_out(pk) if kind is Kind.CONTRACT else []
    if media:
        raise Conflict(
            say("持ち出したまま戻っていない媒体・機器があります：{what}", what=list(media[:3])),
            next_step="委託先の監督のページで、戻ったことを確かめて記録してから、もう一度進めてください。",
        )


def _keep(
    actor: Actor, here: queries.Led, to: Phase, decision: Decision, stated: dict[str, Any], note: str
) -> GatePassage:
    return GatePassage.make(
        section_id=here.row.section_id,
        origin=here.phase.value,
        to=to.value,
        outcome=decision.outcome.value,
        passed=decision.outcome in PASSES,
        asked_by_id=actor.person,
        asked_at=timezone.now(),
        stated=stated,
        note=note,
        judgement=decision.as_dict(),
        **{f"{here.kind.value}_id": here.row.pk},
    )


def _record(actor: Actor, row: GatePassage, decision: Decision) -> None:
    kind = "service" if row.service_id else "contract"
    record(
        actor,
        "gate.passed" if row.passed else "gate.refused",
        Subject(kind, row.service_id or row.contract_id or 0, row.section_id),
        {
            "from": row.origin,
            "to": row.to,
            "outcome": row.outcome,
            "clauses": list(decision.cited),
            "missing": list(decision.missing),
            "stated": sorted(row.stated),
            "rulebook": decision.rulebook,
            "facts": decision.facts,
        },
    )
