"""The columns of 認定・認証 on paper."""

from __future__ import annotations

from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.terms import CertificationKind, EvidenceState

_KINDS, _STATES = labels_of(CertificationKind), labels_of(EvidenceState)

COLUMNS: tuple[Column, ...] = (
    Column("種類", lambda row: _KINDS.get(row.kind, row.kind), 18),
    Column("登録番号・認証番号", lambda row: row.number, 20),
    Column("提供者", lambda row: row.provider.name, 28),
    Column("法人番号", lambda row: row.provider.corporate_number, 16),
    Column("対象のサービス名", lambda row: row.service_name, 28),
    Column("言明の対象範囲", lambda row: row.scope, 40),
    Column("範囲にある機能", lambda row: "、".join(row.functions), 34),
    Column("登録・発行の日", lambda row: row.issued, 14),
    Column("対象期間の始め", lambda row: row.period_start, 14),
    Column("対象期間の終わり", lambda row: row.period_end, 14),
    Column("有効期限", lambda row: row.expires, 12),
    Column("いつまで有効か", lambda row: row.until, 14),
    Column("状態", lambda row: _STATES[row.state], 16),
    Column("確かめた日", lambda row: row.checked_on, 12),
)
