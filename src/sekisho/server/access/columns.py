"""The columns of the account ledger on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.terms import AccountKind, AccountState

if TYPE_CHECKING:
    from sekisho.server.access.models import ServiceAccount

_KINDS, _STATES = labels_of(AccountKind), labels_of(AccountState)


def _mfa(row: ServiceAccount) -> str:
    return "" if row.mfa is None else ("有" if row.mfa else "無")


COLUMNS: tuple[Column, ...] = (
    Column("サービス番号", lambda row: row.service.number),
    Column("サービス名", lambda row: row.service.name, 28),
    Column("所管課", lambda row: row.service.section.name, 18),
    Column("ログイン名", lambda row: row.login, 28),
    Column("利用者ID", lambda row: row.person.username if row.person else ""),
    Column("利用者", lambda row: row.used_by, 20),
    Column("アカウントの種類", lambda row: _KINDS.get(row.kind, row.kind)),
    Column("使う目的", lambda row: row.purpose, 28),
    Column("特権", lambda row: "有" if row.privileged else "無", 8),
    Column("多要素認証", _mfa, 12),
    Column("開設日", lambda row: row.opened_on, 12),
    Column("点検日", lambda row: row.reviewed_on, 12),
    Column("閉鎖日", lambda row: row.closed_on, 12),
    Column("確かめ方", lambda row: row.closed_how, 28),
    Column("状態", lambda row: _STATES[row.state], 18),
)
