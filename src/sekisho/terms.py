"""The glossary: every word of the domain as an enum member with its Japanese label.

One place for identifier, stored value and label, so that the code, the screens and the documents
agree. Labels are the official Japanese words; the English ones live in the gettext catalogue and
are found by translating the Japanese label. Sources: the glossary in ``ARCHITECTURE.md``; grades
and roles after 総務省「地方公共団体における情報セキュリティポリシーに関するガイドライン」.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Self


def gettext_noop(label: str) -> str:
    """Mark ``label`` for the message catalogue and return it unchanged (the core translates nothing)."""
    return label


N = gettext_noop


class Term(StrEnum):
    """A word stored as its identifier and shown by its label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Build the member from its stored value and its Japanese label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        """Return the stored value, so that f-strings and templates print identifiers."""
        return str(self.value)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (value, label) pairs in declaration order, as forms want them."""
        return [(member.value, member.label) for member in cls]


class Grade(IntEnum):
    """A grade whose order matters; the number is the official one."""

    @property
    def label(self) -> str:
        """The official label, such as 機密性3."""
        return f"{GRADE_NAMES[type(self).__name__]}{self.value}"

    @classmethod
    def choices(cls) -> list[tuple[int, str]]:
        """Return (value, label) pairs, strictest first."""
        return [(member.value, member.label) for member in sorted(cls, reverse=True)]


GRADE_NAMES = {"Confidentiality": "機密性", "Integrity": "完全性", "Availability": "可用性"}


class Confidentiality(Grade):
    """機密性. 3: comparable to 秘密文書; 2: not meant for publication at once; 1: the rest."""

    ONE = 1
    TWO = 2
    THREE = 3


class Integrity(Grade):
    """完全性. 2: tampering or error could harm residents' rights or the conduct of work."""

    ONE = 1
    TWO = 2


class Availability(Grade):
    """可用性. 2: loss or outage could harm residents' rights or the stable conduct of work."""

    ONE = 1
    TWO = 2


class Outcome(Term):
    """判定結果 of one judgement."""

    PERMIT = "permit", N("可")
    CONDITIONAL = "conditional", N("条件付き可")
    DENY = "deny", N("不可")
    UNDETERMINED = "undetermined", N("判定不能")


class ClauseStatus(Term):
    """How one clause stands towards one crossing."""

    SATISFIED = "satisfied", N("満たす")
    VIOLATED = "violated", N("満たさない")
    UNKNOWN = "unknown", N("わからない")
    NOT_APPLICABLE = "not_applicable", N("対象外")


class ClauseLevel(Term):
    """The force of a clause."""

    LAW = "law", N("法令")
    MUST = "must", N("必須")
    CONDITIONAL = "conditional", N("必要に応じて")
    RECOMMENDED = "recommended", N("推奨")
    LOCAL = "local", N("自団体")


class Effect(Term):
    """What an unmet clause does to the outcome."""

    DENY = "deny", N("利用できない")
    CONDITION = "condition", N("条件を付ける")
    ADVISE = "advise", N("助言する")


class DueWhen(Term):
    """By when an obligation must be met."""

    BEFORE_DECISION = "before_decision", N("決裁前")
    BEFORE_USE = "before_use", N("利用開始前")
    AFTER_DECISION = "after_decision", N("決裁後")
    IN_OPERATION = "in_operation", N("運用中")
    AT_END = "at_end", N("利用終了時")


class Role(Term):
    """The posts of the policy (組織体制). One person may hold several."""

    CISO = "ciso", N("最高情報セキュリティ責任者")
    GENERAL_OFFICER = "general_officer", N("統括情報セキュリティ責任者")
    OFFICER = "officer", N("情報セキュリティ責任者")
    MANAGER = "manager", N("情報セキュリティ管理者")
    SYSTEM_MANAGER = "system_manager", N("情報システム管理者")
    POLICY_STAFF = "policy_staff", N("情報政策課担当者")
    COMMITTEE = "committee", N("情報セキュリティ委員会")
    CSIRT = "csirt", N("CSIRT")
    AUDITOR = "auditor", N("監査責任者")
    DEPUTY = "deputy", N("課室長の代理者")
    STAFF = "staff", N("職員")
    SERVICE_MANAGER = "service_manager", N("外部サービス管理者")
    PROVIDER = "provider", N("外部サービス提供者・委託先")


