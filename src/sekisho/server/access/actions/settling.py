"""棚卸しの一行を済ませる: explained, closed, added, corrected. The record names the line, never the login."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, NotFound
from sekisho.procedures.inventory import refuse_answer, refuse_settled
from sekisho.server.access.actions import accounts
from sekisho.server.access.models import InventoryLine
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes
from sekisho.terms import InventoryAnswer, InventoryFinding

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.access.models import ServiceAccount
    from sekisho.server.accounts.models import Person
    from sekisho.server.accounts.permissions import Actor


@attrs.frozen(kw_only=True)
class Added:
    """What the ledger needs to know of an account that only the provider had."""

    kind: str
    opened_on: dt.date | None = None
    """None: not known; the day of the list stands for it."""
    person: Person | None = None
    holder: str = ""


def settle_line(
    actor: Actor,
    pk: int,
    version: int,
    *,
    answer: str,
    how: str,
    on: dt.date | None = None,
    added: Added | None = None,
) -> InventoryLine:
    """Settle one line. Writes ``inventory.settled``, and what became of the account in the ledger.

    ``on``: the day it was closed or looked at, today when left out.

    Raises:
        NotFound: there is no such line in this body.
        Refused: the actor does not answer for the service.
        Conflict: somebody settled it or changed it.
        BadInput: the answer does not settle this, or words, day or holder are missing or wrong.
    """
    with transaction.atomic():
        line = _open(actor, pk, version)
        chosen = refuse_answer(InventoryFinding(line.finding), answer)
        words = checks.required("確かめ方", how)[:2000]
        day = on or timezone.localdate()
        checks.not_ahead("確かめた日", day)
        line.account = _in_ledger(actor, line, chosen, words, day, added)
        line.answer, line.how, line.settled_on = chosen.value, words, day
        line.settled_by_id = actor.person
        line.version = version + 1
        line.save()
        service = line.inventory.service
        accounts.settle_whole(service.pk)
        subject = Subject("inventory", line.inventory_id, service.section_id)
        told = {"service": service.pk, "line": line.pk, "finding": line.finding, "answer": chosen.value}
        record(actor, "inventory.settled", subject, told)
    return line


def _open(actor: Actor, pk: int, version: int) -> InventoryLine:
    rows = InventoryLine.objects.select_related("inventory__service__section", "account")
    found: InventoryLine | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound("見つかりません。", next_step="棚卸しの一覧からさがしてください。")
    require(actor, Permission.SERVICE_EDIT, section=found.inventory.service.section_id)
    changes.hold(found.inventory.service)  # an account is opened and closed under its service, too
    line: InventoryLine = rows.select_for_update(of=("self",)).get(pk=pk)
    refuse_settled(line.answer)
    if line.version != version:
        raise Conflict("ほかの人が先に直しました。", next_step="画面を開き直してください。")
    return line


def _in_ledger(
    actor: Actor,
    line: InventoryLine,
    answer: InventoryAnswer,
    how: str,
    day: dt.date,
    added: Added | None,
) -> ServiceAccount | None:
    """Do in the ledger what the answer says, and return the account the line is about."""
    row = line.account
    if answer is InventoryAnswer.ADDED:
        return _added(actor, line, how, added)
    if row is None or row.closed_on is not None:
        return row
    if answer is InventoryAnswer.CLOSED:
        return accounts.close_account(actor, row.pk, row.version, on=day, how=how)
    if answer is InventoryAnswer.CORRECTED:
        return accounts.correct_privilege(actor, row.pk, row.version, privileged=bool(line.privileged))
    if line.finding == InventoryFinding.ONLY_HERE.value:
        return row
    return accounts.review_account(actor, row.pk, row.version, on=day, mfa=row.mfa)


def _added(actor: Actor, line: InventoryLine, how: str, added: Added | None) -> ServiceAccount:
    given = added or Added(kind="")
    return accounts.open_account(
        actor,
        service=line.inventory.service,
        login=line.login,
        kind=given.kind,
        opened_on=given.opened_on or line.inventory.listed_on,
        person=given.person,
        holder=given.holder,
        purpose=how[:200],
        privileged=bool(line.privileged),
    )
