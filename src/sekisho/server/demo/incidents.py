"""Incidents of さくら市: one running, one closed, one exercise played to its end, one call that waits."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sekisho.server.accounts.queries import sections as all_sections
from sekisho.server.incidents import actions, exercise_queries
from sekisho.terms import IncidentKind, PaperKind, StatementChannel

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

PRINTER = "みのり印刷"


def fill(csirt: Actor) -> None:
    """Record them in the name of the CSIRT; days count back from today."""
    _running(csirt)
    _closed(csirt)
    _exercise(csirt)


def _running(csirt: Actor) -> None:
    now = timezone.now()
    row = actions.open_incident(
        csirt,
        title="みのり印刷のランサムウェア被害",
        kind=IncidentKind.RANSOMWARE.value,
        known_at=now - dt.timedelta(days=2),
        words=PRINTER,
    )
    firm, today = row.firms.get(), timezone.localdate()
    told: dict[str, Any] = {"firm": firm, "said_by": "営業部長", "said_to": csirt.name}
    actions.add_statement(
        csirt, row.pk, said_on=today - dt.timedelta(days=2), channel=StatementChannel.PHONE.value,
        text="サーバが暗号化された。預かったデータの漏えいはなく、終わった業務の分は消去している。",
        claims={"encrypted": True, "leaked": False, "erased": True}, **told,
    )  # fmt: skip
    actions.add_statement(
        csirt, row.pk, said_on=today, channel=StatementChannel.LETTER.value,
        text="調べたところ、終わった業務のデータの複製がサーバに残っており、外に出たおそれがある。",
        claims={"leaked": True, "copied": True}, cause="VPN機器からの侵入", **told,
    )  # fmt: skip
    first = actions.add_entry(
        csirt, row.pk, at=now - dt.timedelta(days=2), text="委託先から電話。税務課が受け、CSIRTに知らせた。"
    )
    actions.add_entry(
        csirt, row.pk, at=now - dt.timedelta(days=2),
        text="委託先から電話。保険年金課が受け、CSIRTに知らせた。", corrects=first,
    )  # fmt: skip
    actions.add_entry(
        csirt, row.pk, at=now - dt.timedelta(days=1), text="委託先への新しいデータの提供を止めた。"
    )
    actions.change(
        csirt, row.pk, row.version, summary="委託先のサーバが暗号化され、漏えいのおそれがある。",
        leak_suspected=True, wrongful_purpose=True,
        attack={"note": True, "extension": ".locked", "entry": "VPN機器"},
    )  # fmt: skip
    actions.write_draft(csirt, row.pk, PaperKind.PRELIMINARY.value)
    actions.write_draft(csirt, row.pk, PaperKind.PERSONS.value)


def _closed(csirt: Actor) -> None:
    now, today = timezone.now(), timezone.localdate()
    row = actions.open_incident(
        csirt,
        title="講座の案内メールの宛先の誤り",
        kind=IncidentKind.MISDELIVERY.value,
        known_at=now - dt.timedelta(days=40),
    )
    actions.add_entry(csirt, row.pk, at=now - dt.timedelta(days=40), text="受け取った人から電話を受けた。")
    actions.note_sent(
        csirt, row.pk, kind=PaperKind.FINAL.value, sent_on=today - dt.timedelta(days=36), how="報告フォーム"
    )
    row.refresh_from_db()
    row = actions.change(
        csirt, row.pk, row.version, leaked=True, personal_data=True, specific_personal_data=False,
        sensitive=False, persons_low=12, persons_high=12, summary="宛先を同報（CC）にして12人に送った。",
        cause="送る前の確かめが一人だった。", prevention="送信前に二人で確かめる設定にした。",
    )  # fmt: skip
    actions.close(csirt, row.pk, row.version, reason="12人に詫び、削除を頼んだ。送信の設定を改めた。")


def _exercise(csirt: Actor) -> None:
    row = actions.begin_exercise(csirt, "printer-2024", PRINTER)
    while (current := exercise_queries.report(row).current) is not None:
        inject = exercise_queries.report(row).inject
        answers = exercise_queries.expected(row, inject.asked if inject else ())
        actions.answer_exercise(csirt, row.pk, current.place, answers | {"sections": "1"})


def fill_calls(clerk: Actor) -> None:
    """Let a clerk tell of a call that nobody answered yet."""
    actions.report_call(
        clerk,
        section=all_sections().get(pk=clerk.posts[0].section),
        words="みのり印刷",
        caller="営業部長　03-0000-0000",
        text="封入の工程で使うパソコンも暗号化されていた、と電話があった。",
    )