class Zone(Term):
    """Where information lives."""

    MY_NUMBER = "my_number", N("マイナンバー利用事務系")
    LGWAN = "lgwan", N("LGWAN接続系")
    INTERNET = "internet", N("インターネット接続系")
    OUTSIDE = "outside", N("庁外")


class NetworkModel(Term):
    """三層の対策 model chosen by the body."""

    ALPHA = "alpha", N("αモデル")
    ALPHA_PRIME = "alpha_prime", N("α′モデル")
    BETA = "beta", N("βモデル")
    BETA_PRIME = "beta_prime", N("β′モデル")


class CrossingKind(Term):
    """What is about to cross a boundary. Identifiers double as Cedar action names."""

    USE_EXTERNAL_SERVICE = "use_external_service", N("外部サービスを利用する")
    OUTSOURCE = "outsource", N("業務を委託する")
    DECIDE = "decide", N("決裁する")


class ServiceClass(Term):
    """The two classes of the 2021 revision, the second split by 機密性2以上."""

    OUTSOURCING = "outsourcing", N("業務委託")
    EXTERNAL_SENSITIVE = "external_sensitive", N("外部サービス（機密性2以上を取り扱う）")
    EXTERNAL_ORDINARY = "external_ordinary", N("外部サービス（機密性2以上を取り扱わない）")


class OldServiceClass(Term):
    """The four classes before the revision."""

    OUTSOURCING = "outsourcing", N("外部委託")
    TERMS_ONLY = "terms_only", N("約款による外部サービス")
    SOCIAL_MEDIA = "social_media", N("ソーシャルメディアサービス")
    CLOUD = "cloud", N("クラウドサービス")


class ServiceKind(Term):
    """Kinds of external service, from the examples of the proposal and practice."""

    CLOUD = "cloud", N("クラウドサービス")
    WEB_MEETING = "web_meeting", N("Web会議サービス")
    SNS = "sns", N("SNS")
    SEARCH = "search", N("検索サービス")
    TRANSLATION = "translation", N("翻訳サービス")
    MAP = "map", N("地図サービス")
    HOSTING = "hosting", N("ホスティングサービス")
    INTERNET_LINE = "internet_line", N("インターネット回線接続サービス")
    GENERATIVE_AI = "generative_ai", N("生成AIサービス")
    OTHER = "other", N("その他")


class TermsKind(Term):
    """On what footing the provider serves us."""

    INDIVIDUAL = "individual", N("個別契約")
    TERMS_ONLY = "terms_only", N("約款への同意のみ")


class CertificationKind(Term):
    """Evidence from which a provider's reliability is judged."""

    ISMAP = "ismap", N("ISMAP")
    ISMAP_LIU = "ismap_liu", N("ISMAP-LIU")
    ISO27001 = "iso27001", N("ISO/IEC 27001")
    ISO27017 = "iso27017", N("ISO/IEC 27017")
    ISO27018 = "iso27018", N("ISO/IEC 27018")
    CS_GOLD = "cs_gold", N("JASA クラウド情報セキュリティ監査（CSゴールドマーク）")
    CS_SILVER = "cs_silver", N("JASA クラウド情報セキュリティ監査（CSシルバーマーク）")
    SOC1 = "soc1", N("SOC1報告書")
    SOC2 = "soc2", N("SOC2報告書")
    SOC3 = "soc3", N("SOC3報告書")


class EvidenceState(Term):
    """Whether a certification can be leaned on today. Only the first two can."""

    VALID = "valid", N("有効")
    EXPIRING = "expiring", N("まもなく期限")
    LAPSED = "lapsed", N("失効")
    WITHDRAWN = "withdrawn", N("取り消された")
    NOT_YET = "not_yet", N("まだ始まっていない")
    UNKNOWN = "unknown", N("期間がわからない")


