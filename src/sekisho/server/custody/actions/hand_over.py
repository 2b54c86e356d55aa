"""提供を記録する: what was handed to whom, on which day, by which approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.errors import BadInput, Conflict, say
from sekisho.japan.text import search_key
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.custody import handovers, subcontracts
from sekisho.server.custody.models import HandOver
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.actions.series import next_in

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract, Contractor, ExternalService

_SERIES = "提"


def hand_over(
    actor: Actor,
    *,
    contract: Contract | None = None,
    service: ExternalService | None = None,
    receiver: Contractor | None = None,
    **values: Any,  # noqa: ANN401  the model's own fields
) -> HandOver:
    """Record that data was handed over under ``contract`` or to ``service``. Writes ``handover.added``.

    ``receiver`` is the contract's contractor or the service's provider unless named: a sub-contractor, to
    whom every level of 再委託 was consented (番号法10条, 対策基準 8.1).

    Raises:
        Refused: the actor may not record for the section.
        NotFound: something named is not of this body.
        BadInput: a value is missing or wrong, or the receiver has no consent.
        Conflict: the same was recorded before, and is out: the form was sent twice.
    """
    under = contract or service
    if under is None or (contract is not None and service is not None):
        raise BadInput(
            "契約か外部サービスの、どちらか一つを選んでください。",
            where="契約",
            next_step="渡した根拠になるものを選んでください。",
        )
    changes.own({"contract": contract, "service": service, "receiver": receiver, **values})
    require(actor, Permission.CUSTODY_EDIT, section=under.section_id)
    with transaction.atomic():
        changes.hold(under)
        row = HandOver(
            body_id=body_in_force(),
            section=under.section,
            contract=contract,
            service=service,
            receiver=receiver or (contract.contractor if contract else service.provider),  # type: ignore[union-attr]  # one of both is there
            handed_by_id=actor.person,
            **values,
        )
        _check(row)
        _check_receiver(row)
        _refuse_again(row)
        row.number = next_in(_SERIES)
        row.search_key = _key(row)
        row.save()
        record(actor, "handover.added", Subject("handover", row.pk, row.section_id), _told(row))
    return row


def _check(row: HandOver) -> None:
    row.approval = checks.required("承認の文書番号", row.approval or "")
    checks.cleaned(row, but=["number"])
    if row.person_count and not row.personal_data:
        raise BadInput(
            say("本人の数が{count}人なのに、個人情報が「無」になっています。", count=row.person_count),
            where="個人情報",
            why="人数を数えられるデータは個人情報です。「無」とすると、漏えいのときに報告の対象外と出ます。",
            next_step="個人情報を「有」にするか、本人の数を空けてください。",
        )
    if row.specific_personal_data and not row.personal_data:
        raise BadInput(
            "特定個人情報を含むのに、個人情報が「無」になっています。",
            where="個人情報",
            why="特定個人情報は個人情報に含まれます（番号法2条8項）。",
            next_step="個人情報を「有」にするか、特定個人情報を外してください。",
        )
    checks.not_ahead("提供日", row.handed_on)
    checks.in_order("提供日", row.handed_on, "返還・消去期限", row.return_due)


def _check_receiver(row: HandOver) -> None:
    dealt_with = row.contract.contractor_id if row.contract else _provider(row)
    if row.receiver_id == dealt_with:
        return
    if row.contract is not None and row.receiver_id in subcontracts.consented(row.contract, row.handed_on):
        return
    raise BadInput(
        say("「{firm}」には渡せません。", firm=row.receiver.name),
        where="渡した先",
        why="契約の相手でも、すべての段で承諾した再委託先でもありません（番号法10条、対策基準8.1）。",
        next_step="契約のページで、再委託とその承諾を記録してください。",
    )


def _refuse_again(row: HandOver) -> None:
    """Refuse what says the same as a row that is out: none is ever taken off, and persons count twice."""
    same = {name: getattr(row, name) for name in _SAME}
    other = handovers.still_held(HandOver.objects.filter(**same)).first()
    if other is not None:
        raise Conflict(
            say("「{row}」は、同じ内容でもう記録されています。", row=other),
            why="同じ内容が2回送られると、本人の数が2倍になります。",
            next_step="別の提供なら、提供データを書き分けてください。",
        )


_SAME = (
    *("contract_id", "service_id", "receiver_id", "asset_id", "what", "confidentiality", "personal_data"),
    *("person_count", "medium", "handed_on", "approval", "return_due", "handed_by_id"),
)


def _provider(row: HandOver) -> int | None:
    return row.service.provider_id if row.service else None


def _key(row: HandOver) -> str:
    under = row.contract or row.service
    words = (row.number, row.what, row.receiver.name, str(under), row.approval)
    return "|".join(search_key(word) for word in words)[:500]


def _told(row: HandOver) -> dict[str, object]:
    named = ("number", "what", "confidentiality", "personal_data", "specific_personal_data")
    more = (
        "person_count",
        "medium",
        "handed_on",
        "approval",
        "return_due",
        "receiver",
        "contract",
        "service",
    )
    return {"values": {name: changes.plain(getattr(row, name)) for name in (*named, *more, "asset")}}
