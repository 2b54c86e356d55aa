"""自己点検を始める, 終える."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.inspections.actions import ground
from sekisho.server.inspections.models import Answer, Campaign, Sheet
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import versions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sekisho.server.accounts.models import Section
    from sekisho.server.accounts.permissions import Actor


def open_campaign(
    actor: Actor,
    *,
    fiscal_year: int,
    title: str,
    starts: dt.date,
    due: dt.date,
    sections: Collection[Section],
    clauses: Collection[str],
) -> Campaign:
    """Ask ``sections`` about ``clauses`` by ``due``. Writes ``campaign.opened``.

    Raises:
        Refused: the actor may not run self-inspections.
        BadInput: a clause is judged by the machine (nobody types what can be computed) or unknown, no
            section is named, or the days stand in the wrong order.
        Conflict: the year has a campaign of this name.
    """
    require(actor, Permission.INSPECTION_RUN)
    rulebook = rulebook_in_force()
    asked = ground.known(clauses)
    computed = [one for one in asked if rulebook.clause(one).machine]
    if computed:
        raise BadInput(
            say("関所が判定する条文は、人に聞きません：{clauses}", clauses=computed),
            where="条文",
            next_step="「人が確かめる」条文だけを選んでください。",
        )
    if not sections:
        raise BadInput("課が選ばれていません。", where="課", next_step="課を一つ以上選んでください。")
    checks.in_order("始まり", starts, "提出期限", due)
    try:
        with transaction.atomic():
            row: Campaign = Campaign.make(
                fiscal_year=fiscal_year,
                title=ground.required("名称", title),
                starts=starts,
                due=due,
                clauses=asked,
                rulebook=rulebook.digest,
                opened_by_id=actor.person,
            )
            for section in sections:
                sheet = Sheet.make(campaign=row, section=section)
                Answer.unscoped.bulk_create(
                    Answer(body_id=row.body_id, sheet=sheet, clause=clause) for clause in asked
                )
            told = {"sections": len(sections), "clauses": len(asked), "due": due.isoformat()}
            record(actor, "campaign.opened", Subject("campaign", row.pk), told)
    except IntegrityError as error:
        raise Conflict(
            say("「{title}」は、もうあります。", title=title), next_step="別の名称にしてください。"
        ) from error
    return row


def close_campaign(actor: Actor, pk: int, version: int) -> Campaign:
    """End a campaign that every section has answered. Writes ``campaign.closed``.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says.
        Refused: the actor may not run self-inspections.
        Conflict: it is closed, or a section has not submitted.
    """
    require(actor, Permission.INSPECTION_RUN)
    with transaction.atomic():
        row: Campaign = ground.locked(Campaign, pk, version)
        if row.closed_at is not None:
            raise Conflict("この自己点検は終わっています。", next_step="画面を開き直してください。")
        waiting = list(
            Sheet.objects.filter(campaign=row, submitted_at=None).values_list("section__name", flat=True)
        )
        if waiting:
            raise Conflict(
                say("まだ提出していない課があります：{sections}", sections=waiting),
                next_step="提出を待つか、課の情報セキュリティ管理者に知らせてください。",
            )
        row.closed_at = timezone.now()
        versions.save_next(row)
        record(actor, "campaign.closed", Subject("campaign", row.pk), {})
    return row