class ScopeAnswer(Term):
    """Whether the functions used stand in the stated scope (言明対象範囲)."""

    COVERED = "covered", N("含まれる")
    NOT_COVERED = "not_covered", N("含まれない")
    UNKNOWN = "unknown", N("わからない")


class FallenWhy(Term):
    """Why the ground of a judgement is not as it was."""

    LAPSED = "lapsed", N("期限が切れた")
    WITHDRAWN = "withdrawn", N("取り消された")
    UNKNOWN = "unknown", N("期間がわからなくなった")
    CHANGED = "changed", N("証拠の内容が変わった")
    GONE = "gone", N("証拠がなくなった")
    FUNCTIONS = "functions", N("使う機能が変わった")


class RegisterState(Term):
    """What the register of ISMAP says of a registration."""

    LISTED = "listed", N("登録中")
    SUSPENDED = "suspended", N("一時停止")
    WITHDRAWN = "withdrawn", N("取消")


class RegisterMatch(Term):
    """How a row of the register agrees with the ledgers. Only the first is proposed; the others are asked."""

    SURE = "sure", N("一致")
    DOUBTFUL = "doubtful", N("要確認")
    FIRM = "firm", N("提供者だけ一致")
    NONE = "none", N("一致なし")


class RegisterChange(Term):
    """What a later edition of the register says of a registration that the ledger holds."""

    MISSING = "missing", N("登録簿にない")
    WITHDRAWN = "withdrawn", N("取り消された")
    SUSPENDED = "suspended", N("一時停止された")
    SHORTER = "shorter", N("期限が早くなった")
    LONGER = "longer", N("期限が延びた")


class HandlingRestriction(Term):
    """取扱制限 attached to an asset."""

    NO_COPY = "no_copy", N("複製禁止")
    NO_DISTRIBUTION = "no_distribution", N("配付禁止")
    NO_REDISTRIBUTION = "no_redistribution", N("再配付禁止")
    ENCRYPT = "encrypt", N("暗号化必須")
    NO_TAKE_OUT = "no_take_out", N("庁外持出禁止")
    READERS_ONLY = "readers_only", N("関係者限り")


class Medium(Term):
    """The form an asset takes."""

    PAPER = "paper", N("紙")
    ELECTRONIC = "electronic", N("電子")
    ELECTRONIC_AND_PAPER = "electronic_and_paper", N("電子・紙")
    REMOVABLE = "removable", N("外部記録媒体")
    CLOUD = "cloud", N("クラウド")


class CustodyState(Term):
    """Where data stands that was handed to somebody outside (提供データ台帳)."""

    OUT = "out", N("相手の手元にある")
    CERTIFIED = "certified", N("証明書を受け取った")
    VERIFIED = "verified", N("消去を確かめた")


class SpotResult(Term):
    """What a spot check (抜取確認) found at the firm."""

    AS_WRITTEN = "as_written", N("台帳のとおり")
    DIFFERS = "differs", N("台帳と違う")
    NOT_SHOWN = "not_shown", N("確かめられない")


class ConsentState(Term):
    """Whether the body consents to one level of 再委託 (番号法10条, 対策基準 8.1)."""

    ASKED = "asked", N("承諾を求められている")
    CONSENTED = "consented", N("承諾した")
    REFUSED = "refused", N("承諾しない")


class Phase(Term):
    """The life of an external service, after the proposal and ISO/IEC 27017."""

    SELECTION = "selection", N("選定")
    CONTRACT = "contract", N("調達・契約")
    BUILD = "build", N("導入・構築")
    OPERATION = "operation", N("運用・保守")
    RENEWAL = "renewal", N("更改")
    DISPOSAL = "disposal", N("廃棄")


