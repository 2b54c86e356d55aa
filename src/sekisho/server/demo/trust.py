"""Evidence of さくら市's providers: valid, ending soon, lapsed with a gap, a scope that misses a function."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sekisho.server.ledgers import queries as ledgers
from sekisho.server.trust.actions import add_evidence, judge, set_functions

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService
    from sekisho.server.trust.models import Evidence

WINDOW, MEETING = "オンライン申込み「まちの窓口」", "Web会議「つどい」"


def fill(actor: Actor) -> None:
    """Record certifications for two services. Both keep what their decisions said of ISMAP."""
    today = timezone.localdate()
    _window(actor, ledgers.services(actor).get(name=WINDOW), today)
    _meeting(actor, ledgers.services(actor).get(name=MEETING), today)


def _window(actor: Actor, row: ExternalService, today: dt.date) -> None:
    used = ["申込みフォーム", "通知メール"]
    set_functions(actor, row, 0, used)
    ismap = _evidence(actor, row, "ismap", "C26-0901-2", today, functions=used, **_audited(today, 120))
    iso = _evidence(
        actor,
        row,
        "iso27017",
        "CLOUD 990017",
        today,
        functions=used,
        issued=today - dt.timedelta(days=1055),
        expires=today + dt.timedelta(days=40),
    )
    reason = (
        "ISMAPの登録が有効で、使う機能がすべて言明の対象範囲に入っている。過去3年に重大な事故の公表はない。"
    )
    judge(actor, row, 0, sufficient=True, reason=reason, evidences=[ismap.pk, iso.pk])


def _meeting(actor: Actor, row: ExternalService, today: dt.date) -> None:
    set_functions(actor, row, 0, ["会議", "画面共有"])
    ismap = _evidence(
        actor, row, "ismap", "C26-0902-2", today, functions=["会議", "画面共有"], **_audited(today, 60)
    )
    _evidence(
        actor,
        row,
        "iso27017",
        "CLOUD 990018",
        today,
        functions=["会議"],
        issued=today - dt.timedelta(days=300),
        expires=today + dt.timedelta(days=600),
    )
    ended = today - dt.timedelta(days=75)
    soc2 = _evidence(
        actor,
        row,
        "soc2",
        "第3期",
        today,
        functions=["会議", "画面共有"],
        period_start=ended - dt.timedelta(days=364),
        period_end=ended,
        bridge_until=today + dt.timedelta(days=15),
    )
    reason = "ISMAPの登録とSOC2報告書を見て、運用の状況に例外がないことを確かめた。"
    judge(actor, row, 0, sufficient=True, reason=reason, evidences=[ismap.pk, soc2.pk])


def _audited(today: dt.date, ago: int) -> dict[str, dt.date]:
    end = today - dt.timedelta(days=ago)
    return {
        "period_start": end - dt.timedelta(days=364),
        "period_end": end,
        "issued": end + dt.timedelta(days=30),
    }


def _evidence(
    actor: Actor,
    row: ExternalService,
    kind: str,
    number: str,
    today: dt.date,
    **days: Any,  # noqa: ANN401  the model's own fields
) -> Evidence:
    return add_evidence(
        actor,
        provider=row.provider,
        services=[row],
        kind=kind,
        number=number,
        holder=row.provider.name,
        service_name=row.name,
        scope=f"{row.name}の提供",
        source="提供者から受け取った写し",
        checked_on=today,
        **days,
    )
