"""Which facts of a firm a body may share with the others of its prefecture, and which columns each has.

Shared is what anybody could learn from the firm or from a register: who it is, what it offers, which
certificates it holds, what it answers in public. What a body itself asked, judged, agreed or handed over has
no column here, so that it cannot be shared by mistake. The 法人番号 decides who is meant, however the name
is spelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.errors import BadInput, say
from sekisho.japan import corporate_number
from sekisho.terms import CertificationKind, FactKind, ServiceKind, Term

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    Value = str | dt.date | None

_FIRM = ("firm_name", "corporate_number")
COLUMNS: dict[FactKind, tuple[str, ...]] = {
    FactKind.PROVIDER: (*_FIRM, "source_url"),
    FactKind.SERVICE: (*_FIRM, "service_name", "service_kind", "source_url"),
    FactKind.CERTIFICATE: (
        *_FIRM,
        "service_name",
        "certificate_kind",
        "certificate_number",
        "certificate_scope",
        "valid_from",
        "valid_until",
        "source_url",
    ),
    FactKind.ANSWER: (*_FIRM, "service_name", "question", "answer", "source_url"),
}
"""The columns of each kind."""
ALL = tuple(dict.fromkeys(name for names in COLUMNS.values() for name in names))
LABELS = {
    "firm_name": "提供者の名称",
    "corporate_number": "法人番号",
    "service_name": "サービス名",
    "service_kind": "種類",
    "certificate_kind": "認定・認証の種類",
    "certificate_number": "認定・認証の番号",
    "certificate_scope": "対象の範囲",
    "valid_from": "有効期間の始まり",
    "valid_until": "有効期間の終わり",
    "question": "問い",
    "answer": "公開されている答え",
    "source_url": "確かめたところ（URL）",
}
NEEDED: dict[FactKind, tuple[str, ...]] = {
    FactKind.PROVIDER: _FIRM,
    FactKind.SERVICE: (*_FIRM, "service_name", "service_kind"),
    FactKind.CERTIFICATE: (*_FIRM, "certificate_kind", "certificate_number"),
    FactKind.ANSWER: (*_FIRM, "question", "answer", "source_url"),
}
"""What must be filled; an answer is public only where it says where it stands."""
WORDS: dict[str, type[Term]] = {"service_kind": ServiceKind, "certificate_kind": CertificationKind}
"""The columns that hold a word of the glossary."""


def kept(kind: FactKind, given: Mapping[str, Value]) -> dict[str, Value]:
    """Return the filled columns of a fact of ``kind``, the 法人番号 as 13 digits, and nothing else.

    Raises:
        BadInput: one is missing, the 法人番号 is not one, or a word, a date or the URL is wrong.
    """
    found = {name: _trimmed(given.get(name)) for name in COLUMNS[kind]}
    for name in NEEDED[kind]:
        if not found[name]:
            raise BadInput(
                say("{label}が書かれていません。", label=say(LABELS[name])),
                where=LABELS[name],
                next_step=say("{label}を書いてください。", label=say(LABELS[name])),
            )
    found["corporate_number"] = corporate_number.normalise(
        str(found["corporate_number"]), where=LABELS["corporate_number"]
    )
    _check(found)
    return {name: value for name, value in found.items() if value not in {"", None}}


def _check(found: Mapping[str, Value]) -> None:
    for name, words in WORDS.items():
        if found.get(name) and found[name] not in {one.value for one in words}:
            raise BadInput(
                say("「{text}」は選べるものにありません。", text=str(found[name])),
                where=LABELS[name],
                next_step="選べるものから選んでください。",
            )
    begins, ends = found.get("valid_from"), found.get("valid_until")
    if begins and ends and str(ends) < str(begins):
        raise BadInput(
            "有効期間の終わりが、始まりより前です。",
            where=LABELS["valid_until"],
            next_step="日付を確かめてください。",
        )
    url = str(found.get("source_url") or "")
    if url and not url.startswith(("https://", "http://")):
        raise BadInput(
            say("「{text}」はURLとして読めません。", text=url),
            where=LABELS["source_url"],
            next_step="https:// から始まるURLを書いてください。",
        )


def _trimmed(value: Value) -> Value:
    return value.strip() if isinstance(value, str) else value
