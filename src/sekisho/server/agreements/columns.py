"""The columns of the list of questionnaires on paper."""

from __future__ import annotations

from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.terms import QuestionnaireState

_STATES = labels_of(QuestionnaireState)

COLUMNS: tuple[Column, ...] = (
    Column("質問票番号", lambda row: row.number),
    Column("件名", lambda row: row.title, 34),
    Column("相手方", lambda row: row.firm.name, 28),
    Column("契約・外部サービス", lambda row: str(row.matter), 34),
    Column("所管課", lambda row: row.section.name, 18),
    Column("状態", lambda row: _STATES.get(row.state_now, row.state_now), 12),
    Column("送った日", lambda row: row.sent_on, 12),
    Column("回答期限", lambda row: row.due_on, 12),
    Column("回答日", lambda row: row.answered_at.date() if row.answered_at else None, 12),
    Column("確かめた日", lambda row: row.confirmed_on, 12),
)
