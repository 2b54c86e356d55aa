"""The application form as data: five steps, their fields, and which of them are facts of a judgement.

Labels and questions of facts come from ``judgement.facts``; everything else a decision needs (name,
provider, purpose, period, assets) is described here. Screen, Excel form and PDF all follow this order.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.catalogue.vocabulary import FactType
from sekisho.judgement.facts import FACTS
from sekisho.terms import N, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping


class Shape(Enum):
    """How a field is asked and stored."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"
    WORDS = "words"
    CODES = "codes"
    NUMBER = "number"
    CORPORATE = "corporate"
    URL = "url"
    ASSETS = "assets"
    PERSON = "person"


@attrs.frozen
class Field:
    """One question of the form."""

    name: str
    shape: Shape
    label: str
    help: str = ""
    hint: str = ""
    """More help for a fact, after its question."""
    required: bool = False
    """Whether the application cannot be filed without it, whatever the clauses say."""
    choices: tuple[tuple[str, str], ...] = ()
    fact: bool = False
    """Whether the answer is a fact of the same name."""
    always: bool = True
    """Shown always; otherwise only where a clause that may apply asks for it."""


@attrs.frozen
class FormStep:
    """One page of the form."""

    number: int
    title: str
    fields: tuple[Field, ...]


_SHAPES = {
    FactType.FLAG: Shape.FLAG,
    FactType.NUMBER: Shape.NUMBER,
    FactType.TEXT: Shape.CHOICE,
    FactType.WORDS: Shape.WORDS,
}
_SHARES = N(
    "責任分界表は、バックアップ、アカウントの管理、事故の連絡などの対策ごとに、市と提供者のどちらが行うかを書いた表です。"
    "どちらとも決まっていない行を数え、なければ 0 と書いてください。"
    "表がまだなければ、作ってから答えてください。"
)
_NOBODY = N("同じ表で、市も提供者も行わない行を数え、なければ 0 と書いてください。")
_PHASES = (
    (Phase.SELECTION.value, N("これから選ぶ・契約する")),
    (Phase.OPERATION.value, N("すでに使っている")),
    (Phase.RENEWAL.value, N("更新・乗換え")),
)


def fact_field(
    name: str,
    *,
    always: bool = False,
    required: bool = False,
    help_text: str = "",
    choices: tuple[tuple[str, str], ...] = (),
) -> Field:
    """Return the question that asks for the fact ``name``, in the words of the vocabulary."""
    fact = FACTS[name]
    shape = _SHAPES[fact.type]
    if shape is Shape.WORDS and not fact.choices:
        shape = Shape.CODES
    return Field(
        name,
        shape,
        fact.label,
        help=fact.question,
        hint=help_text,
        required=required,
        choices=choices or fact.choices,
        fact=True,
        always=always,
    )


def _facts(*names: str) -> tuple[Field, ...]:
    return tuple(fact_field(name) for name in names)


