"""証明書を受け取る, 消去を確かめる: two acts, for a certificate alone proves no erasure.

A contractor kept copies after its certificate (2024); hence nothing is verified whose certificate does
not say that copies are gone too. Certificates: 特定個人情報ガイドライン別添1 E-d.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from sekisho.errors import Conflict, say
from sekisho.japan.dates import format_wareki
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications import blobs, uploads
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.custody.models import Erasure, HandOver
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import change_contract, changes, versions

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor


def receive_certificate(
    actor: Actor,
    pk: int,
    version: int,
    *,
    erased_on: dt.date,
    on: dt.date,
    name: str,
    data: bytes,
    covers_copies: bool,
    covers_subcontractors: bool,
    covers_test_data: bool,
) -> Erasure:
    """Take in the certificate of a hand-over's return or erasure. Writes ``handover.certified``.

    Until the erasure is verified a better certificate may take its place; the first stays sealed.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says.
        Refused: the actor may not record for the section.
        Conflict: the erasure was verified already.
        BadInput: erased before it was handed over, or the file may not be kept.
        CannotRun: the file cannot be stored.
    """
    upload = uploads.check(name, data)
    with transaction.atomic():
        row: HandOver = versions.locked(
            HandOver, pk, version, lambda it: require(actor, Permission.CUSTODY_EDIT, section=it.section_id)
        )
        _refuse_verified(row)
        checks.in_order("提供日", row.handed_on, "返還・消去した日", erased_on)
        checks.in_order("返還・消去した日", erased_on, "証明書を受け取った日", on)
        checks.not_ahead("証明書を受け取った日", on)
        values: dict[str, Any] = {
            "erased_on": erased_on,
            "certificate_on": on,
            "certificate_name": upload.name,
            "certificate": blobs.put(upload.data),
            "media_type": upload.media_type,
            "covers_copies": covers_copies,
            "covers_subcontractors": covers_subcontractors,
            "covers_test_data": covers_test_data,
            "received_by_id": actor.person,
        }
        erasure = _erasure_of(row) or Erasure(body_id=row.body_id, handover=row)
        changes.write(erasure, values)
        erasure.save()
        versions.save_next(row)
        told = {field: changes.plain(value) for field, value in values.items() if field != "received_by_id"}
        record(actor, "handover.certified", Subject("handover", row.pk, row.section_id), told)
    return erasure


def verify_erasure(actor: Actor, pk: int, version: int, *, on: dt.date, how: str) -> Erasure:
    """Record that the erasure, copies included, was verified, and how. Writes ``handover.verified``.

    With the last hand-over of a contract its own row in the contract ledger is confirmed, too.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says.
        Refused: the actor may not confirm for the section.
        Conflict: no certificate was received, it does not include copies, or it is verified already.
        BadInput: the day is wrong, or how it was verified is missing.
    """
    with transaction.atomic():
        _hold_contract(pk)
        row: HandOver = versions.locked(
            HandOver, pk, version, lambda it: require(actor, Permission.CUSTODY_DECIDE, section=it.section_id)
        )
        _refuse_verified(row)
        erasure = _erasure_of(row)
        if erasure is None:
            raise Conflict(
                say("「{row}」の証明書をまだ受け取っていません。", row=row),
                next_step="先に、返還・消去の証明書を受け取って記録してください。",
            )
        if not erasure.covers_copies:
            raise Conflict(
                "証明書に、複製・控えも消したと書かれていません。",
                why="複製が別のサーバに残っていた例があり、複製を含まない消去は確かめたことになりません。",
                next_step="複製を含む証明書を受け取り直してください。",
            )
        checks.in_order("返還・消去した日", erasure.erased_on, "消去を確かめた日", on)
        checks.not_ahead("消去を確かめた日", on)
        erasure.verified_on = on
        erasure.verified_by_id = actor.person
        erasure.verified_how = checks.required("確かめ方", how)
        erasure.save()
        versions.save_next(row)
        record(
            actor,
            "handover.verified",
            Subject("handover", row.pk, row.section_id),
            {"on": on.isoformat(), "note": changes.shorten(erasure.verified_how)},
        )
        _close_contract(actor, row, on)
    return erasure


def _hold_contract(pk: int) -> None:
    """Hold the contract before its hand-over, as whoever ends it does: of the last two one sees the other."""
    seen: HandOver | None = HandOver.objects.filter(pk=pk).select_related("contract").first()
    if seen is not None and seen.contract is not None:
        changes.hold(seen.contract)


def _close_contract(actor: Actor, row: HandOver, on: dt.date) -> None:
    """Note the return on the contract's own row when nothing of it is out any more."""
    contract = row.contract
    if contract is None or contract.provided_on is None or contract.returned_on is not None:
        return
    out = HandOver.objects.filter(Q(erasure=None) | Q(erasure__verified_on=None), contract=contract)
    if contract.retired_on is None and contract.provided_on <= on and not out.exists():
        change_contract(actor, contract.pk, contract.version, returned_on=on)


def _erasure_of(row: HandOver) -> Erasure | None:
    found: Erasure | None = Erasure.objects.filter(handover=row).first()
    return found


def _refuse_verified(row: HandOver) -> None:
    erasure = _erasure_of(row)
    if erasure is not None and erasure.verified_on is not None:
        raise Conflict(
            say(
                "「{row}」の消去は{day}に確かめられています。",
                row=row,
                day=format_wareki(erasure.verified_on),
            ),
            next_step="画面を開き直してください。",
        )
