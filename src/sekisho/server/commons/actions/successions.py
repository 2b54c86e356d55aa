"""商号が変わった, 合併した, その記録を取り消す. Contracts stay with the firm they were made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused, say
from sekisho.japan.text import search_key
from sekisho.procedures.succession import closes_circle
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.commons import successions
from sekisho.server.commons.models import FirmSuccession
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.actions import change_contractor

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor


def rename_firm(actor: Actor, pk: int, version: int, *, name: str, happened_on: dt.date) -> FirmSuccession:
    """Give a firm its new name and keep the old one to be found by. Writes ``commons.firm_renamed``.

    Raises:
        NotFound, Refused, Conflict, BadInput: as ``change_contractor`` says.
        BadInput: the name is the present one, or the day has not come.
    """
    require(actor, Permission.CONTRACT_EDIT)
    _has_come(happened_on)
    name = name.strip()
    with transaction.atomic():
        before = ledgers.contractor(actor, pk).name
        if name == before:
            raise BadInput(
                say("「{name}」は今の名称と同じです。", name=name),
                where="新しい名称",
                next_step="変わった後の名称を書いてください。",
            )
        change_contractor(actor, pk, version, name=name)
        row = _noted(actor, firm_id=pk, former_name=before, happened_on=happened_on)
        record(actor, "commons.firm_renamed", Subject("firm_succession", row.pk), {"firm": pk, "was": before})
    return row


def merge_firm(actor: Actor, pk: int, *, into: int, happened_on: dt.date) -> FirmSuccession:
    """Note that a firm went into another: who asks about one is told of both. Writes ``commons.firm_merged``.

    Raises:
        NotFound: one of the firms is not in the body's ledger.
        Refused: the actor may not edit the contracts of all sections.
        Conflict: the firm has gone into another already, or would become its own successor.
        BadInput: the day has not come.
    """
    require(actor, Permission.CONTRACT_EDIT)
    _reaches_all(actor)
    _has_come(happened_on)
    with transaction.atomic():
        hold_body()
        old, new = ledgers.contractor(actor, pk), ledgers.contractor(actor, into)
        pairs = successions.mergers()
        if any(before == old.pk for before, _after in pairs):
            raise Conflict(
                say("「{name}」は、もう合併した記録があります。", name=old.name),
                next_step="間違いなら、その記録を取り消してください。",
            )
        if closes_circle(pairs, old.pk, new.pk):
            raise Conflict(
                say("「{name}」が自分自身を引き継ぐことになります。", name=old.name),
                next_step="合併して残った会社を選んでください。",
            )
        row = _noted(actor, firm_id=old.pk, into_id=new.pk, former_name=old.name, happened_on=happened_on)
        record(
            actor,
            "commons.firm_merged",
            Subject("firm_succession", row.pk),
            {"firm": old.pk, "into": new.pk},
        )
    return row


def cancel_succession(actor: Actor, pk: int) -> FirmSuccession:
    """Take back what was noted by mistake; a name stays. Writes ``commons.succession_cancelled``.

    Raises:
        NotFound: there is no such note.
        Refused: the actor may not edit the contracts of all sections.
        Conflict: it was taken back already.
    """
    require(actor, Permission.CONTRACT_EDIT)
    _reaches_all(actor)
    with transaction.atomic():
        row: FirmSuccession | None = (
            FirmSuccession.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        )
        if row is None:
            raise NotFound(
                "名称の変更や合併の記録が見つかりません。", next_step="委託先の画面からさがしてください。"
            )
        if row.cancelled_at is not None:
            raise Conflict("この記録は、もう取り消されています。", next_step="画面を開き直してください。")
        row.cancelled_at = timezone.now()
        row.save(update_fields=["cancelled_at"])
        record(actor, "commons.succession_cancelled", Subject("firm_succession", pk), {"firm": row.firm_id})
    return row


def _noted(actor: Actor, *, former_name: str, **values: object) -> FirmSuccession:
    return FirmSuccession.make(
        former_name=former_name,
        search_key=search_key(former_name)[:500],
        noted_at=timezone.now(),
        noted_by_id=actor.person,
        **values,
    )


def _has_come(day: dt.date) -> None:
    if day > timezone.localdate():
        raise BadInput(
            "変わった日がまだ来ていません。", where="変わった日", next_step="変わった日を書いてください。"
        )


def _reaches_all(actor: Actor) -> None:
    if actor.sections_for(Permission.CONTRACT_EDIT) is not None:
        raise Refused(
            "合併の記録は、全庁の契約を直せる人だけが行えます。",
            why="ほかの課の契約や漏えいの調べ方が変わるためです。",
            next_step="情報政策課に連絡して、記録してもらってください。",
        )
