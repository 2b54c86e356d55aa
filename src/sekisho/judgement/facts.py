"""The vocabulary: every fact a clause may ask, with its label, its question and its choices.

To add a fact: add it here, run ``make check`` (the schema ``catalogue/schema.cedarschema`` must be
written again with ``sekisho catalogue schema``), and let the query that knows the answer fill it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING

from attrs import frozen

from sekisho.catalogue.fields import show
from sekisho.catalogue.vocabulary import Fact, FactType, FactValue, Vocabulary
from sekisho.errors import BadInput
from sekisho.terms import (
    Availability,
    CertificationKind,
    Confidentiality,
    Grade,
    HandlingRestriction,
    Integrity,
    NetworkModel,
    Phase,
    ServiceClass,
    ServiceKind,
    Term,
    TermsKind,
    Zone,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

CLAUSE_PATTERN = r"[A-Z][A-Z0-9]{1,9}(?:-[A-Z0-9]{1,10}){1,4}"


def _flag(name: str, label: str, question: str) -> Fact:
    return Fact(name, FactType.FLAG, label, question)


def _grade(name: str, grades: type[Grade], question: str) -> Fact:
    choices = tuple((str(value), label) for value, label in grades.choices())
    label = grades(1).label.rstrip("1")
    return Fact(
        name, FactType.NUMBER, label, question, choices, low=1, high=max(int(grade) for grade in grades)
    )


def _count(name: str, label: str, question: str) -> Fact:
    return Fact(name, FactType.NUMBER, label, question)


def _one(name: str, words: type[Term], label: str, question: str) -> Fact:
    return Fact(name, FactType.TEXT, label, question, tuple(words.choices()))


def _many(name: str, words: type[Term], label: str, question: str) -> Fact:
    return Fact(name, FactType.WORDS, label, question, tuple(words.choices()))


_ABOUT_DATA = (
    _grade("confidentiality", Confidentiality, "置く情報のうち、最も高い機密性はいくつですか。"),
    _grade("integrity", Integrity, "置く情報のうち、最も高い完全性はいくつですか。"),
    _grade("availability", Availability, "置く情報のうち、最も高い可用性はいくつですか。"),
    _flag("personal_data", "個人情報", "置く情報に個人情報が含まれますか。"),
    _flag("specific_personal_data", "特定個人情報", "置く情報にマイナンバーを含む個人情報がありますか。"),
    _flag("sensitive_personal_data", "要配慮個人情報", "置く情報に病歴などの要配慮個人情報がありますか。"),
    _count("person_count", "個人情報の人数", "何人分の個人情報を置きますか。"),
    _many("restrictions", HandlingRestriction, "取扱制限", "置く情報に付いている取扱制限はどれですか。"),
    _one("zone", Zone, "情報のある領域", "置く情報は、いまどの領域にありますか。"),
    _one("network_model", NetworkModel, "ネットワークのモデル", "自団体のネットワークはどのモデルですか。"),
)

_ABOUT_SERVICE = (
    _one("service_class", ServiceClass, "区分", "業務委託ですか、外部サービスですか。"),
    _one("service_kind", ServiceKind, "サービスの種別", "どの種類のサービスですか。"),
    _one("terms_kind", TermsKind, "契約の形", "個別の契約を結びますか、約款への同意のみですか。"),
    _flag("is_cloud", "クラウドの要素", "クラウドサービスの四つの要素がすべて当てはまりますか。"),
    _many(
        "certifications",
        CertificationKind,
        "認定・認証",
        "有効期限内の認定・認証や監査報告書はどれですか（なければ「なし」）。",
    ),
    _flag("reliability_reason", "信頼性の判断理由", "信頼性が十分と判断した理由を書きましたか。"),
    _count(
        "responsibility_undecided",
        "責任分界の未決の件数",
        "責任分界表に、まだ決めていない項目はいくつありますか。",
    ),
    _count(
        "responsibility_nobody",
        "責任分界の担い手なしの件数",
        "責任分界表に、だれも行わない項目はいくつありますか。",
    ),
    Fact(
        "data_regions",
        FactType.WORDS,
        "情報を置く国",
        "情報はどの国に置かれますか（JP、US のような2文字の国の符号）。",
        pattern=r"[A-Z]{2}",
    ),
    _flag("governing_law_japan", "準拠法が日本法", "契約・約款の準拠法と裁判所は日本ですか。"),
    _flag("foreign_law_assessed", "外国法の影響の評価", "外国の法令が適用される危険を調べて記録しましたか。"),
    _flag("no_other_use", "目的外利用の禁止", "提供者が情報を他の目的に使わないと定められていますか。"),
    _flag("measures_disclosed", "対策の開示", "提供者の対策と管理のしかたが開示されていますか。"),
    _flag("change_control", "意図しない変更の管理", "意図しない変更が加えられない管理体制がありますか。"),
    _flag(
        "personnel_disclosed",
        "従事者・資本などの開示",
        "資本関係、役員、従事者の所属・国籍、作業場所などが示されていますか。",
    ),
    _flag("incident_handling_agreed", "事故時の対処の合意", "事故が起きたときの対処方法が決まっていますか。"),
    _flag(
        "performance_check_agreed",
        "履行の確認の合意",
        "対策の履行の確認方法と改善の求め方が決まっていますか。",
    ),
    _flag("exit_plan", "移行・終了の計画", "中断や終了のときに業務を移す計画がありますか。"),
    _flag("sub_processors", "再委託先の有無", "提供者が業務の一部を別の者に任せていますか。"),
    _flag("sub_processors_approved", "再委託先の承認", "再委託先の対策を確かめ、承認しましたか。"),
    _flag("audit_accepted", "監査の受入れ", "提供者は情報セキュリティ監査を受け入れますか。"),
    _flag("sla_agreed", "サービスレベルの保証", "サービスレベルの保証がありますか。"),
    _flag("requirements_set", "セキュリティ要件", "格付と取扱制限に応じたセキュリティ要件を定めましたか。"),
    _count(
        "requirements_unmet",
        "満たすと答えのない要件の件数",
        "定めたセキュリティ要件のうち、相手方が満たすと答えていないものはいくつありますか。",
    ),
    _flag("usage_criteria_met", "利用判断基準", "自団体の利用判断基準に合うことを確かめましたか。"),
)

_ABOUT_CONTROLS = (
    _flag("mfa", "多要素認証", "利用者に多要素認証を求められますか。"),
    _flag("encryption_in_transit", "通信の暗号化", "通信は暗号化されますか。"),
    _flag("encryption_at_rest", "保管時の暗号化", "保管する情報は暗号化されますか。"),
    _flag("logs_available", "ログの取得", "利用と操作のログを受け取れますか。"),
    _flag("build_rules", "構築時の対策の定め", "導入・構築のときの対策を定めましたか。"),
    _flag("operation_rules", "運用時の対策の定め", "運用・保守のときの対策を定めましたか。"),
    _flag("disposal_rules", "終了時の対策の定め", "更改・廃棄のときの対策を定めましたか。"),
    _flag("incident_procedure", "事故の対処手順", "事故に気づいたときの庁内の手順がありますか。"),
    _flag("users_briefed", "利用者への周知", "利用する職員に利用方針を伝えましたか。"),
    _flag("service_manager_named", "外部サービス管理者の指名", "外部サービス管理者を指名しましたか。"),
    _flag("terms_read", "約款の確認", "約款や利用規約の内容を読んで確かめましたか。"),
    _flag("risk_accepted", "残る危険の受入れ", "残る危険を情報セキュリティ管理者が受け入れましたか。"),
    _flag("sns_own_site", "自団体サイトへの掲載", "SNSで出す情報は自団体のサイトにも載せますか。"),
    _flag("sns_account_list", "公式アカウントの一覧", "公式アカウントの一覧を自団体のサイトに載せましたか。"),
    _flag("ai_no_training", "学習に使われない設定", "入力した内容が学習に使われない契約や設定ですか。"),
)

_ABOUT_PROCEDURE = (
    _one("phase", Phase, "段階", "いまどの段階ですか。"),
    Fact(
        "contract_items_missing",
        FactType.WORDS,
        "契約に足りない項目",
        "契約書に足りない項目はどれですか。",
        pattern=r"[a-z][a-z0-9_-]{0,60}",
    ),
    _flag("subcontract", "再委託の有無", "委託先は業務を再委託しますか。"),
    _flag("subcontract_consent", "再委託の承諾", "再委託を書面で承諾しましたか。"),
    _flag("vendor_checked", "委託先の確認", "委託先の対策を事前に確かめましたか。"),
    _flag(
        "workers_named",
        "従事者の名簿",
        "委託先と、承諾したすべての再委託先について、働く人を名簿に載せていますか。",
    ),
    _flag(
        "checks_on_time",
        "期間中の確認が期日どおり",
        "期間中の確認と、求めた改善の確認を、期日までに済ませていますか。",
    ),
    _flag("application_filed", "利用の申請", "利用の申請が出されていますか。"),
    _flag("reviewed", "審査", "申請の審査が終わりましたか。"),
    _flag("approver_decided", "許可権限者の決定", "許可権限者が決定しましたか。"),
    Fact("applicant", FactType.TEXT, "申請者", "申請者はだれですか。"),
    Fact("decider", FactType.TEXT, "決裁者", "決裁者はだれですか。"),
    Fact(
        "exceptions",
        FactType.WORDS,
        "有効な例外措置",
        "有効な例外措置がある条文はどれですか。",
        pattern=CLAUSE_PATTERN,
        default=(),
    ),
)

FACTS: dict[str, Fact] = {
    fact.name: fact for fact in (*_ABOUT_DATA, *_ABOUT_SERVICE, *_ABOUT_CONTROLS, *_ABOUT_PROCEDURE)
}


@frozen
class Question:
    """What to ask a person for one missing fact."""

    fact: str
    label: str
    question: str
    type: str
    choices: tuple[tuple[str, str], ...]

    def as_dict(self) -> dict[str, object]:
        """Return the plain data."""
        return {
            "fact": self.fact,
            "label": self.label,
            "question": self.question,
            "type": self.type,
            "choices": [list(choice) for choice in self.choices],
        }


def questions_for(missing: Iterable[str], vocabulary: Vocabulary = FACTS) -> tuple[Question, ...]:
    """Return the question for each missing fact, in the order given."""
    return tuple(
        Question(fact.name, fact.label, fact.question, fact.type.name.lower(), fact.choices)
        for fact in (vocabulary[name] for name in missing)
    )


def read_facts(facts: Mapping[str, object], vocabulary: Vocabulary = FACTS) -> dict[str, FactValue]:
    """Return ``facts`` checked and normalised: vocabulary order, sets sorted and without repetition.

    A value of None means unknown, as if it were absent. BadInput names the field, the reason and what
    to do. Only facts with a default (what the system itself records) are filled in.
    """
    given: dict[str, FactValue] = {}
    for name, value in facts.items():
        fact = vocabulary.get(name)
        if fact is None:
            raise _refuse(name, f"「{name}」という事実はありません。", _similar(name, vocabulary))
        if value is not None:
            given[name] = _READERS[fact.type](fact, value)
    for name, fact in vocabulary.items():
        if fact.default is not None and name not in given:
            given[name] = fact.default
    return {name: given[name] for name in vocabulary if name in given}


def _refuse(name: object, why: str, next_step: str) -> BadInput:
    return BadInput(f"事実「{name}」が読めません。", why=why, next_step=next_step, where=f"facts.{name}")


def _similar(name: object, vocabulary: Vocabulary) -> str:
    near = get_close_matches(str(name), vocabulary, n=3)
    if near:
        return f"近い名前：{'、'.join(near)}。"
    return "使える名前は catalogue/schema.cedarschema にあります。"


def _flag_value(fact: Fact, value: object) -> FactValue:
    if isinstance(value, bool):
        return value
    raise _refuse(
        fact.name, f"{show(value)}は true でも false でもありません。", "true か false を書いてください。"
    )


def _number_value(fact: Fact, value: object) -> FactValue:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, int) and not isinstance(value, bool) and fact.low <= value <= fact.high:
        return int(value)
    upper = f"から{fact.high}まで" if fact.choices else "以上"
    raise _refuse(fact.name, f"{show(value)}は使えません。", f"{fact.low}{upper}の整数を書いてください。")


def _text_value(fact: Fact, value: object) -> FactValue:
    if isinstance(value, Enum):
        value = value.value
    if not isinstance(value, str) or not value.strip():
        raise _refuse(fact.name, f"{show(value)}は文字ではありません。", _allowed(fact))
    return _checked(fact, value)


def _words_value(fact: Fact, value: object) -> FactValue:
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        raise _refuse(
            fact.name, f"{show(value)}は一覧ではありません。", f"[ ] の一覧で書いてください。{_allowed(fact)}"
        )
    words = []
    for word in value:
        text = word.value if isinstance(word, Enum) else word
        if not isinstance(text, str) or not text.strip():
            raise _refuse(fact.name, f"一覧の{show(text)}は文字ではありません。", _allowed(fact))
        words.append(_checked(fact, text))
    return tuple(sorted(set(words)))


def _checked(fact: Fact, text: str) -> str:
    known = text in fact.values if fact.choices else _encodable(text)
    if known and (not fact.pattern or re.fullmatch(fact.pattern, text)) and len(text) <= _LONGEST:
        return str(text)
    raise _refuse(fact.name, f"{show(text)}は使えません。", _allowed(fact))


def _encodable(text: str) -> bool:
    """Whether ``text`` is real characters; half a surrogate pair is not."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _allowed(fact: Fact) -> str:
    if fact.choices:
        return f"使える値：{'、'.join(f'{value}（{label}）' for value, label in fact.choices)}。"
    return "決められた形の文字を書いてください。" if fact.pattern else "文字を書いてください。"


_LONGEST = 1_000
_READERS: dict[FactType, Callable[[Fact, object], FactValue]] = {
    FactType.FLAG: _flag_value,
    FactType.NUMBER: _number_value,
    FactType.TEXT: _text_value,
    FactType.WORDS: _words_value,
}
