"""The main job without a browser, step by step, in a throw-away さくら市.

Every step does its work through the product's own actions and says whether what it promises held. A step
that does not hold ends the tour.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import attrs
import xlsxwriter
from django.db import transaction
from django.utils import timezone

from sekisho.errors import Refused
from sekisho.judgement.facts import FACTS
from sekisho.server.accounts.actions import declare_absence
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.applications import actions
from sekisho.server.applications.judging import checks_for, judge_application
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.crossings.sequencing import drain_once
from sekisho.server.demo import answers, people
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers import queries as ledger_queries
from sekisho.server.site.paths import journal_folder
from sekisho.storage.tiledlog import TiledLog
from sekisho.storage.verifying import verify_folder
from sekisho.terms import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sekisho.judgement import Decision
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application

HEADINGS = (
    *("管理番号", "情報資産名", "所管課", "係", "管理担当者", "機密性", "完全性", "可用性", "取扱制限"),
    *("個人情報の有無", "特定個人情報", "本人の数", "媒体", "ネットワーク", "保存期間", "登録年月日"),
)
_ENDS = ("電子", "インターネット接続系", "1年")
ROWS = (
    (
        *("税-9001", "申告相談の予約表", "税務課", "市民税係", "税務課長", "機密性2", 2, 1, "再配付禁止"),
        *("有", "無", "1,800", "電子", "LGWAN接続系", "5年", "R7.4.1"),
    ),
    (
        *("税-9002", "納期のお知らせ原稿", "税務課", "庶務係", "税務課長", "1", 1, 1, ""),
        *("無", "無", "", *_ENDS, "令和7年4月1日"),
    ),
    (
        *("税-9003", "格付の誤った行", "税務課", "庶務係", "税務課長", "4", 1, 1, ""),
        *("無", "無", "", *_ENDS, "令和7年2月30日"),
    ),
)


@attrs.frozen
class Step:
    """One step: what was done, whether it held, and the clauses it rests on."""

    title: str
    held: bool
    told: tuple[str, ...]
    clauses: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the step for ``--json``."""
        return {"step": self.title, "held": self.held, "told": list(self.told), "clauses": list(self.clauses)}