STEPS: tuple[FormStep, ...] = (
    FormStep(
        1,
        N("目的とサービス"),
        (
            Field(
                "name",
                Shape.TEXT,
                N("サービスの名前"),
                N("例：オンライン申込みフォーム「まちの窓口」"),
                required=True,
            ),
            Field(
                "purpose",
                Shape.LONG,
                N("目的と業務"),
                N("何の仕事に、どう使うかを書いてください。"),
                required=True,
            ),
            Field("unit", Shape.TEXT, N("係")),
            fact_field("service_kind", always=True),
            Field(
                "works_for_us",
                Shape.FLAG,
                N("仕事をしてもらう契約"),
                N(
                    "契約で、相手に自団体の仕事（開発・運用・入力・調査など）をしてもらうものですか。「はい」なら業務委託です。"
                ),
                required=True,
            ),
            fact_field(
                "is_cloud",
                always=True,
                help_text=N(
                    "（決まった接続方法／伸び縮みする共用の資源／自由な設定と管理／セキュリティ条件を設定する余地）"
                ),
            ),
            Field("url", Shape.URL, N("サービスのURL"), N("例：https://example.jp/")),
            fact_field("phase", always=True, required=True, choices=_PHASES),
            Field("starts", Shape.DATE, N("利用開始の予定日"), required=True),
            Field(
                "ends", Shape.DATE, N("利用期限"), N("決まっていなければ空けて、見直す日を書いてください。")
            ),
            Field(
                "review_on",
                Shape.DATE,
                N("見直す日"),
                N(
                    "使い続けるかを確かめ直す日です。利用期限も見直す日も空けると、利用を始める年度の末日（3月31日）が見直す日になります。"
                ),
            ),
            Field(
                "for_all_staff",
                Shape.FLAG,
                N("全職員が使う"),
                N("決裁後、全職員の「使ってよいサービス」に載せますか。"),
            ),
        ),
    ),
    FormStep(
        2,
        N("預ける情報資産"),
        (
            Field(
                "asset_ids",
                Shape.ASSETS,
                N("預ける情報資産"),
                N("台帳から選んでください。機密性などは台帳から決まります。"),
            ),
            Field(
                "no_assets",
                Shape.FLAG,
                N("公開してよい情報だけ"),
                N("台帳にある情報資産は預けず、公開してよい情報（機密性1）だけを扱いますか。"),
            ),
            fact_field("zone", always=True),
            fact_field("sensitive_personal_data"),
            fact_field("person_count"),
        ),
    ),
    FormStep(
        3,
        N("提供者と信頼性"),
        (
            Field(
                "provider_name", Shape.TEXT, N("提供者の名前"), N("例：東西クラウド株式会社"), required=True
            ),
            Field(
                "provider_corporate_number",
                Shape.CORPORATE,
                N("法人番号"),
                N("13桁。分からなければ空けてください。"),
            ),
            fact_field("terms_kind", always=True),
            *_facts("terms_read", "certifications"),
            Field(
                "reliability_text",
                Shape.LONG,
                N("信頼性が十分と判断した理由"),
                N("認定・認証、監査報告書、経営の状況などから、なぜ任せてよいと判断したかを書いてください。"),
                always=False,
            ),
            fact_field("data_regions", help_text=N("日本だけなら JP。複数は「、」で区切ります。")),
            *_facts(
                "governing_law_japan",
                "foreign_law_assessed",
                "no_other_use",
                "measures_disclosed",
                "change_control",
                "personnel_disclosed",
                "sub_processors",
                "sub_processors_approved",
                "ai_no_training",
            ),
        ),
    ),
    FormStep(
        4,
        N("条件・体制"),
        (
            Field(
                "manager",
                Shape.PERSON,
                N("外部サービス管理者にする人"),
                N("利用状況を管理する職員です。決裁と同時に指名します。"),
            ),
            *_facts("usage_criteria_met", "requirements_set"),
            fact_field("responsibility_undecided", help_text=_SHARES),
            fact_field("responsibility_nobody", help_text=_NOBODY),
            *_facts(
                "incident_handling_agreed",
                "performance_check_agreed",
                "exit_plan",
                "audit_accepted",
                "sla_agreed",
                "mfa",
                "encryption_in_transit",
                "encryption_at_rest",
                "logs_available",
                "build_rules",
                "operation_rules",
                "disposal_rules",
                "incident_procedure",
                "users_briefed",
                "risk_accepted",
                "sns_own_site",
                "sns_account_list",
            ),
        ),
    ),
    FormStep(5, N("確認して申請"), ()),
)

FIELDS: dict[str, Field] = {field.name: field for step in STEPS for field in step.fields}
STEP_OF: dict[str, int] = {field.name: step.number for step in STEPS for field in step.fields}
_BEHIND = {
    "reliability_reason": "reliability_text",
    "service_manager_named": "manager",
    "service_class": "works_for_us",
    "confidentiality": "asset_ids",
    "integrity": "asset_ids",
    "availability": "asset_ids",
    "personal_data": "asset_ids",
    "specific_personal_data": "asset_ids",
    "restrictions": "asset_ids",
}


def field_of_fact(fact: str) -> Field | None:
    """Return the question whose answer gives ``fact``; None for what the system itself knows."""
    return FIELDS.get(_BEHIND.get(fact, fact))


def field_behind(fact: str, answers: Mapping[str, Any]) -> Field | None:
    """Return the question still open behind a missing ``fact``.

    区分 follows from two answers: whether others work for us, and the assets.
    """
    if fact == "service_class" and answers.get("works_for_us") is not None:
        return FIELDS["asset_ids"]
    return field_of_fact(fact)


def step(number: int) -> FormStep:
    """Return form step ``number``, the first for a number that does not exist."""
    return next((one for one in STEPS if one.number == number), STEPS[0])
