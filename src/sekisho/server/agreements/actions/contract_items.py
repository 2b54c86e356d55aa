"""契約項目を確かめる: where in the contract's text each item stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from sekisho.agreements import contract_items as core
from sekisho.errors import BadInput, Conflict, say
from sekisho.server.agreements import additions, queries
from sekisho.server.agreements.actions import ground
from sekisho.server.agreements.models import ContractItems
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers.actions import versions
from sekisho.server.ledgers.watchers import changed
from sekisho.terms import ItemState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract

_LONGEST = 200


def set_items(
    actor: Actor,
    contract: Contract,
    *,
    version: int,
    specific: bool,
    answers: Mapping[str, Mapping[str, str]],
) -> ContractItems:
    """Keep what was found in the contract's text; ``version`` is the one that was seen (0: none).

    Writes ``contract_items.checked``.

    Raises:
        Refused, Conflict: as :func:`.ground.may_write` says, or somebody wrote meanwhile.
        BadInput: an item that stands in the text without its place, or is given up without a reason or
            against the law.
    """
    ground.may_write(actor, contract)
    items = additions.items()
    kept = {item.id: _checked(item, answers.get(item.id, {}), specific=specific) for item in items}
    with transaction.atomic():
        type(contract).objects.select_for_update(of=("self",)).get(pk=contract.pk)
        row = queries.items_of(contract)
        if (row.version if row else 0) != version:
            raise Conflict(
                "契約項目は、あなたが開いたあとに、ほかの人が直しました。",
                next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
            )
        row = row or ContractItems(body_id=contract.body_id, contract=contract, version=0)
        states = {key: one["state"] for key, one in kept.items()}
        row.answers, row.specific_personal_data = kept, specific
        row.missing = list(core.missing(items, states, specific=specific))
        versions.save_next(row)
        told = {"specific_personal_data": specific, "missing": row.missing}
        record(actor, "contract_items.checked", ground.about(contract), told)
        changed("contract", [contract.pk])
    return row


def ask_other_items() -> int:
    """Have every checked contract judged anew after the items asked of it changed; return how many.

    Part of taking over items from elsewhere: what nobody looked at is missing.
    """
    keys = list(ContractItems.objects.order_by("contract_id").values_list("contract_id", flat=True))
    changed("contract", keys)
    return len(keys)


def _checked(item: core.Item, given: Mapping[str, str], *, specific: bool) -> dict[str, Any]:
    state = given.get("state") or ItemState.UNCHECKED.value
    place = ground.bounded(item.title, given.get("place", "").strip(), _LONGEST)
    note = ground.bounded(item.title, given.get("note", "").strip(), _LONGEST)
    if state not in {one.value for one in ItemState}:
        raise BadInput(
            say("「{state}」は選べません。", state=state), where=item.title, next_step="選び直してください。"
        )
    if state == ItemState.WRITTEN.value and not place:
        raise BadInput(
            say("「{item}」が契約書のどこにあるかが書かれていません。", item=item.title),
            where=item.title,
            next_step="条や項の番号を書いてください（例：第12条第2項）。",
        )
    if state == ItemState.NOT_NEEDED.value:
        if specific and item.law:
            raise BadInput(
                say("「{item}」は、特定個人情報の委託契約では外せません。", item=item.title),
                where=item.title,
                why="個人情報保護委員会の特定個人情報ガイドライン（第4-2-(1)1B）が挙げる項目です。",
                next_step="契約書に加え、その場所を書いてください。",
            )
        if not note:
            raise BadInput(
                say("「{item}」が要らない理由が書かれていません。", item=item.title),
                where=item.title,
                next_step="理由を書いてください。",
            )
    return {"state": state, "place": place, "note": note}