class TaskKind(Term):
    """What is looked at or decided by a day, once a year or around the end."""

    REVIEW = "review", N("利用の見直し")
    EDUCATION = "education", N("利用者の教育")
    RENEWAL = "renewal", N("更改の判断")
    DISPOSAL = "disposal", N("終了の手続")


class TaskResult(Term):
    """What a check or decision with a due day came to."""

    GO_ON = "go_on", N("このまま続ける")
    MEND = "mend", N("直して続ける")
    END = "end", N("終える")


class DueState(Term):
    """Where something with a due day stands; worked out, never typed."""

    OVERDUE = "overdue", N("期限切れ")
    NEAR = "near", N("30日以内")
    AHEAD = "ahead", N("まだ先")


class ApplicationState(Term):
    """Where an application stands."""

    DRAFT = "draft", N("下書き")
    UNDER_REVIEW = "under_review", N("審査中")
    IN_CONSULTATION = "in_consultation", N("合議中")
    AWAITING_DECISION = "awaiting_decision", N("決裁待ち")
    APPROVED = "approved", N("決裁済み")
    SENT_BACK = "sent_back", N("差戻し")
    PULLED_BACK = "pulled_back", N("引戻し")
    REJECTED = "rejected", N("却下")
    WITHDRAWN = "withdrawn", N("取下げ")


class StepKind(Term):
    """A step of a route."""

    REVIEW = "review", N("審査")
    CONSULTATION = "consultation", N("合議")
    DECISION = "decision", N("決裁")


class Party(Term):
    """Who carries out a control, in the table of responsibilities (責任分界表)."""

    USER = "user", N("利用者")
    PROVIDER = "provider", N("提供者")
    BOTH = "both", N("両方")
    NOBODY = "nobody", N("だれも行わない")
    UNDECIDED = "undecided", N("未決")


class SupplyModel(Term):
    """The shape in which a service is supplied; it decides what is proposed in the table."""

    IAAS = "iaas", N("IaaS（基盤）")
    PAAS = "paas", N("PaaS（実行環境）")
    SAAS = "saas", N("SaaS（アプリケーション）")
    OUTSOURCING = "outsourcing", N("業務委託")


class ItemState(Term):
    """Whether an item stands in a contract's text."""

    UNCHECKED = "unchecked", N("未確認")
    WRITTEN = "written", N("書いてある")
    MISSING = "missing", N("書いていない")
    NOT_NEEDED = "not_needed", N("要らない")


class Reply(Term):
    """What a provider answers to one question."""

    YES = "yes", N("満たす")
    PARTLY = "partly", N("一部満たす")
    NO = "no", N("満たさない")
    NOT_APPLICABLE = "not_applicable", N("当てはまらない")


class Conformity(Term):
    """What the other side says of a requirement in an annex; the values are those of :class:`Reply`."""

    YES = "yes", N("適合")
    PARTLY = "partly", N("一部適合")
    NO = "no", N("不適合")
    NOT_APPLICABLE = "not_applicable", N("該当なし")


class Consent(Term):
    """Whether the other side agrees to a line of an annex."""

    AGREED = "agreed", N("同意する")
    NOT_AGREED = "not_agreed", N("同意しない")


class AnnexPart(Term):
    """The tables of an annex."""

    REQUIREMENTS = "requirements", N("セキュリティ要件")
    SPLIT = "split", N("責任分界表")
    ITEMS = "items", N("契約項目の確認表")


class OfferKind(Term):
    """What a prefecture hands down to its municipalities (配布)."""

    CLAUSES = "clauses", N("条文")
    TEMPLATE = "template", N("別紙のひな形")
    REQUIREMENTS = "requirements", N("要件と質問")
    ITEMS = "items", N("契約項目")


class OfferState(Term):
    """What a municipality did with an offer."""

    UNSEEN = "unseen", N("まだ確かめていない")
    SEEN = "seen", N("確かめた")
    TAKEN = "taken", N("取り込んだ")
    DECLINED = "declined", N("取り込まない")


