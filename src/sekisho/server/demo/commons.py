"""The prefecture of さくら市, and what the two told each other of firms' incidents."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from sekisho.japan.corporate_number import check_digit
from sekisho.server.accounts.actions import name_key
from sekisho.server.accounts.models import Body, Person, Post, Section
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.commons import actions
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.demo import PASSWORD
from sekisho.server.demo.ledger_rows import FIRMS
from sekisho.server.ledgers.actions import find_or_enter
from sekisho.terms import CertificationKind, FactKind, Role

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

CODE, NAME = "990000", "さくら県"
FOUNDED = dt.date(2019, 5, 1)
MERGED = "有限会社やよい計算センター"


def fill(policy: Actor, general: Actor) -> None:
    """Put the city of ``policy`` under its prefecture; each of the two tells the other of one firm."""
    above = Body.objects.create(code=CODE, name=NAME, kind="prefecture")
    Body.objects.filter(pk=policy.body).update(parent=above)
    ken, today = _person(above, "ken-1", "桜井 望"), timezone.localdate()
    kasumi, minori = FIRMS[0][0], FIRMS[1][0]
    kasumi_number, minori_number = (f"{check_digit(base)}{base}" for _name, base in FIRMS[:2])
    with in_body(above.pk):
        actions.send_notice(
            ken, firm_name=kasumi.replace("株式会社", "㈱"), known_on=today - dt.timedelta(days=1),
            corporate_number=kasumi_number,
            what="管理画面への不正な接続があったと公表した。影響の範囲を調べている。",
        )  # fmt: skip
    sent = actions.send_notice(
        policy, firm_name=minori, known_on=today - dt.timedelta(days=2),
        corporate_number=minori_number,
        what="サーバが暗号化され、預かったデータが外に出たおそれがあると連絡があった。",
    )  # fmt: skip
    with in_body(above.pk):
        actions.read_notice(ken, sent.pk)
    actions.choose_roll_up(general, tell=True)
    _facts(above, ken, policy)
    merged, remained = find_or_enter(policy, name=MERGED), find_or_enter(policy, name=FIRMS[2][0])
    actions.merge_firm(policy, merged.pk, into=remained.pk, happened_on=FOUNDED)


def _facts(above: Body, ken: Actor, policy: Actor) -> None:
    today, kasumi, minori = timezone.localdate(), FIRMS[0][0], FIRMS[1][0]
    kasumi_number, minori_number = (f"{check_digit(base)}{base}" for _name, base in FIRMS[:2])
    with in_body(above.pk):
        actions.share_fact(
            ken, FactKind.CERTIFICATE,
            {
                "firm_name": kasumi.replace("株式会社", "㈱"), "corporate_number": kasumi_number,
                "service_name": "かすみ資産評価", "certificate_kind": CertificationKind.ISO27001.value,
                "certificate_number": "IS-000001", "certificate_scope": "本社とデータセンター",
                "valid_until": today + dt.timedelta(days=300), "source_url": "https://example.jp/isms",
            },
        )  # fmt: skip
        taken = actions.share_fact(
            ken, FactKind.ANSWER,
            {
                "firm_name": minori, "corporate_number": minori_number,
                "question": "印字データをいつ消しますか", "answer": "納品の30日後",
                "source_url": "https://example.jp/faq",
            },
        )  # fmt: skip
    actions.take_fact(policy, taken.pk)
    actions.share_fact(
        policy, FactKind.PROVIDER,
        {"firm_name": minori, "corporate_number": minori_number},
    )  # fmt: skip


def _person(body: Body, account: str, name: str) -> Actor:
    with in_body(body.pk):
        section = Section.make(code="010", name="情報政策課", symbol="情", starts=FOUNDED)
        person: Person = Person.objects.create(
            body=body,
            username=account,
            name=name,
            name_key=name_key(name),
            password=make_password(PASSWORD),
        )
        Post.make(person=person, section=section, role=Role.POLICY_STAFF.value, title="主査", starts=FOUNDED)
        record(None, "body.founded", Subject("body", body.pk), {"code": body.code, "people": 1})
        return actor_on(person, timezone.localdate())
