"""持出しを申し出る, 許す, 戻りを確かめる.

460,000 residents' data were carried out on a USB memory with no staff present (2022). Hence a medium leaves
only with a permit of its own, encrypted, with a member of staff as witness, in the hands of somebody
on the roster who was trained and has pledged secrecy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.errors import BadInput, Conflict, NotFound, Refused, say
from sekisho.japan.dates import format_wareki
from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.queries import hold_body
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.oversight.actions import ground
from sekisho.server.oversight.models import Carry
from sekisho.terms import CarrierKind, CarryState, Confidentiality

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.custody.models import HandOver
    from sekisho.server.ledgers.models import Contract
    from sekisho.server.oversight.models import Place, Worker


def ask_carry(actor: Actor, *, contract: Contract, handover: HandOver | None = None, **values: Any) -> Carry:  # noqa: ANN401  the fields of the row
    """Ask that a worker may carry a medium out. Nothing may leave by that. Writes ``carry.asked``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.standing` says, and for what is not of the contract.
        BadInput: a value is missing or wrong, or the data is not encrypted.
    """
    ground.standing(actor, contract, Permission.OVERSIGHT_EDIT)
    row = Carry(body_id=actor.body, contract=contract, handover=handover, asked_by_id=actor.person, **values)
    changes.own({name: getattr(row, name) for name in ("worker", "origin", "destination", "handover")})
    with transaction.atomic():
        _check_words(row)
        checks.in_order("持ち出す日", row.out_on, "戻す期限", row.due_on)
        _check_parts(row)
        _check_encrypted(row)
        row.save()
        ground.note(actor, contract, "carry.asked", _told(row))
    return row


def decide_carry(
    actor: Actor, pk: int, version: int, *, permitted: bool, on: dt.date, note: str = ""
) -> Carry:
    """Permit or refuse that a medium is carried out. Writes ``carry.permitted`` or ``carry.refused``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.locked` says.
        Refused: the actor asked for it.
        Conflict: it was decided, the medium is out already, or the worker may not carry.
        BadInput: the day is wrong, a refusal has no reason, or what was asked for stands no longer: the
            worker left, a place was given up, the firm has no consent, the data is of a higher grade.
    """
    with transaction.atomic():
        hold_body()
        row: Carry = ground.locked(actor, Carry, pk, version, Permission.OVERSIGHT_DECIDE)
        if row.asked_by_id == actor.person:
            raise Refused(
                "自分が申し出た持出しを、自分で許すことはできません。",
                why="申し出る人と許す人は別でなければなりません（対策基準1(8) 兼務の禁止）。",
                next_step="ほかの人に申し出てもらうか、部長か情報政策課に頼んでください。",
            )
        _in_state(row, CarryState.ASKED)
        checks.not_ahead("決めた日", on)
        row.decision_note = note.strip()
        if permitted:
            checks.in_order("決めた日", on, "持ち出す日", row.out_on)
            _check_still(row)
            _refuse_unready(row.worker)
            _refuse_out(row)
        else:
            row.decision_note = checks.required("条件・理由", note)
        row.state = (CarryState.PERMITTED if permitted else CarryState.REFUSED).value
        row.decided_by_id, row.decided_on = actor.person, on
        versions.save_next(row)
        verb = "carry.permitted" if permitted else "carry.refused"
        ground.note(actor, row.contract, verb, _told(row) | {"on": on.isoformat()})
    return row


def return_carry(actor: Actor, pk: int, version: int, *, on: dt.date, how: str) -> Carry:
    """Record that a medium came back, and how that was verified. Writes ``carry.returned``.

    Raises:
        NotFound, Refused, Conflict: as :func:`.ground.locked` says.
        Conflict: it is not out.
        BadInput: the day is wrong, or how it was verified is missing.
    """
    with transaction.atomic():
        row: Carry = ground.locked(actor, Carry, pk, version, Permission.OVERSIGHT_EDIT)
        _in_state(row, CarryState.PERMITTED)
        checks.not_ahead("戻った日", on)
        checks.in_order("持ち出す日", row.out_on, "戻った日", on)
        row.returned_how = checks.required("確かめ方", how)
        row.state, row.returned_on = CarryState.RETURNED.value, on
        row.returned_to_id = actor.person
        versions.save_next(row)
        ground.note(actor, row.contract, "carry.returned", {"carry": row.pk, "on": on.isoformat()})
    return row


def _check_words(row: Carry) -> None:
    if row.kind not in set(CarrierKind):
        raise BadInput(
            "媒体・機器の種類が正しくありません。", where="媒体・機器", next_step="選び直してください。"
        )
    row.kind = str(row.kind)
    row.serial = checks.required("製造番号・管理番号", row.serial)[:60]
    row.what = checks.required("入れるデータ", row.what)[:200]
    row.witness = checks.required("立ち会う職員", row.witness)[:100]


def _check_parts(row: Carry) -> None:
    """Refuse a worker or place that is not of the contract, or not on that day."""
    worker: Worker = row.worker
    for part in (worker, row.origin, row.destination, row.handover):
        if part is not None and part.contract_id != row.contract_id:
            raise NotFound(
                say("「{part}」は、この契約のものではありません。", part=part),
                next_step="選び直してください。",
            )
    for label, part in (
        ("運ぶ従事者", worker),
        ("どこから", row.origin),
        ("どこへ", row.destination),
    ):
        if not _stands(part, row.out_on):
            raise BadInput(
                say("「{part}」は、{day}には使えません。", part=part, day=format_wareki(row.out_on)),
                where=label,
                why="名簿や作業場所に載っている期間の外です。",
                next_step="持ち出す日を直すか、選び直してください。",
            )
    if row.origin == row.destination:
        raise BadInput(
            "持ち出す前と後の場所が同じです。", where="どこへ", next_step="行き先を選んでください。"
        )


def _check_still(row: Carry) -> None:
    """Refuse what was right when it was asked and is not when it is decided."""
    _check_parts(row)
    _check_encrypted(row)
    ground.firm_of(row.contract, row.worker.firm, row.out_on)


def _stands(part: Worker | Place, day: dt.date) -> bool:
    return part.starts <= day and (part.ends is None or part.ends >= day)


def _check_encrypted(row: Carry) -> None:
    """Refuse a medium that is not encrypted, unless what it holds is known to be of 機密性1."""
    of = row.handover or row.contract
    if row.encrypted or row.kind == CarrierKind.PAPER_FORM or of.confidentiality == Confidentiality.ONE:
        return
    raise BadInput(
        say("「{row}」は暗号化されていません。", row=row),
        where="暗号化",
        why="機密性2以上か、機密性のわからない情報を運ぶ媒体は、暗号化します（対策基準2(1)、OUT-015）。",
        next_step="暗号化してから、申し出てください。",
    )


def _in_state(row: Carry, state: CarryState) -> None:
    if row.state != state:
        raise Conflict(
            say("「{row}」は「{state}」です。", row=row, state=CarryState(row.state)), next_step=ground.STALE
        )


def _refuse_unready(worker: Worker) -> None:
    """Refuse a carrier who was not trained or has not pledged: what is not known is not done."""
    missing = [
        label
        for label, day in (("教育", worker.trained_on), ("秘密保持誓約書", worker.pledged_on))
        if day is None
    ]
    if missing:
        raise Conflict(
            say("「{worker}」さんに運ばせることはできません。", worker=worker),
            why=say("名簿に{missing}の日がありません（対策基準8.1）。", missing=say("、".join(missing))),
            next_step="教育と誓約書の日を名簿に書くか、ほかの従事者で申し出てください。",
        )


def _refuse_out(row: Carry) -> None:
    out = Carry.objects.filter(kind=row.kind, serial=row.serial, state=CarryState.PERMITTED.value).first()
    if out is not None:
        raise Conflict(
            say("「{row}」は、もう持ち出されています（{contract}）。", row=row, contract=out.contract.number),
            next_step="先に、戻りを確かめて記録してください。",
        )


def _told(row: Carry) -> dict[str, object]:
    named = ("kind", "serial", "what", "encrypted", "out_on", "due_on")
    return {"carry": row.pk, "values": {name: changes.plain(getattr(row, name)) for name in named}}
