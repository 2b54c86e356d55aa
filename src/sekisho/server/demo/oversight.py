"""Oversight of contractors in さくら市: a medium that should be back, a late check, people unnamed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sekisho.server.accounts.queries import actor_on
from sekisho.server.custody import subcontracts
from sekisho.server.demo.custody import DEEP
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.oversight.actions import (
    allow_place,
    ask_carry,
    decide_carry,
    enter_worker,
    plan_checks,
    record_check,
    record_visit,
)
from sekisho.terms import CarrierKind, CheckResult, PlaceKind

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.demo.people import Demo
    from sekisho.server.ledgers.models import Contract
    from sekisho.server.oversight.models import Place, Worker

PRINTED = "R8-0001"
"""The contract whose check is late."""
OVERDUE, ASKED = "KD-USB-014", "KD-HDD-003"
"""The medium that should be back, and the one that waits for a permit."""

STRANGER = "見波 健"
"""Who came without being on the roster."""


def fill(demo: Demo) -> None:
    """Record it in the name of 税務課 and its head; days count back from today."""
    today = timezone.localdate()
    clerk, head = actor_on(demo.people["zeimu-1"], today), actor_on(demo.people["zeimu-kacho"], today)
    deep = ledgers.contracts(clerk).get(number=DEEP)
    workers, places = _people(clerk, deep, today), _places(head, deep, today)
    _carried(clerk, head, deep, workers[0], places, today)
    record_visit(
        clerk,
        contract=deep,
        place=places[0],
        on=today - dt.timedelta(days=20),
        workers=workers[:1],
        others=[(STRANGER, "株式会社かすみ電算")],
        note="名札の会社名が、名簿と違っていた。",
    )
    _checked(clerk, head, deep, today)
    late = ledgers.contracts(clerk).get(number=PRINTED)
    plan_checks(
        head,
        contract=late,
        version=0,
        months=12,
        first_on=_within(late, today - dt.timedelta(days=12)),
        how="印刷工場に立ち入り、刷り損じの廃棄と入退室の記録を見る。",
    )


def _people(clerk: Actor, contract: Contract, today: dt.date) -> list[Worker]:
    begun, trained = today - dt.timedelta(days=50), today - dt.timedelta(days=45)
    below = subcontracts.tree(contract)[0].subcontract.firm
    told: dict[str, Any] = {"trained_on": trained, "pledged_on": begun}
    return [
        enter_worker(clerk, contract=contract, name="日高 一郎", task="主任技術者", starts=begun, **told),
        enter_worker(clerk, contract=contract, name="葉山 ゆかり", task="評価の計算", starts=begun, **told),
        enter_worker(
            clerk,
            contract=contract,
            firm=below,
            name="鹿島 弘子",
            task="データの入力",
            starts=begun,
            pledged_on=begun,
        ),
    ]


def _places(head: Actor, contract: Contract, today: dt.date) -> list[Place]:
    begun = today - dt.timedelta(days=50)
    office = allow_place(
        head,
        contract=contract,
        kind=PlaceKind.OWN,
        name="本庁舎 2階 税務課",
        address="さくら市中央1丁目1番1号",
        starts=begun,
    )
    shop = allow_place(
        head,
        contract=contract,
        kind=PlaceKind.VENDOR,
        name="かすみ電算 第2作業室",
        address="かすみ市港町3丁目4番",
        starts=begun,
        condition="施錠した部屋で作業し、入退室を記録する。",
    )
    return [office, shop]


def _carried(
    clerk: Actor, head: Actor, contract: Contract, worker: Worker, places: list[Place], today: dt.date
) -> None:
    """One medium that should be back, and one that waits for a permit."""
    common: dict[str, Any] = {
        "contract": contract,
        "worker": worker,
        "origin": places[0],
        "destination": places[1],
        "encrypted": True,
        "witness": "税務課 資産税係長",
    }
    out, due = today - dt.timedelta(days=20), today - dt.timedelta(days=6)
    row = ask_carry(
        clerk,
        kind=CarrierKind.USB,
        serial=OVERDUE,
        what="家屋評価データ（現地調査分）",
        out_on=out,
        due_on=due,
        **common,
    )
    decide_carry(head, row.pk, row.version, permitted=True, on=out, note="施錠した鞄で、二人で運ぶ。")
    ask_carry(
        clerk,
        kind=CarrierKind.DRIVE,
        serial=ASKED,
        what="家屋評価データ（計算の結果）",
        out_on=today + dt.timedelta(days=3),
        due_on=today + dt.timedelta(days=10),
        **common,
    )


def _checked(clerk: Actor, head: Actor, contract: Contract, today: dt.date) -> None:
    done = _within(contract, today - dt.timedelta(days=30))
    plan = plan_checks(
        head,
        contract=contract,
        version=0,
        months=6,
        first_on=done,
        how="作業室に立ち入り、名簿と作業者、媒体の台帳と現物を見比べる。",
    )
    record_check(
        clerk,
        contract=contract,
        version=plan.version,
        done_on=done,
        result=CheckResult.IMPROVE.value,
        found="媒体の台帳に、貸し出した人の名前が書かれていない行が3行あった。",
        demanded="台帳に、貸し出した日と人を必ず書く。",
        improve_by=today + dt.timedelta(days=14),
    )


def _within(contract: Contract, day: dt.date) -> dt.date:
    return min(max(contract.starts, day), contract.ends)
