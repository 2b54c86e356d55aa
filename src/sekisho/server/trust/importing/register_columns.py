"""The columns of the lists of ISMAP and ISMAP-LIU, by the names that real lists use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sekisho.errors import BadInput, say
from sekisho.japan import dates
from sekisho.japan.periods import parse_period
from sekisho.japan.text import normal_width
from sekisho.server.importing import values
from sekisho.server.importing.columns import Column, Ledger
from sekisho.server.importing.parsed import both
from sekisho.terms import RegisterState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.server.importing.values import Reader, Value

SCOPE = 20_000
_STATES: Mapping[RegisterState, tuple[str, ...]] = {
    RegisterState.WITHDRAWN: ("取消", "取り消", "取下", "取り下げ", "抹消", "失効", "終了"),
    RegisterState.SUSPENDED: ("停止", "中断", "保留"),
    RegisterState.LISTED: ("登録", "有効", "継続", "更新", "-", "なし", "無"),
}
"""Words of the state's cell, the gravest first: 登録取消 is no registration."""
_DAY_INSIDE = re.compile(r"[(\d令平RH][^()]*[\d日]")


def _number(text: str) -> Value:
    return values.line(80)(re.sub(r"\s+", "", normal_width(text)))


def _company(text: str) -> Value:
    try:
        return values.company(text)
    except BadInput as problem:
        return values.Value(
            "", both(both(problem.what, problem.why), say("法人番号は読まず、名前で照合します。"))
        )


def _period(text: str) -> Value:
    return values.Value(parse_period(text))


def _state(text: str) -> Value:
    bare = normal_width(text).strip()
    for state, words in _STATES.items() if "解除" not in bare else ():
        if any(word in bare for word in words):
            inside = _DAY_INSIDE.search(bare)
            return values.Value((state, _day_in(inside[0].strip("( ")) if inside else None))
    raise BadInput(
        say("「{text}」は登録の状態として読めません。", text=text), why="登録、一時停止、取消のどれかです。"
    )


def _day_in(text: str) -> dt.date | None:
    try:
        return dates.parse_date(text)
    except BadInput:
        return None


def _optional(field: str, name: str, read: Reader, synonyms: tuple[str, ...], **more: Any) -> Column:  # noqa: ANN401  the column's own options
    return Column(field, name, read, synonyms, needed=False, filled=False, **more)


LEDGER = Ledger(
    kind="ismap",
    title="ISMAPクラウドサービスリスト",
    template=False,
    columns=(
        Column(
            "number", "登録番号", _number, ("ISMAP登録番号", "登録No", "番号", "No"), example="C26-0001-2"
        ),
        Column(
            "service_name",
            "クラウドサービスの名称",
            values.line(200),
            (
                "クラウドサービス名",
                "クラウドサービス名称",
                "サービスの名称",
                "サービス名",
                "サービス名称",
                "名称",
            ),
            example="まちの窓口クラウド",
        ),
        Column(
            "provider_name",
            "クラウドサービス事業者の名称",
            values.line(200),
            (
                "クラウドサービス事業者名",
                "クラウドサービス事業者",
                "事業者の名称",
                "事業者名",
                "事業者",
                "クラウドサービス提供者",
                "提供者",
                "会社名",
            ),
            example="株式会社まちのクラウド",
        ),
        _optional(
            "corporate_number", "法人番号", _company, ("クラウドサービス事業者の法人番号", "事業者の法人番号")
        ),
        _optional(
            "registered",
            "登録日",
            values.date,
            ("登録年月日", "初回登録日", "登録日(年月日)", "登録の日", "登録をした日"),
            empty=None,
        ),
        _optional(
            "scope",
            "言明の対象範囲",
            values.paragraph(SCOPE),
            (
                "言明対象範囲",
                "言明の対象範囲に含まれるサービス",
                "言明の対象範囲(に含まれるサービス)",
                "言明の対象範囲に含まれるサービス等",
                "対象サービス",
                "対象範囲",
            ),
        ),
        _optional("period", "監査対象期間", _period, ("監査の対象期間", "監査対象の期間"), empty=None),
        _optional(
            "period_start",
            "監査対象期間の始め",
            values.date,
            (
                "監査対象期間(始め)",
                "監査対象期間(始)",
                "監査対象期間(自)",
                "監査対象期間(開始)",
                "監査対象期間(開始日)",
                "監査対象期間開始日",
                "監査対象期間の開始日",
                "監査対象期間始め",
                "始め",
                "始期",
                "自",
                "開始",
                "開始日",
            ),
            empty=None,
        ),
        _optional(
            "period_end",
            "監査対象期間の終わり",
            values.date,
            (
                "監査対象期間(終わり)",
                "監査対象期間(終)",
                "監査対象期間(至)",
                "監査対象期間(終了)",
                "監査対象期間(終了日)",
                "監査対象期間終了日",
                "監査対象期間の終了日",
                "監査対象期間の末日",
                "監査対象期間(末日)",
                "監査対象期間終わり",
                "終わり",
                "終期",
                "至",
                "終了",
                "終了日",
            ),
            empty=None,
        ),
        _optional(
            "expires",
            "登録の有効期限",
            values.date,
            ("有効期限", "登録有効期限", "登録の有効期間の末日", "有効期間の末日", "有効期間満了日"),
            empty=None,
        ),
        _optional(
            "state",
            "登録の状態",
            _state,
            (
                "状態",
                "登録状態",
                "登録の状況",
                "登録状況",
                "ステータス",
                "取消・一時停止",
                "取消/一時停止",
                "取消し・一時停止",
            ),
            empty=(RegisterState.LISTED, None),
        ),
        _optional(
            "withdrawn",
            "取消日",
            values.date,
            ("登録取消日", "登録の取消日", "取消年月日", "登録を取り消した日"),
            empty=None,
        ),
    ),
)
