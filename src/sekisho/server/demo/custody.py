"""Data さくら市 handed over: one overdue with a copy left, one verified, 再委託 three levels deep."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.server.custody.actions import (
    add_subcontract,
    decide_consent,
    hand_over,
    receive_certificate,
    spot_check,
    verify_erasure,
)
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.actions import find_or_enter
from sekisho.terms import SpotResult

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.custody.models import HandOver, Subcontract
    from sekisho.server.ledgers.models import Contract, InformationAsset

DEEP, LATE, DONE = "R8-0002", "R8-0004", "R8-0005"
"""The contract with 再委託, the one whose data is overdue, the one whose data was verified as erased."""
CHAIN = (
    ("有限会社ひなた入力", "評価データの入力"),
    ("合同会社つくし印字", "確認用の印字"),
    ("すずかけ運送株式会社", "印字物の運搬"),
)


def fill(actor: Actor, assets: dict[str, InformationAsset]) -> None:
    """Record it in the name of the information-policy section; days count back from today."""
    today = timezone.localdate()
    _deep(actor, _contract(actor, DEEP), today)
    late, done = _contract(actor, LATE), _contract(actor, DONE)
    overdue = _handed(actor, late, assets["国民健康保険資格データ"], today - dt.timedelta(days=90), 60)
    _certified(actor, overdue, today - dt.timedelta(days=35), copies=False)
    spot_check(
        actor,
        overdue.pk,
        2,
        on=today - dt.timedelta(days=10),
        place="委託先の封入室",
        result=SpotResult.DIFFERS,
        note="消去証明書の後も、封入に使う端末に控えが残っていた。",
    )
    erased = _handed(actor, done, assets["障害福祉サービス受給者台帳"], today - dt.timedelta(days=80), 60)
    _certified(actor, erased, today - dt.timedelta(days=25), copies=True)
    verify_erasure(
        actor,
        erased.pk,
        2,
        on=today - dt.timedelta(days=20),
        how="委託先の作業室で、複製を置いたサーバの一覧と消去の記録を見比べた。",
    )


def _contract(actor: Actor, number: str) -> Contract:
    return ledgers.contracts(actor).get(number=number)


def _deep(actor: Actor, contract: Contract, today: dt.date) -> None:
    begun = today - dt.timedelta(days=60)
    above: Subcontract | None = None
    for number, (name, work) in enumerate(CHAIN, 1):
        firm = find_or_enter(actor, name=name)
        row = add_subcontract(actor, contract=contract, firm=firm, work=work, starts=begun, parent=above)
        if number < len(CHAIN):
            above = decide_consent(
                actor,
                row.pk,
                row.version,
                consented=True,
                on=begun,
                number=f"税第{40 + number}号",
                note="作業場所と作業者の名簿を見て、委託先と同じ安全管理であることを確かめた。",
            )
    hand_over(
        actor,
        contract=contract,
        what=contract.provided_data,
        confidentiality=3,
        personal_data=True,
        person_count=contract.person_count,
        medium="electronic",
        handed_on=begun,
        approval="税第40号",
        return_due=max(contract.return_due or today, today),
    )


def _handed(actor: Actor, contract: Contract, asset: InformationAsset, on: dt.date, days: int) -> HandOver:
    return hand_over(
        actor,
        contract=contract,
        asset=asset,
        what=contract.provided_data,
        confidentiality=contract.confidentiality,
        personal_data=asset.personal_data,
        specific_personal_data=False,
        person_count=contract.person_count,
        medium="electronic",
        handed_on=on,
        approval=f"{contract.section.symbol}第30号",
        return_due=on + dt.timedelta(days=days),
    )


def _certified(actor: Actor, row: HandOver, on: dt.date, *, copies: bool) -> None:
    receive_certificate(
        actor,
        row.pk,
        row.version,
        erased_on=on,
        on=on,
        name="消去証明書.txt",
        data=f"消去証明書（見本）\n{row.number} {row.what}\n".encode(),
        covers_copies=copies,
        covers_subcontractors=copies,
        covers_test_data=copies,
    )
