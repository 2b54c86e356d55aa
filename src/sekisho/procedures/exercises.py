"""Exercises (訓練): four incidents that happened, to be played on a body's own ledgers.

A scenario is a row of injects: what the firm says on a day, and what is then asked. The right answers are
not written here; they are what the ledgers, the clocks and the statements say. Stories are told in our own
words after what the bodies and firms published.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from sekisho.errors import BadInput
from sekisho.japan.dates import parse_date
from sekisho.japan.text import normal_width
from sekisho.procedures.statements import Claim
from sekisho.terms import IncidentKind, N, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = "不明"
"""How an answer says that the ledger does not tell."""


class Asked(Term):
    """What a player is asked; the unit of the answer stands in the text."""

    CONCERNED = "concerned", N("この相手に関係する契約と外部サービスは、合わせて何件ですか")
    SECTIONS = "sections", N("関係する課は、いくつですか")
    PERSONS = "persons", N("手元に残るデータの本人は、最大で何人ですか（台帳で分からなければ「不明」）")
    STANDING = "standing", N("返還・消去を確かめていないものは、何件ですか")
    OVERDUE = "overdue", N("返還・消去の期限を過ぎたものは、何件ですか")
    ACCESS = "access", N("利用を止めるよう頼む外部サービスは、何件ですか")
    NEIGHBOURS = "neighbours", N("同じ都道府県で同じ相手と取引する団体は、ほかにいくつありますか")
    PRELIMINARY = "preliminary", N("速報は、いつまでですか（日付）")
    FINAL = "final", N("確報は、いつまでですか（日付）")
    CONTRADICTIONS = "contradictions", N("相手の説明で、合わないところはいくつありますか")


DATES = frozenset({Asked.PRELIMINARY, Asked.FINAL})


@attrs.frozen
class Inject:
    """What comes in on one day of the story, the day of knowing being the first, and what is then asked."""

    day: int
    text: str
    asked: tuple[Asked, ...]
    claims: Mapping[Claim, bool] = attrs.field(factory=dict)
    persons: int | None = None
    cause: str = ""


@attrs.frozen
class Scenario:
    """One exercise."""

    key: str
    title: str
    story: str
    """What happened, with its figures."""
    kind: IncidentKind
    injects: tuple[Inject, ...]
    wrongful: bool | None = None
    """Whether a wrongful purpose is suspected from the first day: so where somebody broke in."""


SCENARIOS = (
    Scenario(
        "consultant-2021",
        N("建設コンサルタントのランサムウェア被害（2021年8月）"),
        N(
            "調査・設計を請け負う会社のサーバが2021年8月に二度暗号化された。東京都では建設局6件、港湾局7件、都市整備局4件の契約が関係し、"
            "支庁のデータ約6,300件も含まれた。ある市は電話とメールで知り、公表まで3日かかった。"
        ),
        IncidentKind.RANSOMWARE,
        (
            Inject(
                1,
                N(
                    "会社から電話。「サーバが暗号化された。どの業務のデータがあったかは調べている。漏えいは確認していない」"
                ),
                (Asked.CONCERNED, Asked.SECTIONS, Asked.PERSONS),
                {Claim.ENCRYPTED: True, Claim.LEAKED: False},
            ),
            Inject(
                3,
                N("会社から文書。「納品を終えた業務のデータも、サーバに残っていた」"),
                (Asked.STANDING, Asked.OVERDUE, Asked.PRELIMINARY),
                {Claim.KEPT: True},
                cause="調査中",
            ),
            Inject(
                5,
                N("会社から電話。「データの一部が外に出たおそれがある」"),
                (Asked.FINAL, Asked.CONTRADICTIONS),
                {Claim.LEAKED: True},
                cause="外部からの不正アクセス",
            ),
        ),
        wrongful=True,
    ),
    Scenario(
        "transfer-box-2021",
        N("ファイル受渡し装置への不正アクセス（2021年1月〜4月）"),
        N(
            "国の機関が使うファイル受渡し装置が、まだ知られていない弱点を突かれた。見つけたのは2021年1月、公表は4月。231人の情報が"
            "あったが、アクセスの記録が残っておらず、漏えいしたかどうかを確かめられなかった。装置は4つの機関で使われていた。"
        ),
        IncidentKind.UNAUTHORISED,
        (
            Inject(
                1,
                N("保守の会社から電話。「装置に不審な通信の跡がある。漏えいしたかは分からない」"),
                (Asked.CONCERNED, Asked.ACCESS, Asked.PRELIMINARY),
            ),
            Inject(
                10,
                N(
                    "会社から文書。「アクセスの記録が残っていないため、漏えいの有無を確かめられない。被害は止めた」"
                ),
                (Asked.PERSONS, Asked.FINAL),
                {Claim.CONTAINED: True},
            ),
            Inject(
                60,
                N("会社から文書。「同じ弱点で別の装置にも入られていた。原因は知られていなかった弱点だった」"),
                (Asked.NEIGHBOURS, Asked.CONTRADICTIONS),
                {Claim.CONTAINED: False},
                cause="知られていなかった弱点",
            ),
        ),
        wrongful=True,
    ),
    Scenario(
        "form-service-2023",
        N("申込フォームのファイル混入（2023年7月）"),
        N(
            "自治体向けの申込フォームで、無害化したZIPに別のフォームのファイルが混ざった。2023年7月に分かり、調べると2021年2月から"
            "37個のZIP、18団体に及んだ。"
        ),
        IncidentKind.CONTRACTOR,
        (
            Inject(
                1,
                N(
                    "事業者からメール。「別の団体のファイルが混ざったとの連絡を受けた。貴団体に関係するかは調べている」"
                ),
                (Asked.CONCERNED, Asked.SECTIONS, Asked.PRELIMINARY),
                {Claim.LEAKED: False},
            ),
            Inject(
                3,
                N("事業者からメール。「貴団体の分は数名にとどまる」"),
                (Asked.PERSONS, Asked.CONTRADICTIONS),
                {},
                persons=3,
            ),
            Inject(
                21,
                N("事業者から文書。「さかのぼって調べたところ、貴団体のファイルも他団体に渡っていた」"),
                (Asked.NEIGHBOURS, Asked.FINAL, Asked.CONTRADICTIONS),
                {Claim.LEAKED: True},
                persons=120,
                cause="無害化の処理の取り違え",
            ),
        ),
    ),
    Scenario(
        "printer-2024",
        N("印刷・発送の委託先のランサムウェア被害（2024年5月〜7月）"),
        N(
            "通知の印刷・発送を請け負う会社が2024年5月26日に暗号化された。はじめは「漏えいはない」と説明したが、7月1日に漏えいが"
            "分かった。和歌山市151,421件、徳島県約145,000件、豊田市1,035,603件（約419,254人）、横須賀市18件（再委託先の写真メール）。"
            "契約が終わったあとも、消したはずのデータが残っていた。"
        ),
        IncidentKind.RANSOMWARE,
        (
            Inject(
                1,
                N("会社から電話。「ランサムウェアの被害を受けた。お預かりしたデータの漏えいはない」"),
                (Asked.CONCERNED, Asked.SECTIONS, Asked.PERSONS),
                {Claim.ENCRYPTED: True, Claim.LEAKED: False},
            ),
            Inject(
                3,
                N("会社から文書。「業務が終わったデータは、契約どおり消去している」"),
                (Asked.STANDING, Asked.OVERDUE, Asked.PRELIMINARY),
                {Claim.ERASED: True},
            ),
            Inject(
                37,
                N("会社から電話。「データが公開されていた。消去したはずのデータの複製が残っていた」"),
                (Asked.CONTRADICTIONS, Asked.FINAL, Asked.NEIGHBOURS),
                {Claim.LEAKED: True, Claim.COPIED: True},
                cause="VPN機器からの侵入",
            ),
        ),
        wrongful=True,
    ),
)


def scenario(key: str) -> Scenario:
    """Return the exercise ``key``.

    Raises:
        BadInput: there is none.
    """
    found = next((one for one in SCENARIOS if one.key == key), None)
    if found is None:
        raise BadInput("この訓練はありません。", where="訓練", next_step="一覧から選んでください。")
    return found


def right(asked: Asked, answer: str, expected: str) -> bool:
    """Tell whether ``answer``, as typed, says ``expected``: a number, a day in ISO form, or 不明."""
    text = normal_width(answer).strip().replace(",", "").rstrip("件人課日でつ団体社")
    if expected == UNKNOWN or not text:
        return text == expected
    if asked not in DATES:
        return text.isdecimal() and int(text) == int(expected)
    try:
        return parse_date(answer) == dt.date.fromisoformat(expected)
    except BadInput:
        return False
