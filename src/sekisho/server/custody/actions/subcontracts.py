"""再委託を加える, 再委託の承諾を決める: level by level, and never in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.custody.models import Subcontract
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.ledgers.watchers import changed
from sekisho.terms import ConsentState

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract, Contractor


def add_subcontract(
    actor: Actor,
    *,
    contract: Contract,
    firm: Contractor,
    work: str,
    starts: dt.date,
    ends: dt.date | None = None,
    parent: Subcontract | None = None,
) -> Subcontract:
    """Record that ``firm`` is to do ``work`` below the contractor, or below ``parent``.

    The consent is not given by that (``decide_consent``). Writes ``subcontract.added``.

    Raises:
        Refused: the actor may not record for the section.
        NotFound: something named is not of this body, or the level above is of another contract.
        BadInput: the tree would be circular, or a value is missing or wrong.
    """
    changes.own({"contract": contract, "firm": firm, "parent": parent})
    require(actor, Permission.CUSTODY_EDIT, section=contract.section_id)
    checks.in_order("再委託の開始", starts, "再委託の終了", ends)
    with transaction.atomic():
        if parent is not None and parent.contract_id != contract.pk:
            raise NotFound(
                "上の段の再委託は、この契約のものではありません。", next_step="選び直してください。"
            )
        _refuse_circle(contract, firm, parent)
        row = Subcontract.make(
            contract=contract,
            parent=parent,
            firm=firm,
            work=checks.required("再委託する業務", work)[:200],
            starts=starts,
            ends=ends,
        )
        record(
            actor,
            "subcontract.added",
            _subject(row),
            {"firm": firm.name, "work": changes.shorten(work), "above": parent.firm.name if parent else None},
        )
        changed("contract", [contract.pk])
    return row


def decide_consent(
    actor: Actor, pk: int, version: int, *, consented: bool, on: dt.date, number: str, note: str
) -> Subcontract:
    """Record that the body consented to one level of 再委託, or refused it. Writes ``subcontract.decided``.

    The body itself consents to every level (番号法10条), after it has seen that the firm is safe.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says.
        Refused: the actor may not decide for the section.
        Conflict: it was decided, or the level above has no consent.
        BadInput: the document's number or what was confirmed is missing.
    """
    with transaction.atomic():
        row: Subcontract = versions.locked(
            Subcontract,
            pk,
            version,
            lambda it: require(actor, Permission.CUSTODY_DECIDE, section=it.contract.section_id),
        )
        if row.consent != ConsentState.ASKED:
            raise Conflict(
                say("「{row}」の承諾は、もう決まっています。", row=row),
                next_step="画面を開き直してください。",
            )
        if consented and row.parent is not None and row.parent.consent != ConsentState.CONSENTED:
            raise Conflict(
                say("上の段の「{row}」が承諾されていません。", row=row.parent),
                why="再委託は、段ごとに、上から承諾します（番号法10条）。",
                next_step="上の段の承諾を先に決めてください。",
            )
        checks.not_ahead("承諾を決めた日", on)
        row.consent_number = checks.required("決裁文書番号", number)[:40]
        row.note = checks.required("確かめたこと", note)
        row.consent = (ConsentState.CONSENTED if consented else ConsentState.REFUSED).value
        row.consented_on = on
        versions.save_next(row)
        record(
            actor,
            "subcontract.decided",
            _subject(row),
            {
                "firm": row.firm.name,
                "consent": row.consent,
                "on": on.isoformat(),
                "number": row.consent_number,
                "note": changes.shorten(row.note),
            },
        )
        changed("contract", [row.contract_id])
    return row


def _subject(row: Subcontract) -> Subject:
    return Subject("contract", row.contract_id, row.contract.section_id)


def _refuse_circle(contract: Contract, firm: Contractor, parent: Subcontract | None) -> None:
    """Refuse a firm that stands above itself."""
    above = [contract.contractor]
    while parent is not None:
        above.insert(1, parent.firm)
        parent = parent.parent
    if firm.pk in {one.pk for one in above}:
        raise BadInput(
            say("「{firm}」は、この再委託の上の段にいます。", firm=firm.name),
            where="再委託先",
            why=say("上の段：{chain}", chain="→".join(one.name for one in above)),
            next_step="だれがだれに再委託するのかを確かめ、再委託先か上の段を選び直してください。",
        )
