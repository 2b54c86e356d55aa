"""The columns of 認定・認証 on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.terms import CertificationKind, EvidenceState, RegisterMatch, RegisterState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.trust.registers import Known

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
_REGISTER_STATES = labels_of(RegisterState)

REGISTER: tuple[Column, ...] = (
    Column("登録簿", lambda row: _KINDS[row.edition.kind], 14),
    Column("登録番号", lambda row: row.number, 16),
    Column("クラウドサービスの名称", lambda row: row.service_name, 30),
    Column("クラウドサービス事業者の名称", lambda row: row.provider_name, 30),
    Column("法人番号", lambda row: row.corporate_number, 16),
    Column("登録日", lambda row: row.registered, 12),
    Column("監査対象期間の始め", lambda row: row.period_start, 14),
    Column("監査対象期間の終わり", lambda row: row.period_end, 14),
    Column("登録の有効期限", lambda row: row.expires, 14),
    Column("いつまで有効か", lambda row: row.until, 14),
    Column("登録の状態", lambda row: _REGISTER_STATES[row.state], 12),
    Column("言明の対象範囲", lambda row: row.scope, 40),
)


def register_columns(known: Mapping[int, Known]) -> tuple[Column, ...]:
    """Return the columns of a register with what of ours stands beside each row."""
    matched = labels_of(RegisterMatch)
    return (
        *REGISTER,
        Column("台帳との照合", lambda row: matched[known[row.pk].match.state.value], 14),
        Column("当団体の証拠", lambda row: str(known[row.pk].evidence or ""), 30),
        Column("裏付けるサービス", lambda row: "、".join(one.name for one in known[row.pk].services), 30),
    )
