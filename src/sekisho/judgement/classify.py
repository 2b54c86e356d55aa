"""Which class is it: 業務委託 or 外部サービス, and does the service handle 機密性2以上?

Guided by the definitions and examples of the 2021-09-27 proposal (pages 3, 4 and 6): 業務委託 has an
outsider carry out the body's own work under a contract; 外部サービス is a function of an information
system that an outsider offers to the general public. The four classes used before are converted to the
new ones with the reason, which goes into the ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sekisho.catalogue.fields import show
from sekisho.errors import BadInput, Said, say
from sekisho.terms import OldServiceClass, ServiceClass, ServiceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

SENSITIVE_FROM = 2
"""機密性2以上 makes an external service a sensitive one."""


@frozen
class GuideQuestion:
    """One question of the guide."""

    name: str
    text: str
    hint: str
    grade: bool = False
    """True when the answer is a grade of 機密性 (1 to 3) instead of yes or no."""

    def as_dict(self) -> dict[str, object]:
        """Return the plain data."""
        return {"name": self.name, "text": self.text, "hint": self.hint, "grade": self.grade}


OWN_WORK = GuideQuestion(
    "own_work",
    "契約により、自分たちの仕事の一部または全部を外部の者に行わせますか。",
    "例：システムの開発・構築・運用、アプリやコンテンツの開発、統計・集計・データ入力・媒体変換、"
    "プロジェクト管理の支援、調査・研究・検査。",
)
GENERAL_SERVICE = GuideQuestion(
    "general_service",
    "外部の者が広く一般に提供している情報システムの機能を使いますか。",
    "例：クラウド、Web会議、SNS、検索、翻訳、地図、ホスティング、インターネット回線。無料のものも含みます。",
)
CONFIDENTIALITY = GuideQuestion(
    "confidentiality",
    "そこで扱う情報のうち、最も高い機密性はいくつですか。",
    "機密性3：住民・職員の個人情報、施設の設計、入札予定価格など。"
    "機密性2：政策検討の資料など、すぐには公表しないもの。機密性1：そのほか。",
    grade=True,
)
CLOUD_ELEMENTS = (
    GuideQuestion(
        "provider_interface", "提供者が決めた画面や接続方法で使いますか。", "いいえなら個別の開発です。"
    ),
    GuideQuestion(
        "shared_resource",
        "ネットワーク越しに、増減できる共用の資源を使いますか。",
        "サーバ、保存領域、ソフトウェアなど。仮想のものも含みます。",
    ),
    GuideQuestion(
        "own_settings", "利用者が自由に設定や管理をできますか。", "利用者や権限、保存先の設定など。"
    ),
    GuideQuestion(
        "security_settings",
        "情報セキュリティの条件を十分に設定できますか。",
        "認証、暗号化、ログ、公開範囲などを利用者が決められるか。",
    ),
)
QUESTIONS = (OWN_WORK, GENERAL_SERVICE, CONFIDENTIALITY, *CLOUD_ELEMENTS)


@frozen
class Classification:
    """Where the answers lead."""

    service_class: ServiceClass | None
    """None while an answer is still needed, or when neither definition fits."""
    also: ServiceClass | None
    """The second regime of a mixed deal: a contractor that uses an external service for our data."""
    is_cloud: bool | None
    reason: str
    next_question: GuideQuestion | None
    """The question to put next; None when nothing more is needed."""

    @property
    def settled(self) -> bool:
        """Whether the class is known."""
        return self.service_class is not None

    def as_dict(self) -> dict[str, object]:
        """Return the plain data."""
        return {
            "service_class": self.service_class.value if self.service_class else None,
            "also": self.also.value if self.also else None,
            "is_cloud": self.is_cloud,
            "reason": self.reason,
            "next_question": self.next_question.as_dict() if self.next_question else None,
        }


def classify(answers: Mapping[str, object]) -> Classification:
    """Return the class that ``answers`` (question name → answer; absent or None = not yet) lead to.

    BadInput for an answer to no question, or of the wrong kind.
    """
    _check(answers)
    own, general = answers.get(OWN_WORK.name), answers.get(GENERAL_SERVICE.name)
    if own is None or general is None:
        question = OWN_WORK if own is None else GENERAL_SERVICE
        return Classification(None, None, None, "まだ決まりません。次の質問に答えてください。", question)
    if not own and not general:
        return Classification(
            None,
            None,
            None,
            "業務委託にも外部サービスにも当たりません。物品の購入など、情報を扱わせない契約かを確かめてください。",
            None,
        )
    if own and not general:
        return Classification(
            ServiceClass.OUTSOURCING,
            None,
            False,
            "契約により自団体の業務を外部の者に行わせ、一般向けの機能は使わないため、業務委託です。",
            None,
        )
    return _external(answers, mixed=bool(own))


def _external(answers: Mapping[str, object], *, mixed: bool) -> Classification:
    grade = answers.get(CONFIDENTIALITY.name)
    if not isinstance(grade, int):
        return Classification(
            None, None, None, "機密性2以上の情報を扱うかで、求める対策が変わります。", CONFIDENTIALITY
        )
    external, why = _by_grade(grade)
    is_cloud, question = _cloud(answers)
    if mixed:
        return Classification(
            ServiceClass.OUTSOURCING,
            external,
            is_cloud,
            say(
                "業務委託の中で一般向けの機能を使うため、業務委託と外部サービスの両方の対策が要ります。{why}",
                why=why,
            ),
            question,
        )
    return Classification(
        external,
        None,
        is_cloud,
        say("一般向けに提供される機能を使うため、外部サービスです。{why}", why=why),
        question,
    )


def _by_grade(grade: int) -> tuple[ServiceClass, Said]:
    if grade >= SENSITIVE_FROM:
        return ServiceClass.EXTERNAL_SENSITIVE, say(
            "機密性{grade}の情報を扱うため、機密性2以上の区分です。", grade=grade
        )
    return ServiceClass.EXTERNAL_ORDINARY, say("機密性2以上の情報を扱わない区分です。")


def _cloud(answers: Mapping[str, object]) -> tuple[bool | None, GuideQuestion | None]:
    """All four elements of the definition must hold; the first no settles it."""
    for question in CLOUD_ELEMENTS:
        answer = answers.get(question.name)
        if answer is None:
            return None, question
        if not answer:
            return False, None
    return True, None


def _check(answers: Mapping[str, object]) -> None:
    known = {question.name: question for question in QUESTIONS}
    for name, answer in answers.items():
        if name not in known:
            raise BadInput(
                f"「{name}」という質問はありません。",
                next_step=f"質問：{'、'.join(known)}。",
                where=str(name),
            )
        if answer is None:
            continue
        if known[name].grade:
            fits = isinstance(answer, int) and not isinstance(answer, bool) and 1 <= answer <= 3  # noqa: PLR2004 - 機密性1 to 3
            allowed = "1から3までの整数"
        else:
            fits, allowed = isinstance(answer, bool), "true か false"
        if not fits:
            raise BadInput(
                f"質問「{known[name].text}」の答え{show(answer)}が読めません。",
                next_step=f"{allowed}で答えてください。",
                where=name,
            )


@frozen
class Example:
    """An example that the proposal gives on page 4."""

    name: str
    outsourcing: bool
    kind: ServiceKind | None = None

    @property
    def answers(self) -> dict[str, bool]:
        """The answers that the example stands for."""
        return {OWN_WORK.name: self.outsourcing, GENERAL_SERVICE.name: not self.outsourcing}


EXAMPLES = (
    Example("情報システムの開発、構築及び運用業務", outsourcing=True),
    Example("アプリケーション・コンテンツの開発業務", outsourcing=True),
    Example("業務運用支援業務（統計、集計、データ入力、媒体変換等）", outsourcing=True),
    Example("プロジェクト管理支援業務", outsourcing=True),
    Example("調査・研究業務（調査、研究、検査等）", outsourcing=True),
    Example("クラウドサービス", outsourcing=False, kind=ServiceKind.CLOUD),
    Example("Web会議サービス", outsourcing=False, kind=ServiceKind.WEB_MEETING),
    Example("SNS（ソーシャルネットワーキングサービス）", outsourcing=False, kind=ServiceKind.SNS),
    Example("検索サービス", outsourcing=False, kind=ServiceKind.SEARCH),
    Example("翻訳サービス", outsourcing=False, kind=ServiceKind.TRANSLATION),
    Example("地図サービス", outsourcing=False, kind=ServiceKind.MAP),
    Example("ホスティングサービス", outsourcing=False, kind=ServiceKind.HOSTING),
    Example("インターネット回線接続サービス", outsourcing=False, kind=ServiceKind.INTERNET_LINE),
)


@frozen
class Conversion:
    """An old class turned into a new one."""

    old: OldServiceClass
    new: ServiceClass | None
    """None while an answer is needed."""
    reason: str
    warnings: tuple[str, ...]
    next_question: GuideQuestion | None

    def as_dict(self) -> dict[str, object]:
        """Return the plain data."""
        return {
            "old": self.old.value,
            "new": self.new.value if self.new else None,
            "reason": self.reason,
            "warnings": list(self.warnings),
            "next_question": self.next_question.as_dict() if self.next_question else None,
        }


_WHY_EXTERNAL = {
    OldServiceClass.TERMS_ONLY: say("約款への同意で使える一般向けの機能なので、外部サービスです。"),
    OldServiceClass.SOCIAL_MEDIA: say("ソーシャルメディアサービスは一般向けの機能なので、外部サービスです。"),
    OldServiceClass.CLOUD: say("クラウドサービスは一般向けの機能なので、外部サービスです。"),
}


def convert(old: OldServiceClass, answers: Mapping[str, object]) -> Conversion:
    """Convert a class of the former four to the new classes, with the reason.

    ``answers`` are those of :func:`classify`. A former 外部委託 needs the answer whether it uses a
    generally offered function; the other three need the grade only.
    """
    _check(answers)
    grade, general = answers.get(CONFIDENTIALITY.name), answers.get(GENERAL_SERVICE.name)
    if old is OldServiceClass.OUTSOURCING:
        if general is None:
            return Conversion(
                old, None, "一般向けの機能の利用が含まれるかを確かめます。", (), GENERAL_SERVICE
            )
        if not general:
            return Conversion(
                old,
                ServiceClass.OUTSOURCING,
                "外部委託のうち、契約により自団体の業務を行わせるものなので、業務委託です。",
                (),
                None,
            )
        why = say("外部委託としていましたが、一般向けの機能を使うものなので、外部サービスです。")
    else:
        why = _WHY_EXTERNAL[old]
    if not isinstance(grade, int):
        return Conversion(
            old, None, say("{why}機密性2以上の情報を扱うかを確かめます。", why=why), (), CONFIDENTIALITY
        )
    new, split = _by_grade(grade)
    return Conversion(old, new, say("{why}{grade}", why=why, grade=split), _warnings(old, grade), None)


def _warnings(old: OldServiceClass, grade: int) -> tuple[str, ...]:
    if grade < SENSITIVE_FROM:
        return ()
    if old is OldServiceClass.TERMS_ONLY:
        return (
            say(
                "約款への同意のみのサービスでは、原則として機密性2以上の情報を扱えません。"
                "個別の契約に改めるか、情報を引き上げるか、例外措置の決裁を受けてください。"
            ),
        )
    if old is OldServiceClass.SOCIAL_MEDIA:
        return (say("SNSに機密性2以上の情報を載せることはできません。扱う情報を見直してください。"),)
    return ()
