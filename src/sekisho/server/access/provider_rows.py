"""提供者の利用者一覧: a list of users as an external service exports it, in the many words such lists use.

Nothing in it is trusted to be ours: what cannot be read of a last sign-in, a role or a state is unknown,
and is shown as a doubt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs
from django.utils import timezone

from sekisho.errors import BadInput
from sekisho.japan.text import search_key
from sekisho.procedures.inventory import Listed, login_key
from sekisho.server.importing import values
from sekisho.server.importing.columns import Column, Ledger
from sekisho.server.importing.reading import Options, read_ledger
from sekisho.terms import Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sekisho.server.importing.parsed import Parsed

_DAY = re.compile(r"(\d{4}[-/]\d{1,2}[-/]\d{1,2})[T ].*", re.DOTALL)
_NEVER = {search_key(word) for word in ("なし", "未ログイン", "ログインなし", "never", "none", "null", "n/a")}
_SPECIAL = re.compile(r"管理者|特権|オーナー|所有者|admin|owner|super|root", re.IGNORECASE)
_PLAIN = re.compile(
    r"一般|利用者|ユーザー?|メンバー|閲覧|編集|ゲスト|user|member|viewer|editor|guest", re.IGNORECASE
)
_NO_MANAGER = re.compile(r"管理者(?:では|で)?(?:ない|なし)|non-?admin", re.IGNORECASE)
_WORKS = re.compile(r"有効|利用中|使用中|アクティブ|active|enabled|true|1", re.IGNORECASE)
_STOPPED = re.compile(
    r"無効|停止.*|休止.*|削除.*|閉鎖|利用停止|inactive|disabled|suspended|deactivated|deleted|blocked|false|0",
    re.IGNORECASE,
)
_TEXT = values.line(200)


@attrs.frozen
class UserRow:
    """One user of the provider's list; None where the list does not say."""

    login: str
    mail: str
    name: str
    last_used: dt.date | None
    privileged: bool | None
    active: bool | None

    @property
    def names(self) -> tuple[str, ...]:
        """By what the ledger may know the account."""
        return tuple(dict.fromkeys(one for one in (self.login, self.mail) if one))

    def listed(self, row: int) -> Listed:
        """Return what is compared."""
        return Listed(row, self.names, self.last_used, self.privileged, self.active is not False)


def _last_used(text: str) -> values.Value:
    if search_key(text) in _NEVER or set(text) <= set("-‐ー―－"):
        return values.Value(None)
    match = _DAY.fullmatch(text)
    try:
        read = values.date(match[1] if match else text)
    except BadInput:
        return values.Value(None, f"「{text}」は日付として読めません。最終ログインはわからないものとします。")
    if read.value > timezone.localdate():
        return values.Value(None, f"「{text}」はまだ来ていません。最終ログインはわからないものとします。")
    return read


def _privileged(text: str) -> values.Value:
    if _SPECIAL.search(text) and not _NO_MANAGER.search(text):
        return values.Value(True)
    if _PLAIN.search(text) or _NO_MANAGER.search(text):
        return values.Value(False)
    try:
        return values.yes_or_no(text)
    except BadInput:
        return values.Value(None, f"「{text}」が特権かわかりません。台帳と比べません。")


def _active(text: str) -> values.Value:
    if _STOPPED.fullmatch(text.strip()):
        return values.Value(False)
    if _WORKS.fullmatch(text.strip()):
        return values.Value(True)
    return values.Value(None, f"「{text}」の意味がわかりません。使えるアカウントとみます。")


def _optional(field: str, name: str, read: Any, *synonyms: str, empty: Any = "") -> Column:  # noqa: ANN401  any reader, any value
    return Column(field, name, read, synonyms, needed=False, filled=False, empty=empty)


_LOGINS = (
    *("ログイン名", "ユーザーID", "ユーザID", "ユーザー名", "ユーザ名", "アカウント", "アカウント名", "ID"),
    *("User name", "Username", "User ID", "Login", "Login ID", "User principal name", "UPN", "Account"),
)
_MAILS = ("メールアドレス", "電子メール", "Email", "E-mail", "Email address", "Mail", "Primary email")
_NAMES = ("名前", "表示名", "ユーザー表示名", "利用者", "Name", "Full name", "Display name")
_USES = (
    *("最終ログイン日時", "最終ログイン日", "最終サインイン", "最終アクセス", "最終利用日", "Last login"),
    *("Last sign-in", "Last sign in", "Last login time", "Last sign-in time", "Last active", "Last seen"),
)
_ROLES = (
    "ロール",
    "役割",
    "権限グループ",
    "管理者",
    "特権",
    "Role",
    "Roles",
    "Permission",
    "Admin",
    "Is admin",
)
_STATES = (
    "ステータス",
    "アカウントの状態",
    "利用状況",
    "Status",
    "State",
    "Account status",
    "Enabled",
    "Active",
)
LEDGER = Ledger(
    kind="provider-users",
    title="提供者の利用者一覧",
    columns=(
        _optional("login", "ログインID", _TEXT, *_LOGINS),
        _optional("mail", "メール", _TEXT, *_MAILS),
        _optional("name", "氏名", values.line(100), *_NAMES),
        _optional("last_used", "最終ログイン", _last_used, *_USES, empty=None),
        _optional("privileged", "権限", _privileged, *_ROLES, empty=None),
        _optional("active", "状態", _active, *_STATES, empty=None),
    ),
    fewest=2,
    template=False,
)


def read(
    data: bytes, filename: str, *, mapping: Mapping[str, str] | None = None, sheet: str = ""
) -> Parsed[UserRow]:
    """Read a provider's list from the bytes of an Excel or CSV file.

    Raises:
        BadInput: the file cannot be read, or no column names the users.
    """
    seen: dict[str, int] = {}

    def check(row: Mapping[str, Any]) -> Iterator[tuple[str, Severity, str]]:
        names = {login_key(text) for text in (row["login"], row["mail"]) if text}
        if not names:
            yield "login", Severity.ERROR, "ログインIDもメールも書かれていません。"
        if any(name in seen for name in names):
            yield "login", Severity.DOUBT, "同じログインIDかメールの行が、上にもあります。"
        seen.update(dict.fromkeys(names, 1))

    parsed = read_ledger(
        LEDGER, data, filename, build=UserRow, check=check, options=Options(mapping=mapping, sheet=sheet)
    )
    if not parsed.mapping["ログインID"] and not parsed.mapping["メール"]:
        raise BadInput(
            "だれのアカウントかがわかる列が見つかりません。",
            why="ログインIDかメールの列が要ります。",
            next_step="列の名前を「ログインID」か「メール」に直すか、列の対応を選び直してください。",
            where=filename,
        )
    return parsed


def knows_use(parsed: Parsed[UserRow]) -> bool:
    """Whether the list says when each user last signed in."""
    return bool(parsed.mapping["最終ログイン"])
