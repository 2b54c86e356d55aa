"""The columns of 提供データ台帳 on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.terms import CustodyState, Medium

if TYPE_CHECKING:
    from sekisho.server.custody.models import HandOver

_MEDIA, _STATES = labels_of(Medium), labels_of(CustodyState)


def _under(row: HandOver) -> str:
    return str(row.contract or row.service)


def _specific(row: HandOver) -> str:
    words = {True: "有", False: "無", None: "わからない"}
    return words[row.specific_personal_data]


COLUMNS: tuple[Column, ...] = (
    Column("提供番号", lambda row: row.number),
    Column("所管課", lambda row: row.section.name, 18),
    Column("契約・外部サービス", _under, 34),
    Column("渡した先", lambda row: row.receiver.name, 28),
    Column("法人番号", lambda row: row.receiver.corporate_number, 16),
    Column("提供データ", lambda row: row.what, 30),
    Column("機密性", lambda row: row.confidentiality, 8),
    Column("個人情報", lambda row: "有" if row.personal_data else "無", 8),
    Column("特定個人情報", _specific, 10),
    Column("本人の数", lambda row: row.person_count, 10),
    Column("媒体", lambda row: _MEDIA.get(row.medium, row.medium)),
    Column("提供日", lambda row: row.handed_on, 12),
    Column("承認の文書番号", lambda row: row.approval, 16),
    Column("返還・消去期限", lambda row: row.return_due, 14),
    Column("状態", lambda row: _STATES[row.state], 18),
)
