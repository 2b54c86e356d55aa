"""抜取確認: what a firm holds is looked at where it lies, and what differs is put right.

A ledger says what was handed over, and a certificate what a firm writes; neither is what is in its rooms.
Regular checks of the contractor: 対策基準 8.1 (OUT-09). Which hand-overs of a year are looked at is computed
(``queries.drawn``), so that nobody chooses the convenient ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.errors import Conflict, NotFound, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.custody.models import Erasure, HandOver, SpotCheck
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes, versions

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.terms import SpotResult


def spot_check(
    actor: Actor, pk: int, version: int, *, on: dt.date, place: str, result: SpotResult, note: str
) -> SpotCheck:
    """Record what was found at the firm. Writes ``handover.spot_checked``.

    What differs waits until somebody who decides for the section says how it was put right.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says.
        Refused: the actor may not record for the section.
        Conflict: the erasure was verified before that day; nothing of it is out there.
        BadInput: a day to come or before the hand-over, or where and what is missing.
    """
    with transaction.atomic():
        row: HandOver = versions.locked(
            HandOver, pk, version, lambda it: require(actor, Permission.CUSTODY_EDIT, section=it.section_id)
        )
        checks.in_order("提供日", row.handed_on, "確かめた日", on)
        checks.not_ahead("確かめた日", on)
        if Erasure.objects.filter(handover=row, verified_on__lt=on).exists():
            raise Conflict(
                say("「{row}」は、その日には返還・消去が確かめられています。", row=row),
                next_step="まだ相手のところにあるものを確かめてください。",
            )
        values: dict[str, Any] = {
            "on": on,
            "place": checks.required("確かめた場所", place),
            "result": result.value,
            "note": checks.required("確かめたこと", note),
        }
        found: SpotCheck = SpotCheck(body_id=row.body_id, handover=row, by_id=actor.person, **values)
        checks.cleaned(found)
        found.save()
        versions.save_next(row)
        told = {**values, "on": on.isoformat(), "note": changes.shorten(note), "check": found.pk}
        record(actor, "handover.spot_checked", Subject("handover", row.pk, row.section_id), told)
    return found


def settle_spot_check(actor: Actor, pk: int, *, on: dt.date, how: str) -> SpotCheck:
    """Say how a difference was put right. Writes ``handover.spot_settled``.

    Raises:
        NotFound: there is no such check in this body.
        Refused: the actor does not decide for the section.
        Conflict: there is nothing to put right.
        BadInput: a day to come or before the check, or how is missing.
    """
    with transaction.atomic():
        row: SpotCheck | None = (
            SpotCheck.objects.select_for_update(of=("self",)).select_related("handover").filter(pk=pk).first()
        )
        if row is None:
            raise NotFound("見つかりません。", next_step="提供のページからさがしてください。")
        section = row.handover.section_id
        require(actor, Permission.CUSTODY_DECIDE, section=section)
        if not row.open:
            raise Conflict(
                say("「{row}」に、正すところは残っていません。", row=row),
                next_step="画面を開き直してください。",
            )
        checks.in_order("確かめた日", row.on, "正した日", on)
        checks.not_ahead("正した日", on)
        row.settled_on, row.settled_by_id = on, actor.person
        row.settled_how = checks.required("どう正したか", how)
        row.save()
        data = {"on": on.isoformat(), "note": changes.shorten(row.settled_how), "check": row.pk}
        record(actor, "handover.spot_settled", Subject("handover", row.handover_id, section), data)
    return row
