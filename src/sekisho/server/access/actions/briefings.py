"""利用方針を知らせる, 読んだことを確かめる."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound
from sekisho.server.access import briefings as queries
from sekisho.server.access.models import Briefed, Briefing
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.watchers import changed

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService


def announce(actor: Actor, *, service: ExternalService, text: str, how: str = "") -> Briefing:
    """Announce a 利用方針; every holder of an account is asked to read it. Writes ``briefing.announced``.

    Raises:
        Refused: the actor does not answer for the service.
        NotFound: the service is not of this body.
        BadInput: nothing is written.
    """
    changes.own({"service": service})
    require(actor, Permission.SERVICE_EDIT, section=service.section_id)
    if not text.strip():
        raise BadInput(
            "利用方針が書かれていません。", where="利用方針", next_step="利用方針を書いてください。"
        )
    with transaction.atomic():
        row: Briefing = Briefing.make(
            service=service,
            text=text.strip(),
            how=how.strip()[:100],
            announced_on=timezone.localdate(),
            announced_by_id=actor.person,
        )
        told = {"briefing": row.pk, "note": changes.shorten(row.text)}
        record(actor, "briefing.announced", Subject("service", service.pk, service.section_id), told)
        changed("service", [service.pk])
    return row


def confirm(actor: Actor, pk: int) -> Briefed:
    """Confirm to have read a 利用方針. Writes ``briefing.confirmed``; twice is once.

    Raises:
        Refused: the actor may not see what services are used.
        NotFound: the actor has no open account of that service.
        Conflict: a newer one is in force.
    """
    require(actor, Permission.APPROVED_SERVICES)
    with transaction.atomic():
        row: Briefing | None = Briefing.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None or not queries.holds_account(row.service_id, actor.person):
            raise NotFound("見つかりません。", next_step="ホームからさがしてください。")
        if queries.current([row.service_id]).get(row.service_id) != row:
            raise Conflict("利用方針が新しくなりました。", next_step="新しい利用方針を読んでください。")
        found: Briefed | None = Briefed.objects.filter(briefing=row, person_id=actor.person).first()
        if found is not None:
            return found
        made: Briefed = Briefed.make(briefing=row, person_id=actor.person, confirmed_on=timezone.localdate())
        subject = Subject("service", row.service_id, row.service.section_id)
        record(actor, "briefing.confirmed", subject, {"briefing": row.pk})
        changed("service", [row.service_id])
    return made
