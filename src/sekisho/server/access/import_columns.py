"""The columns of 利用者アカウントの一覧: their names, other names for them, and how each cell is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.japan.text import normal_width
from sekisho.server.importing import values
from sekisho.server.importing.columns import Column, Ledger
from sekisho.terms import AccountKind

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: Mapping[AccountKind, tuple[str, ...]] = {
    AccountKind.PERSONAL: ("個人用", "個人アカウント", "職員"),
    AccountKind.SHARED: ("共有", "共用アカウント", "共有アカウント"),
    AccountKind.ADMIN: ("管理者用", "管理者アカウント", "管理"),
    AccountKind.LINKED: ("連携用", "システム連携", "API"),
}
_NOT_KNOWN = {"", "わからない", "不明", "未確認", "-", "ー", "―", "?"}


def _flag(text: str) -> values.Value:
    return values.Value(None) if normal_width(text).strip() in _NOT_KNOWN else values.yes_or_no(text)


def _username(text: str) -> values.Value:
    read = values.line(64)(normal_width(text).strip())
    return values.Value(str(read.value).casefold(), read.doubt)


_LOGIN = Column(
    "login",
    "ログイン名",
    values.line(200),
    ("ログインID", "アカウント名", "アカウント", "ユーザーID", "ユーザID"),
    example="taro@example.jp",
)
_SERVICE = Column(
    "service",
    "外部サービス",
    values.line(200),
    ("サービス番号", "サービス名", "サービス", "利用サービス", "クラウドサービス"),
    example="サービス番号か名前",
)
LEDGER = Ledger(
    kind="accounts",
    title="利用者アカウント",
    columns=(
        _SERVICE,
        _LOGIN,
        Column(
            "kind",
            "アカウントの種類",
            values.term(_KINDS, "アカウントの種類"),
            ("種類", "種別", "アカウント種別"),
            needed=False,
            filled=False,
            choices=tuple(kind.label for kind in AccountKind),
            example="個人",
        ),
        Column(
            "username",
            "利用者ID",
            _username,
            ("職員番号", "職員ID", "職員コード"),
            needed=False,
            filled=False,
            example="tanaka",
        ),
        Column(
            "name",
            "利用者",
            values.line(100),
            ("氏名", "職員氏名", "利用者名", "使用者"),
            needed=False,
            filled=False,
            example="田中 花子（共用のときは使う人の範囲）",
        ),
        Column(
            "office",
            "所属",
            values.line(60),
            ("利用者の所属", "所属課", "課名"),
            needed=False,
            filled=False,
            example="税務課",
        ),
        Column(
            "privileged",
            "特権",
            _flag,
            ("特権の有無", "管理者権限", "特権アカウント"),
            filled=False,
            empty=None,
            choices=("有", "無"),
            example="無",
        ),
        Column(
            "mfa",
            "多要素認証",
            _flag,
            ("MFA", "二要素認証", "二段階認証"),
            needed=False,
            filled=False,
            empty=None,
            choices=("有", "無", "わからない"),
            example="有",
        ),
        Column(
            "opened_on",
            "開設日",
            values.date,
            ("作成日", "登録日", "発行日", "利用開始日"),
            example="令和8年4月1日",
        ),
        Column(
            "purpose",
            "使う目的",
            values.line(200),
            ("目的", "用途", "利用目的"),
            needed=False,
            filled=False,
            example="窓口の予約",
        ),
        Column(
            "closed_on",
            "閉鎖日",
            values.date,
            ("停止日", "削除日", "廃止日"),
            needed=False,
            filled=False,
            empty=None,
            example="（取込みでは閉じません）",
        ),
    ),
)


def ledger_of(*, service_named: bool) -> Ledger:
    """Return the ledger as it is read: no column of services is needed where a person named the one."""
    if not service_named:
        return LEDGER
    optional = attrs.evolve(_SERVICE, needed=False, filled=False)
    return attrs.evolve(LEDGER, columns=(optional, *LEDGER.columns[1:]))
