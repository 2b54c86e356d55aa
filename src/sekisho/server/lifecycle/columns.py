"""The columns of 関門の記録 on paper."""

from __future__ import annotations

from django.utils import timezone

from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.terms import Outcome, Phase

_PHASES, _OUTCOMES = labels_of(Phase), labels_of(Outcome)
COLUMNS = (
    Column("日時", lambda row: timezone.localtime(row.asked_at).strftime("%Y-%m-%d %H:%M"), 17),
    Column("外部サービス・契約", lambda row: str(row.thing), 40),
    Column("所管課", lambda row: row.section.name),
    Column("前の段階", lambda row: _PHASES[row.origin]),
    Column("次の段階", lambda row: _PHASES[row.to]),
    Column("判定結果", lambda row: _OUTCOMES[row.outcome]),
    Column("確かめた人", lambda row: row.asked_by.name),
    Column("確かめたこと", lambda row: row.note, 60),
)
