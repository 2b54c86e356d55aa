"""Applications of さくら市 in every state, brought there by the product's own actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.utils import timezone

from sekisho.server.accounts.actions import declare_absence
from sekisho.server.accounts.queries import actor_on
from sekisho.server.applications import actions
from sekisho.server.applications.judging import checks_for, judge_application
from sekisho.server.demo import answers, exceptions
from sekisho.server.ledgers import actions as ledgers

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application
    from sekisho.server.demo.people import Demo
    from sekisho.server.ledgers.models import InformationAsset

REVIEWER = "joho-1"
_FIRST = ("before_decision", "before_use")


@attrs.frozen
class Office:
    """The city's people, ready to act today."""

    demo: Demo
    assets: dict[str, InformationAsset]

    def actor(self, account: str) -> Actor:
        """Return the actor of an account, with the posts of today."""
        return actor_on(self.demo.people[account], timezone.localdate())

    def draft(self, who: str, base: dict[str, Any], *assets: str) -> Application:
        """Start an application of ``who`` that hands over ``assets``."""
        given = {name: value for name, value in base.items() if value is not None}
        if assets:
            given = {name: value for name, value in given.items() if name != "no_assets"}
            given["asset_ids"] = [self.assets[name].pk for name in assets]
        return actions.start(self.actor(who), answers=given)

    def submitted(self, who: str, base: dict[str, Any], *assets: str) -> Application:
        """File it."""
        return self.filed(who, self.draft(who, base, *assets))

    def filed(self, who: str, row: Application) -> Application:
        """File a draft."""
        return actions.submit(self.actor(who), row.pk, version=row.version, note="よろしくお願いします。")

    def reviewed(self, who: str, base: dict[str, Any], *assets: str) -> Application:
        """Have it reviewed: every statement of the checklist is はい."""
        return self.checked(self.submitted(who, base, *assets))

    def checked(self, row: Application) -> Application:
        """Review what was filed."""
        reviewer = self.actor(REVIEWER)
        now = timezone.now()
        asked = checks_for(judge_application(row, now, timezone.localdate(now)))
        stated = {item.clause: actions.Stated("yes") for item in asked}
        return actions.review(
            reviewer, row.pk, version=row.version, checks=stated, note="提出資料で確かめました。"
        )

    def consulted(self, row: Application, *accounts: str) -> Application:
        """Have those consulted agree, in order."""
        for account in accounts:
            row = actions.consult(
                self.actor(account), row.pk, version=row.version, agrees=True, note="異議ありません。"
            )
        return row

    def decided(self, row: Application, account: str, note: str = "") -> Application:
        """Have it decided."""
        return actions.decide(self.actor(account), row.pk, version=row.version, note=note)

    def readied(self, row: Application, account: str) -> None:
        """Have what is due before use noted as done, so that the gate may be passed."""
        today = timezone.localdate()
        owed = (
            [duty for duty in row.service.obligations.filter(done_on=None) if duty.when in _FIRST]
            if row.service
            else []
        )
        for duty in owed:
            ledgers.finish_obligation(
                self.actor(account),
                duty.pk,
                on=today,
                note="書面で確かめました。",
                reason="担当者と一緒に確かめました。",
            )


def fill(demo: Demo, assets: dict[str, InformationAsset]) -> None:
    """Bring applications to every state a visitor may want to see."""
    office = Office(demo, assets)
    _decided(office)
    _acted_for(office)
    _under_way(office)
    _left(office)
    office.draft("zeimu-2", answers.STORAGE, "申告相談の予約表")
    lacking = {name: value for name, value in answers.SURVEY.items() if name != "data_regions"}
    office.draft("kodomo-1", lacking, "子育て講座の申込者一覧")
    exceptions.fill(office)


def _decided(office: Office) -> None:
    office.decided(office.reviewed("toshi-1", answers.MAP), "toshi-kacho", "公開情報に限って使うこと。")
    now = {"starts": timezone.localdate().isoformat()}
    row = office.decided(office.reviewed("somu-1", answers.SEARCH | now), "somu-kacho")
    office.readied(row, "somu-kacho")
    row = office.reviewed(
        "kodomo-1", answers.FORM | {"manager": office.demo.people["kodomo-1"].pk}, "子育て講座の申込者一覧"
    )
    office.decided(office.consulted(row, "kodomo-kacho"), "general")
    row = office.reviewed("somu-2", answers.MEETING | now, "庁議資料（公表前）")
    row = office.consulted(row, "somu-kacho")
    row = actions.decide(
        office.actor("general"), row.pk, version=row.version, conditions="録画はしないこと。"
    )
    office.readied(row, "somu-kacho")


def _acted_for(office: Office) -> None:
    """The head of 市民課 is away; the deputy decides, and the head has it to read later."""
    row = office.reviewed("shimin-1", answers.TRANSLATION)
    today = timezone.localdate()
    declare_absence(office.actor("shimin-kacho"), starts=today, ends=today, reason="出張")
    actions.act_for(
        office.actor("shimin-hosa"), row.pk, version=row.version, reason="窓口の案内を明日から出すため。"
    )


def _under_way(office: Office) -> None:
    office.submitted("fukushi-1", answers.SURVEY, "民生委員名簿")
    office.reviewed("zeimu-1", answers.FORM, "申告相談の予約表")
    row = office.reviewed("norin-1", answers.SURVEY, "農家台帳")
    office.consulted(row, "norin-kacho")
    office.reviewed("kyoiku-1", answers.TRANSLATION)


def _left(office: Office) -> None:
    """Sent back, rejected, pulled back, withdrawn."""
    row = office.submitted("kensetsu-1", answers.MAP)
    actions.send_back(
        office.actor(REVIEWER),
        row.pk,
        version=row.version,
        reason="利用の目的をもう少し詳しく書いてください。",
    )
    row = office.reviewed("gikai-1", answers.SEARCH)
    actions.reject(
        office.actor("gikai-kacho"),
        row.pk,
        version=row.version,
        reason="全庁の検索サービスがすでに使えます。",
    )
    row = office.submitted("suido-1", answers.MAP)
    actions.pull_back(office.actor("suido-1"), row.pk, version=row.version, reason="提供者の名前を直します。")
    row = office.submitted("kaikei-1", answers.SEARCH)
    actions.withdraw(
        office.actor("kaikei-1"), row.pk, version=row.version, reason="使わないことになりました。"
    )