class OfferEdits(Term):
    """What becomes of a municipality's own edits of clauses it took over, when the next version comes."""

    KEEP = "keep", N("自団体で直したところを残す")
    REPLACE = "replace", N("配布のとおりにする")


class QuestionnaireState(Term):
    """Where a questionnaire stands."""

    DRAFT = "draft", N("下書き")
    SENT = "sent", N("送付済み")
    ANSWERING = "answering", N("回答待ち")
    LATE = "late", N("期限切れ")
    ANSWERED = "answered", N("回答済み")
    CONFIRMED = "confirmed", N("確認済み")
    CANCELLED = "cancelled", N("取りやめ")


class AnswerSource(Term):
    """Where the other side answered whether it meets a requirement."""

    ANNEX = "annex", N("別紙への回答")
    QUESTIONNAIRE = "questionnaire", N("質問票への回答")


class AnswerWay(Term):
    """How answers came."""

    LINK = "link", N("リンク")
    EXCEL = "excel", N("Excel")
    REUSED = "reused", N("前の回答から")


class InspectionAnswer(Term):
    """What a section answers about a clause that no machine judges (自己点検)."""

    DONE = "done", N("できている")
    PARTLY = "partly", N("一部できていない")
    NOT_DONE = "not_done", N("できていない")
    NOT_APPLICABLE = "not_applicable", N("該当しない")


class FindingGrade(Term):
    """How much a finding weighs (監査の指摘)."""

    NONCONFORMITY = "nonconformity", N("不適合")
    OBSERVATION = "observation", N("観察")
    GOOD = "good", N("良好")


class FindingState(Term):
    """Where a finding stands on its way to being closed (指摘の改善)."""

    OPEN = "open", N("改善計画待ち")
    PLANNED = "planned", N("改善中")
    DONE = "done", N("確認待ち")
    VERIFIED = "verified", N("改善を確かめた")
    CLOSED = "closed", N("指摘を終えた")


class Severity(Term):
    """How bad an import problem is: an error keeps the row out, a doubt asks a person."""

    ERROR = "error", N("誤り")
    DOUBT = "doubt", N("疑い")


class FactKind(Term):
    """What kind of fact bodies share of a firm."""

    PROVIDER = "provider", N("提供者")
    SERVICE = "service", N("サービス")
    CERTIFICATE = "certificate", N("認定・認証")
    ANSWER = "answer", N("公開されている答え")


class IncidentKind(Term):
    """What kind of incident it is."""

    CONTRACTOR = "contractor", N("委託先の漏えい")
    RANSOMWARE = "ransomware", N("ランサムウェア")
    UNAUTHORISED = "unauthorised", N("不正アクセス")
    DDOS = "ddos", N("DDoS攻撃")
    MISDELIVERY = "misdelivery", N("誤送信・誤交付")
    LOSS = "loss", N("紛失・盗難")
    EXPOSED = "exposed", N("設定の誤りによる公開")
    OTHER = "other", N("その他の事案")


class IncidentState(Term):
    """Where an incident stands."""

    FIRST = "first", N("初動")
    HANDLING = "handling", N("対応中")
    REPORTED = "reported", N("報告済み")
    CLOSED = "closed", N("終結")


class StatementChannel(Term):
    """The way on which a firm said something."""

    PHONE = "phone", N("電話")
    MAIL = "mail", N("電子メール")
    LETTER = "letter", N("文書")
    MEETING = "meeting", N("面談")
    PUBLICATION = "publication", N("公表資料")


class PaperKind(Term):
    """A paper an incident asks for."""

    PRELIMINARY = "preliminary", N("速報")
    FINAL = "final", N("確報")
    PERSONS = "persons", N("本人への通知")
    COUNCIL = "council", N("議会への報告")
    PRESS = "press", N("報道発表")


class StopKind(Term):
    """What is stopped or chased because of an incident."""

    ACCOUNTS = "accounts", N("アカウントを止める")
    TRANSFERS = "transfers", N("やり取りを止める")
    ERASURES = "erasures", N("返還・消去を確かめる")


