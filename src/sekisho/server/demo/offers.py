"""What the prefecture of さくら市 hands down: clauses to decide about, requirements taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.server.accounts.models import Body, Person
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.demo.commons import CODE
from sekisho.server.offers import actions, effects, queries
from sekisho.terms import OfferKind

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.offers.models import Offer

CLAUSES = """\
# さくら県の共通の条文。市町村は、取り込むかを自分で決める。
clauses:
  - id: KEN-001
    title: 国外に置くサービスには機密性2以上を置かない
    summary: 情報を置く国が日本だけでないサービスでは、機密性2以上の情報を扱わない。
    source: {document: local, section: "1", page: 1, heading: さくら県の共通の決まり}
    level: local
    confirmed: true
    responsible: manager
    kinds: [use_external_service]
    applies: context.confidentiality >= 2 && context.phase != "disposal"
    requires: '["JP"].containsAll(context.data_regions)'
    effect: deny
    exception: allowed
    remedy: {text: 国内に置くサービスを選んでください, who: staff, due: before_decision, days: 0}
    evidence: [サービスの所在地の資料]
    machine: true
    refs: []
"""
FIRST = "9｜自団体が貸与した端末だけを使うこと。｜使う端末と、その管理の方法を書いてください。"
ITEMS = "作業に使う機器に残ったデータを、契約の終わりに消すこと\n事故の調査に要る記録を、自団体に渡すこと"
ADDED = (
    "16｜事故に気づいたときは、24時間以内に第一報を入れること。｜夜間・休日の第一報の方法を書いてください。"
)


def fill(general: Actor) -> None:
    """Offer in the name of the prefecture; the city takes over one version and has a newer one to look at."""
    with in_body(_prefecture()):
        ken = actor_on(Person.objects.get(username="ken-1"), timezone.localdate())
    first = _offered(ken, OfferKind.REQUIREMENTS, "委託の要件に加える決まり", FIRST)
    found = queries.received(general, first.pk)
    actions.take_offer(general, first.pk, shown=effects.shown_digest(found))
    note = "第一報の期限を加えました。"
    with in_body(_prefecture()):
        actions.publish_offer(
            ken, OfferKind.REQUIREMENTS, title=first.title, note=note, text=f"{FIRST}\n{ADDED}",
            series=first.series, version=first.version,
        )  # fmt: skip
    _offered(ken, OfferKind.ITEMS, "契約書に加える項目", ITEMS)
    _offered(ken, OfferKind.CLAUSES, "情報を置く国の決まり", CLAUSES)


def _offered(ken: Actor, kind: OfferKind, title: str, text: str) -> Offer:
    with in_body(_prefecture()):
        return actions.publish_offer(
            ken, kind, title=title, note="県と市町村の協議会で決めました。", text=text
        )


def _prefecture() -> int:
    key: int = Body.objects.values_list("pk", flat=True).get(code=CODE)
    return key
