"""The columns of the account ledger on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.terms import AccountKind, AccountState, InventoryAnswer, InventoryFinding

if TYPE_CHECKING:
    from sekisho.server.access.models import InventoryLine, ServiceAccount

_KINDS, _STATES = labels_of(AccountKind), labels_of(AccountState)
_FINDINGS, _ANSWERS = labels_of(InventoryFinding), labels_of(InventoryAnswer)


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


def _flag(value: bool | None) -> str:  # noqa: FBT001  the value shown
    return "" if value is None else ("有" if value else "無")


def _used_by(line: InventoryLine) -> str:
    return line.account.used_by if line.account is not None else ""


INVENTORY: tuple[Column, ...] = (
    Column("サービス番号", lambda line: line.inventory.service.number),
    Column("サービス名", lambda line: line.inventory.service.name, 28),
    Column("一覧の日", lambda line: line.inventory.listed_on, 12),
    Column("ログイン名", lambda line: line.login, 28),
    Column("分かったこと", lambda line: _FINDINGS[line.finding], 22),
    Column("提供者の一覧の氏名", lambda line: line.name, 20),
    Column("台帳の利用者", _used_by, 20),
    Column("提供者での特権", lambda line: _flag(line.privileged)),
    Column("最終ログイン", lambda line: line.last_used, 12),
    Column("期限", lambda line: line.due, 12),
    Column("済ませ方", lambda line: _ANSWERS.get(line.answer, ""), 18),
    Column("確かめ方", lambda line: line.how, 28),
    Column("済んだ日", lambda line: line.settled_on, 12),
    Column("済ませた人", lambda line: line.settled_by.name if line.settled_by else "", 20),
)