class AccountKind(Term):
    """Whose an account of an external service is."""

    PERSONAL = "personal", N("個人")
    SHARED = "shared", N("共用")
    ADMIN = "admin", N("管理者")
    LINKED = "linked", N("連携")


class ExceptionState(Term):
    """Where an 例外措置 stands on a day; worked out, never typed."""

    ASKED = "asked", N("決定待ち")
    IN_FORCE = "in_force", N("有効")
    ENDING = "ending", N("30日以内に終了")
    ENDED = "ended", N("終了")
    REFUSED = "refused", N("認めなかった")


class InventoryFinding(Term):
    """What a 棚卸し finds of an account of an external service; the order is that of urgency."""

    ONLY_THERE = "only_there", N("台帳にない")
    LEFT = "left", N("異動・退職した人のもの")
    PRIVILEGE = "privilege", N("特権が台帳と違う")
    ONLY_HERE = "only_here", N("提供者の一覧にない")
    DORMANT = "dormant", N("長く使われていない")
    PRIVILEGED = "privileged", N("特権の点検")


class InventoryAnswer(Term):
    """How a person settles what a 棚卸し found."""

    EXPLAINED = "explained", N("説明がつくので残す")
    CLOSED = "closed", N("閉じた")
    ADDED = "added", N("台帳に載せた")
    CORRECTED = "corrected", N("台帳を直した")
    RENEWED = "renewed", N("次の棚卸しに移した")


class InventoryState(Term):
    """Where the 棚卸し of one service stands; worked out, never typed."""

    DONE = "done", N("済んだ")
    DUE = "due", N("期限が近い")
    LATE = "late", N("期限切れ")
    OPEN = "open", N("確かめ中")
    PLANNED = "planned", N("まだ先")


class AccountState(Term):
    """Where an account of an external service stands; worked out, never typed."""

    OPEN = "open", N("利用中")
    TO_CLOSE = "to_close", N("閉じるか点検する")
    TO_REVIEW = "to_review", N("年1回の点検")
    CLOSED = "closed", N("閉鎖")


class PlaceKind(Term):
    """Whose a place is at which a contractor's people work with our information."""

    OWN = "own", N("庁内")
    VENDOR = "vendor", N("委託先の事業所")
    ABROAD = "abroad", N("国外")
    OTHER = "other", N("そのほかの場所")


class CarrierKind(Term):
    """The medium or device that is taken out (持出し)."""

    USB = "usb", N("USBメモリ")
    DRIVE = "drive", N("外付けディスク")
    DISC = "disc", N("CD・DVD")
    TAPE = "tape", N("磁気テープ")
    COMPUTER = "computer", N("パソコン")
    PAPER_FORM = "paper_form", N("紙の書類")


class CarryState(Term):
    """Where the taking out of a medium stands (媒体・機器の持出し)."""

    ASKED = "asked", N("許可待ち")
    REFUSED = "refused", N("許可しない")
    PERMITTED = "permitted", N("持出し中")
    RETURNED = "returned", N("戻りを確かめた")


class CheckResult(Term):
    """What a check of a contractor during the term found (期間中の確認)."""

    GOOD = "good", N("適切")
    IMPROVE = "improve", N("改善を求めた")
    SERIOUS = "serious", N("重大な不備")


class OversightPoint(Term):
    """What is wrong with, or to be watched in, the oversight of a contract; worked out, never typed."""

    MEDIA_LATE = "media_late", N("持出しの期限切れ")
    STRANGER = "stranger", N("名簿にない人が来た")
    CHECK_LATE = "check_late", N("確認の期限切れ")
    IMPROVEMENT_LATE = "improvement_late", N("改善の期限切れ")
    NO_PLAN = "no_plan", N("確認の計画なし")
    TOO_RARE = "too_rare", N("確認の間隔が長い")
    NO_ROSTER = "no_roster", N("名簿の不足")
    MEDIA_OUT = "media_out", N("媒体の持出し中")
