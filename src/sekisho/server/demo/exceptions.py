"""An 例外措置 of さくら市 that ends in three weeks, so that the section is asked what comes then."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.server.applications import actions
from sekisho.server.applications.judging import excusable_clauses, judge_application
from sekisho.server.demo import answers

if TYPE_CHECKING:
    from sekisho.server.demo.applications import Office

CLERK = "kyoiku-2"
ASKED = answers.FORM | {
    "name": "研修の申込み「まなびの窓口」",
    "purpose": "教職員研修の申込みを受け付ける。",
    "terms_kind": "terms_only",
    "manager": None,
}
ENDS_IN = dt.timedelta(days=21)


def fill(office: Office) -> None:
    """Ask, have the CISO grant it, and bring the application to its decision."""
    today = timezone.localdate()
    row = office.draft(CLERK, ASKED, "教職員研修の資料")
    possible = excusable_clauses(judge_application(row, timezone.now(), today))
    for clause in possible:
        row.refresh_from_db()
        asked = actions.ask_exception(
            office.actor(CLERK),
            row.pk,
            version=row.version,
            clause=clause,
            reason="個別の契約を結べる同じ働きのサービスが、研修の申込みに間に合わない。",
            measure="氏名の代わりに受付番号だけを入れ、申込みが終わったら全件を消す。",
            ends=today + ENDS_IN,
        )
        actions.decide_exception(
            office.actor("ciso"), asked.pk, grant=True, note="申込みが終わるまでに限って認める。"
        )
    row.refresh_from_db()
    office.decided(
        office.consulted(office.checked(office.filed(CLERK, row)), "kyoiku-kacho", "general"), "ciso"
    )
