"""登録簿にない登録を確かめる: that a registration is missing is asked; only a person says that it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict, NotFound, say
from sekisho.japan.dates import format_wareki
from sekisho.procedures.registers import number_key
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import checks
from sekisho.server.trust.actions.evidence import withdraw
from sekisho.server.trust.models import RegisterAbsence

if TYPE_CHECKING:
    from collections.abc import Collection

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.trust.models import Evidence, RegisterEdition


def answer_absence(actor: Actor, pk: int, *, gone: bool, why: str) -> RegisterAbsence:
    """Say whether a registration that a register has no more is gone. Writes ``register.answered``.

    Where it is gone, the certification is withdrawn, and what leaned on it is flagged.

    Raises:
        Refused: the actor may not record certifications.
        NotFound: there is no such question.
        Conflict: it is answered.
        BadInput: nothing is written of how it was found out.
    """
    require(actor, Permission.EVIDENCE_EDIT)
    why = checks.required("確かめたこと", why)
    with transaction.atomic():
        hold_body()  # an edition taken in meanwhile locks evidence and questions the other way round
        rows = RegisterAbsence.objects.select_for_update(of=("self",), no_key=True)
        row: RegisterAbsence | None = rows.select_related("evidence", "edition").filter(pk=pk).first()
        if row is None:
            raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
        if row.answered_on is not None:
            raise Conflict(say("「{row}」は、もう確かめられています。", row=row))
        _close(row, actor, gone=gone, why=why)
        told = {"edition": row.edition_id, "gone": gone, "note": row.why}
        record(actor, "register.answered", Subject("evidence", row.evidence_id), told)
        if gone and row.evidence.withdrawn_on is None:
            withdraw(actor, row.evidence_id, row.evidence.version, on=row.edition.as_of, why=row.why)
    return row


def ask(held: Evidence, row: RegisterEdition) -> None:
    """Ask whether a registration is gone that ``row`` does not have; an open question moves on to it."""
    moved = RegisterAbsence.objects.filter(evidence=held, answered_on=None).update(edition=row)
    if not moved:
        RegisterAbsence.make(evidence=held, edition=row, opened_on=timezone.localdate())


def settle(actor: Actor, row: RegisterEdition, listed: Collection[str]) -> None:
    """Close the questions about registrations whose number, as a key, stands in this edition."""
    open_rows = RegisterAbsence.objects.filter(answered_on=None, evidence__kind=row.kind)
    for one in open_rows.select_related("evidence"):
        if number_key(one.evidence.number) in listed:
            _close(one, actor, gone=False, why=f"{format_wareki(row.as_of)}現在の登録簿に載っている。")


def _close(row: RegisterAbsence, actor: Actor, *, gone: bool, why: str) -> None:
    row.answered_on, row.answered_by_id = timezone.localdate(), actor.person
    row.gone, row.why = gone, why[:300]
    row.save()