class Tour:
    """The tour's people and what they have made so far."""

    def __init__(self) -> None:
        """Settle the city."""
        with transaction.atomic():
            self.demo = people.settle()

    def steps(self) -> Iterator[Step]:
        """Walk the whole way, one step after another."""
        with in_body(self.demo.body.pk):
            yield self._import()
            yield self._denied()
            yield self._undetermined()
            row = self._apply()
            yield self._judged(row)
            row = actions.submit(self.actor("zeimu-1"), row.pk, version=row.version)
            row, step = self._review(row)
            yield step
            yield self._own_matter(row)
            row, step = self._decide(row)
            yield step
            yield self._later_reading(row)
            yield self._ledger(row)
            yield self._journal(row)
            yield self._verify()

    def actor(self, account: str) -> Actor:
        """Return the actor of an account, with the posts of today."""
        return actor_on(self.demo.people[account], timezone.localdate())

    def _import(self) -> Step:
        parsed = ledgers.read_ledger("asset-ledger", _workbook(), "税務課の台帳.xlsx")
        report = parsed.report()
        taken = ledgers.import_assets(self.actor("joho-1"), parsed, accept_doubts=True)
        told = [f"{report['rows']}行のうち{taken['created']}行を取り込みました。"]
        told += [f"{p['row']}行目 {p['column']}「{p['value']}」：{p['reason']}" for p in report["problems"]]
        wrong = {(p["row"], p["column"]) for p in report["problems"] if p["severity"] == "error"}
        held = taken["created"] == len(ROWS) - 1 and wrong == {(4, "機密性"), (4, "登録年月日")}
        return Step("情報資産台帳を取り込む", held, tuple(told))

    def _denied(self) -> Step:
        row = self._draft(answers.STORAGE)
        decision = self._judge(row)
        try:
            actions.submit(self.actor("zeimu-1"), row.pk, version=row.version)
            refused = False
        except Refused:
            refused = True
        return Step(
            "約款だけのサービスに住民の情報を預けようとする",
            decision.outcome is Outcome.DENY and refused,
            (f"判定：{decision.outcome.label}。申請も受け付けません。", *_next_steps(decision)),
            decision.cited,
        )

    def _undetermined(self) -> Step:
        lacking = {name: value for name, value in answers.FORM.items() if name != "data_regions"}
        decision = self._judge(self._draft(lacking))
        asked = "、".join(FACTS[name].label for name in decision.missing)
        return Step(
            "データの置き場所を書かずに判定する",
            decision.outcome is Outcome.UNDETERMINED and "data_regions" in decision.missing,
            (f"判定：{decision.outcome.label}。足りない事実：{asked}",),
            decision.cited,
        )

    def _apply(self) -> Application:
        return self._draft(answers.FORM | {"manager": self.demo.people["zeimu-service"].pk})

    def _judged(self, row: Application) -> Step:
        decision = self._judge(row)
        duties = tuple(f"{duty.clause}　{duty.text}" for duty in decision.obligations)
        return Step(
            "認定のあるクラウドサービスを、必要な事実をそろえて申請する",
            decision.outcome is Outcome.CONDITIONAL and bool(duties),
            (f"判定：{decision.outcome.label}。満たすべき条件{len(duties)}件", *duties[:SHOWN]),
            tuple(dict.fromkeys(duty.clause for duty in decision.obligations)),
        )

    def _review(self, row: Application) -> tuple[Application, Step]:
        decision = self._judge(row)
        asked = checks_for(decision)
        stated = {item.clause: actions.Stated("yes") for item in asked}
        row = actions.review(
            self.actor("joho-1"), row.pk, version=row.version, checks=stated, note="確認済み"
        )
        row = actions.consult(self.actor("zeimu-kacho"), row.pk, version=row.version, agrees=True)
        return row, Step(
            "審査し、合議する",
            row.state == "awaiting_decision",
            (f"審査の確認{len(asked)}件、合議1件", f"受付番号 {row.number}　決裁待ち"),
            tuple(item.clause for item in asked),
        )

    def _own_matter(self, row: Application) -> Step:
        try:
            actions.decide(self.actor("zeimu-1"), row.pk, version=row.version)
        except Refused as refusal:
            return Step(
                "申請者が自分で決裁しようとする", held=True, told=(refusal.what,), clauses=refusal.clauses
            )
        return Step("申請者が自分で決裁しようとする", held=False, told=("止められませんでした。",))

    def _decide(self, row: Application) -> tuple[Application, Step]:
        today = timezone.localdate()
        declare_absence(self.actor("general"), starts=today, ends=today, reason="出張")
        row = actions.act_for(
            self.actor("joho-hosa"), row.pk, version=row.version, reason="受付を明日から始めるため。"
        )
        return row, Step(
            "決裁者の不在中に代決する",
            row.state == "approved" and row.acting,
            (f"文書番号 {row.document_number}", f"決裁した内容のハッシュ {row.content_hash}"),
        )

    def _later_reading(self, row: Application) -> Step:
        waiting = row.later_readings.get()
        read = actions.later_read(self.actor("general"), waiting.pk, note="了承")
        return Step(
            "代決を後閲する", read.read_at is not None, ("統括情報セキュリティ責任者が後閲しました。",)
        )

    def _ledger(self, row: Application) -> Step:
        service = ledger_queries.service(self.actor("zeimu-1"), row.service_id or 0)
        duties = list(service.obligations.all())
        return Step(
            "外部サービス台帳に載せる",
            service.decision_number == row.document_number and bool(duties),
            (f"{service.number} {service.name}　満たすべき条件{len(duties)}件",),
            tuple(dict.fromkeys(duty.clause for duty in duties)),
        )

    def _journal(self, row: Application) -> Step:
        while drain_once():
            pass
        entry = JournalEntry.objects.get(subject_id=str(row.pk), verb="application.acted_for")
        index = entry.log_index if entry.log_index is not None else -1
        proof = TiledLog(journal_folder()).inclusion(index)
        left = JournalEntry.objects.filter(log_index=None).count()
        return Step(
            "決裁を記録簿で証明する",
            left == 0 and proof["index"] == index,
            (f"記録 {index} 番、検証点の大きさ {proof['size']}",),
        )

    def _verify(self) -> Step:
        report = verify_folder(journal_folder())
        told = [f"{report.size}件の記録に、変えられた跡はありません。"] if report.clean else []
        return Step("記録簿を検証する", report.clean, (*told, *(one.what for one in report.findings)))

    def _draft(self, base: dict[str, Any]) -> Application:
        given = {name: value for name, value in base.items() if value is not None and name != "no_assets"}
        given["asset_ids"] = ledger_queries.asset_ids(self.actor("zeimu-1"), ["税-9001"])
        return actions.start(self.actor("zeimu-1"), answers=given)

    @staticmethod
    def _judge(row: Application) -> Decision:
        now = timezone.now()
        return judge_application(row, now, timezone.localdate(now))


SHOWN = 5


def _next_steps(decision: Decision) -> list[str]:
    rests_on = [one for one in decision.next_steps if one.clause in decision.cited]
    return [f"{one.clause}　{one.remedy.text}" for one in rests_on if one.remedy][:SHOWN]


def _workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台帳")
        for number, cells in enumerate((HEADINGS, *ROWS)):
            sheet.write_row(number, 0, cells)
    return out.getvalue()
