"""知らせる, 取り消す, 確かめる. One verb, one function, one journal entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.japan import corporate_number as numbers
from sekisho.server.accounts.across import others
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.commons import queries
from sekisho.server.commons.models import Notice, NoticeReceipt
from sekisho.server.crossings.actions import Subject, record

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor


def send_notice(
    actor: Actor, *, firm_name: str, corporate_number: str, what: str, known_on: dt.date
) -> Notice:
    """Tell the prefecture's other bodies of a firm's incident. Writes ``commons.notice_sent``.

    Raises:
        Refused: the actor may not tell others.
        Conflict: the body has no prefecture and no municipalities here.
        BadInput: something is missing, the 法人番号 is not one, or the day has not come.
    """
    require(actor, Permission.FIRM_NOTICE)
    if not others():
        raise Conflict(
            "知らせる相手の団体がありません。",
            why="この団体は、県と市町村のまとまりに入っていません。",
            next_step="関所を運用している人に、県の登録を頼んでください。",
        )
    for label, text in (("委託先の名称", firm_name), ("委託先が明らかにしていること", what)):
        if not text.strip():
            raise BadInput(
                say("{label}が書かれていません。", label=say(label)),
                where=label,
                next_step=say("{label}を書いてください。", label=say(label)),
            )
    number = numbers.normalise(corporate_number, where="法人番号")
    if known_on > timezone.localdate():
        raise BadInput(
            "知った日がまだ来ていません。", where="知った日", next_step="知った日を書いてください。"
        )
    with transaction.atomic():
        row = Notice.make(
            firm_name=firm_name.strip(),
            corporate_number=number,
            what=what.strip(),
            known_on=known_on,
            sent_at=timezone.now(),
            sent_by_id=actor.person,
        )
        record(actor, "commons.notice_sent", Subject("notice", row.pk), {"corporate_number": number})
    return row


def withdraw_notice(actor: Actor, pk: int) -> Notice:
    """Take back one's own notice, visibly. Writes ``commons.notice_withdrawn``.

    Raises:
        Refused: the actor may not tell others.
        NotFound: the body sent no such notice.
        Conflict: it was taken back already.
    """
    require(actor, Permission.FIRM_NOTICE)
    with transaction.atomic():
        row: Notice | None = Notice.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            raise NotFound("自団体が出した知らせが見つかりません。", next_step="一覧からさがしてください。")
        if row.withdrawn_at is not None:
            raise Conflict("この知らせは、もう取り消されています。", next_step="画面を開き直してください。")
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        record(actor, "commons.notice_withdrawn", Subject("notice", pk), {})
    return row


def read_notice(actor: Actor, pk: int) -> NoticeReceipt:
    """Note that the own body has read another's notice; twice is once. Writes ``commons.notice_read``.

    Raises:
        Refused: the actor may not answer for the body.
        NotFound: no body of the prefecture sent it.
    """
    require(actor, Permission.FIRM_NOTICE)
    queries.received(pk)
    with transaction.atomic():
        row, made = NoticeReceipt.objects.get_or_create(
            notice=pk, body_id=actor.body, defaults={"read_at": timezone.now(), "read_by_id": actor.person}
        )
        if made:
            record(actor, "commons.notice_read", Subject("notice", pk), {})
    found: NoticeReceipt = row
    return found
