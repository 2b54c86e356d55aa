"""What さくら市 agreed: a table with something nobody does, questionnaires answered, waiting and in draft."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import attrs
import openpyxl
from django.utils import timezone

from sekisho.server.agreements import (
    actions,
    annex_excel,
    annex_reading,
    annexes,
    questionnaire_queries,
    rules,
)
from sekisho.server.ledgers import queries as ledgers
from sekisho.terms import AnnexPart, Party

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.models import Questionnaire
    from sekisho.server.agreements.queries import Matter
    from sekisho.server.ledgers.models import Contract

CONTRACT, WAITING = "R8-0002", "R8-0004"
NOBODY = "12.3.1"
"""The control that nobody carries out."""
WORDS = {
    "R-1501": ("partly", "印字は再委託する。相手方と範囲は別に届け出た。"),
    "R-1202": ("partly", "操作の記録は90日保存する。求めから5営業日で渡す。"),
    "R-1803": ("no", "ISO/IEC 27001だけを持つ。27017は来年度に取る予定。"),
}


def fill(actor: Actor) -> None:
    """Agree in the name of the information-policy section; days count from today."""
    contract = ledgers.contracts(actor).get(number=CONTRACT)
    waiting = ledgers.contracts(actor).get(number=WAITING)
    services = list(ledgers.services(actor).filter(confidentiality__gte=2).order_by("pk")[:2])
    _contract(actor, contract)
    row = _asked(actor, contract, "固定資産評価替え支援のセキュリティ要件の確認")
    _answered(row)
    _annex_back(actor, contract)
    _asked(actor, waiting, "健診案内の印刷発送のセキュリティ要件の確認")
    for matter in services:
        actions.begin_split(actor, matter, model="saas")
        actions.accept_proposals(actor, matter)
    if services:
        actions.decide_line(
            actor,
            services[0],
            control=NOBODY,
            party=Party.NOBODY.value,
            note="写しを取る者が決まっていない。",
            n=1,
        )
        actions.set_requirements(actor, services[0], version=0)
        actions.make_questionnaire(actor, services[0], title=f"{services[0].name}の要件の確認")


def _contract(actor: Actor, contract: Any) -> None:  # noqa: ANN401  a contract of the ledger
    """A table half filled, and the items of the contract's text, one of them missing."""
    actions.begin_split(actor, contract, model="outsourcing")
    for control in rules.controls()[:20]:
        party = next(iter(control.proposals.values())).value
        actions.decide_line(actor, contract, control=control.id, party=party, n=0)
    answers = {
        item.id: {"state": "written", "place": f"第{number}条"}
        for number, item in enumerate(rules.items(), 5)
    }
    answers["publication"] = {"state": "missing", "note": "契約を改めるときに加える。"}
    actions.set_items(actor, contract, version=0, specific=False, answers=answers)


def _asked(actor: Actor, matter: Matter, title: str) -> Questionnaire:
    today = timezone.localdate()
    actions.set_requirements(actor, matter, version=0)
    row = actions.make_questionnaire(actor, matter, title=title)
    row, _token = actions.send(
        actor,
        row.pk,
        row.version,
        due_on=today + dt.timedelta(days=7),
        contact="情報管理の担当者",
        by_link=True,
    )
    return row


def _answered(row: Questionnaire) -> None:
    link = questionnaire_queries.open_link(row, timezone.now())
    if link is None:
        raise ValueError(row)
    asked = questionnaire_queries.asked(row)
    given = {one.id: WORDS.get(one.id, ("yes", "")) for one in questionnaire_queries.questions_of(asked)}
    answers = {key: {"reply": reply, "words": words} for key, (reply, words) in given.items()}
    actions.answer_as_guest(link, asked.digest, answers, by_name="情報管理室 山本")


def _annex_back(actor: Actor, contract: Contract) -> None:
    """The annex went out and came back: one control not agreed to, one requirement met in part."""
    issue = actions.issue_annex(actor, contract)
    if issue is None:
        raise ValueError(contract)
    known = annexes.identity(contract, issue.number, issue.digest)
    sent = annex_excel.write(attrs.evolve(annexes.annex_of(contract), identity=known))
    book = openpyxl.load_workbook(io.BytesIO(sent))
    needs, split = book[AnnexPart.REQUIREMENTS.label], book[AnnexPart.SPLIT.label]
    for sheet, reply in ((needs, "適合"), (split, "同意する")):
        for line in range(3, sheet.max_row + 1):
            sheet.cell(line, 5, reply)
    needs["E5"], needs["F5"] = "一部適合", "夜間は翌朝の連絡になる。"
    split["E4"], split["F4"], split["G4"] = "同意しない", "利用者", "役割を決める文書は、市で作ってほしい。"
    out = io.BytesIO()
    book.save(out)
    read = annex_reading.read(contract, out.getvalue(), "別紙.xlsx")
    actions.take_in_annex(actor, contract, read, out.getvalue(), version=0, by_name="情報管理室 山本")
