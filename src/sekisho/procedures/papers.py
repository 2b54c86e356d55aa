"""The papers of an incident as first drafts: the nine items of a report, and the notices.

Filled from what the case holds; what nobody knows yet is written as 不明 and becomes a question with who
can answer it. Items: 個人情報保護法施行規則第43条, 番号法施行規則第3条 (報告事項), 本人への通知 第44条.
Each fact is said from one place: what is unknown in the report is unknown in every notice, too. The papers
are Japanese: they go to a Japanese office, council and press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.errors import say
from sekisho.japan.dates import format_wareki
from sekisho.procedures.reporting import Affected, Finding, Leak, ReportItem, assess, deadlines, widened
from sekisho.terms import PaperKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

UNKNOWN, UNDECIDED = "不明（確認中）", "未定（確認中）"
"""What nobody wrote yet, in papers of the office: of what happened, of what will be done."""
ASKING, DECIDING = "不明です。現在、確認しています。", "未定です。現在、確認しています。"
"""The same in a letter to people."""
UNFILLED = "未記入"
FROM_LOG = "【記録から】"
"""Marks what was taken from the log of the case as it stands there."""
COMMISSION = "個人情報保護委員会"


@attrs.frozen
class Event:
    """One line of the log of a case: what was done, or what a firm said."""

    on: dt.date
    text: str
    time: str = ""
    """Empty where only the day is known."""


@attrs.frozen
class Named:
    """How many persons a firm named last."""

    firm: str
    on: dt.date
    persons: int


@attrs.frozen
class Case:
    """What an incident holds of what a paper says; an empty text and ``None`` are *not known*."""

    body: str
    title: str
    kind: str
    known_on: dt.date
    occurred_on: dt.date | None = None
    firms: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    affected: Affected = attrs.Factory(Affected)
    named: tuple[Named, ...] = ()
    """What each firm last said of the number of persons."""
    leaked: bool | None = None
    leak_suspected: bool = False
    """A firm or a trace gives reason to fear a leak; nobody confirmed or denied it yet."""
    summary: str = ""
    data_items: str = ""
    cause: str = ""
    secondary: str = ""
    to_persons: str = ""
    publication: str = ""
    prevention: str = ""
    other: str = ""
    contact: str = ""
    contact_phone: str = ""
    exercise: bool = False
    events: tuple[Event, ...] = ()
    """The log in the order of time."""

    @property
    def widest(self) -> Affected:
        """What is known, with as many persons as the firms name where that is more."""
        return widened(self.affected, sum(one.persons for one in self.named))

    @property
    def leak(self) -> Leak:
        """Whether data leaked, as far as is known."""
        return Leak.of(self.leaked, suspected=self.leak_suspected)

    @property
    def partner(self) -> str:
        """Who of the firms can be asked, or that none is known."""
        return "、".join(self.firms) or "委託先"

    @property
    def owner(self) -> str:
        """Who of the sections can be asked."""
        return "、".join(self.sections) or "所管課"


@attrs.frozen
class Passage:
    """One heading with its text."""

    heading: str
    text: str


@attrs.frozen
class Question:
    """Something that is not known yet, and who can say it."""

    about: str
    text: str
    who: str


@attrs.frozen
class Paper:
    """A first draft."""

    kind: PaperKind
    title: str
    to: str
    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]


def compose(kind: PaperKind, case: Case, day: dt.date) -> Paper:
    """Return the draft of ``kind`` as of ``day``. The same case and day give the same text."""
    return _MAKERS[kind](kind, case, day)


def persons_text(affected: Affected) -> str:
    """Return the number of persons as papers say it."""
    low, high = affected.persons_low, affected.persons_high
    if high is None:
        return f"{low:,}人以上（上限は不明、確認中）" if low else UNKNOWN
    return f"{low:,}人" if low == high else f"{low:,}人から{high:,}人（確認中）"


def _persons_open(case: Case) -> bool:
    return case.affected.persons_high is None or case.widest != case.affected


def _persons(case: Case) -> str:
    """Return the number of persons; where the firms name more than the body knows of, with both sources."""
    text = persons_text(case.widest)
    if case.widest == case.affected:
        return text
    told = (f"{one.firm}の説明（{format_wareki(one.on)}）では{one.persons:,}人" for one in case.named)
    return f"{text}\n市の台帳などで分かるのは{case.affected.persons_high:,}人まで。{'、'.join(told)}。"


def questions(case: Case) -> tuple[Question, ...]:
    """Return what is still unknown for the nine items, in their order."""
    asked = (
        (not case.summary, ReportItem.SUMMARY, say("いつ、どこで、何が起きましたか"), case.partner),
        (case.occurred_on is None, ReportItem.SUMMARY, say("発生した日はいつですか"), case.partner),
        (
            case.leak is Leak.UNKNOWN,
            ReportItem.SUMMARY,
            say("漏えいしたか、そのおそれはありますか"),
            case.partner,
        ),
        (not case.data_items, ReportItem.DATA, say("どの項目（氏名、住所など）が含まれますか"), case.owner),
        (
            case.affected.specific_personal_data is None,
            ReportItem.DATA,
            say("個人番号は含まれますか"),
            case.owner,
        ),
        (case.affected.sensitive is None, ReportItem.DATA, say("要配慮個人情報は含まれますか"), case.owner),
        (_persons_open(case), ReportItem.PERSONS, say("本人は最大で何人ですか"), case.owner),
        (not case.cause, ReportItem.CAUSE, say("原因は何ですか"), case.partner),
        (
            case.affected.wrongful_purpose is None,
            ReportItem.CAUSE,
            say("不正の目的で行われたおそれはありますか"),
            "CSIRT",
        ),
        (not case.secondary, ReportItem.SECONDARY, say("データが悪用された形跡はありますか"), "CSIRT"),
        (
            case.affected.property_risk is None,
            ReportItem.SECONDARY,
            say("財産的被害のおそれ（口座番号など）はありますか"),
            case.owner,
        ),
        (not case.to_persons, ReportItem.TO_PERSONS, say("本人にいつ、どう知らせますか"), case.owner),
        (
            not case.publication,
            ReportItem.PUBLICATION,
            say("いつ、どこで公表しますか"),
            "統括情報セキュリティ責任者",
        ),
        (not case.prevention, ReportItem.PREVENTION, say("再び起きないために何をしますか"), case.owner),
    )
    return tuple(Question(item.label, text, who) for missing, item, text, who in asked if missing)


def asked_for(kind: PaperKind, case: Case) -> tuple[Question, ...]:
    """Return what is still unknown for a paper: a notice needs somebody to turn to, too."""
    found = questions(case)
    if kind in {PaperKind.PERSONS, PaperKind.PRESS} and not (case.contact and case.contact_phone):
        found += (Question("問い合わせ先", "問い合わせを受ける課と電話番号はどこですか", case.owner),)
    return found


def _report(kind: PaperKind, case: Case, day: dt.date) -> Paper:
    texts = {
        ReportItem.SUMMARY: _overview(case),
        ReportItem.DATA: _data(case),
        ReportItem.PERSONS: _persons(case),
        ReportItem.CAUSE: case.cause or UNKNOWN,
        ReportItem.SECONDARY: case.secondary or UNKNOWN,
        ReportItem.TO_PERSONS: case.to_persons or UNDECIDED,
        ReportItem.PUBLICATION: case.publication or UNDECIDED,
        ReportItem.PREVENTION: case.prevention or UNDECIDED,
        ReportItem.OTHER: case.other or f"この報告は{format_wareki(day)}現在で分かっていることです。",
    }
    heading = "速報（漏えい等報告）" if kind is PaperKind.PRELIMINARY else "確報（漏えい等報告）"
    passages = tuple(
        Passage(f"{number}　{item.label}", texts[item]) for number, item in enumerate(ReportItem, 1)
    )
    return _paper(kind, case, f"{heading}　{case.title}", COMMISSION, passages)


def _overview(case: Case) -> str:
    assessment = assess(case.widest)
    met = "、".join(one.label for one in assessment.having(Finding.MET)) or "なし"
    possible = "、".join(one.label for one in assessment.having(Finding.POSSIBLE)) or "なし"
    return "\n".join(
        (
            f"発生日：{format_wareki(case.occurred_on) if case.occurred_on else UNKNOWN}",
            f"発覚日（知った日）：{format_wareki(case.known_on)}",
            f"事案の種類：{case.kind}",
            f"漏えい等の有無：{_LEAKS[case.leak]}",
            f"委託先：{'、'.join(case.firms) or 'なし'}",
            f"所管課：{'、'.join(case.sections) or UNKNOWN}",
            f"報告の理由：{met}",
            f"まだ否定できない理由：{possible}",
            f"経緯：{_course(case)}",
        )
    )


def _course(case: Case) -> str:
    """Return the course of events: what was written of it, then the log, marked as such, to be edited."""
    if not case.events:
        return case.summary or UNKNOWN
    lines = (f"{format_wareki(one.on)}{one.time and f' {one.time}'}　{one.text}" for one in case.events)
    return "\n".join((case.summary, FROM_LOG, *lines)).lstrip()


def _data(case: Case) -> str:
    it = case.affected
    return "\n".join(
        (
            case.data_items or UNKNOWN,
            f"特定個人情報：{_there(it.specific_personal_data)}",
            f"要配慮個人情報：{_there(it.sensitive)}",
        )
    )


def _to_persons(kind: PaperKind, case: Case, day: dt.date) -> Paper:
    firms = f"業務を委託している{'、'.join(case.firms)}において、" if case.firms else ""
    passages = (
        Passage(
            "",
            f"日ごろから市政にご理解とご協力をいただき、ありがとうございます。\n"
            f"{firms}{_ABOUT_YOU[case.leak]}"
            f"ご心配とご迷惑をおかけし、深くお詫び申し上げます。{format_wareki(day)}現在で分かっていることをお知らせします。",
        ),
        Passage("1　起きたこと", _story(case)),
        Passage("2　含まれる情報", case.data_items or ASKING),
        Passage("3　原因", case.cause or ASKING),
        Passage("4　二次被害のおそれ", case.secondary or ASKING),
        Passage(
            "5　お願い",
            "市の職員をかたる不審な電話や郵便、メールにご注意ください。市から口座番号や暗証番号をお尋ねすることはありません。",
        ),
        Passage("6　市の対応", case.prevention or DECIDING),
        Passage("7　お問い合わせ先", _contact(case)),
    )
    return _paper(kind, case, "個人情報の取扱いに関するお詫びとお知らせ", "　　　　　様", passages)


def _to_council(kind: PaperKind, case: Case, day: dt.date) -> Paper:
    days = deadlines(case.known_on, wrongful=assess(case.widest).wrongful)
    passages = (
        Passage("", f"次の事案が起きましたので、{format_wareki(day)}現在で分かっていることを報告します。"),
        Passage("1　概要", _story(case)),
        Passage("2　関係する課と委託先", f"{case.owner}\n{'、'.join(case.firms) or '委託先はありません。'}"),
        Passage("3　対象となる方の数", _persons(case)),
        Passage("4　含まれる情報", _data(case)),
        Passage("5　原因", case.cause or UNKNOWN),
        Passage(
            "6　これまでの対応と今後の予定",
            f"個人情報保護委員会への速報の期限：{format_wareki(days.preliminary_limit)}\n"
            f"同じく確報の期限：{format_wareki(days.final)}\n"
            f"本人への対応：{case.to_persons or UNDECIDED}\n"
            f"公表：{case.publication or UNDECIDED}",
        ),
        Passage("7　再発防止", case.prevention or UNDECIDED),
    )
    return _paper(kind, case, f"{case.title}について（報告）", f"{case.body}議会議長　様", passages)


def _to_press(kind: PaperKind, case: Case, day: dt.date) -> Paper:
    passages = (
        Passage(
            "",
            "市民の皆様にご心配とご迷惑をおかけし、深くお詫び申し上げます。"
            f"{format_wareki(day)}現在で分かっていることをお知らせします。",
        ),
        Passage("1　概要", _story(case)),
        Passage("2　対象となる方の数", _persons(case)),
        Passage("3　含まれる情報", _data(case)),
        Passage("4　原因", case.cause or ASKING),
        Passage("5　二次被害", case.secondary or ASKING),
        Passage("6　対象となる方への対応", case.to_persons or DECIDING),
        Passage("7　再発防止", case.prevention or DECIDING),
        Passage("8　お問い合わせ先", _contact(case)),
    )
    return _paper(kind, case, f"{case.title}について", "報道機関　各位", passages)


def _paper(kind: PaperKind, case: Case, title: str, to: str, passages: tuple[Passage, ...]) -> Paper:
    shown = f"【訓練】{title}" if case.exercise else title
    return Paper(kind, shown, to, passages, asked_for(kind, case))


def _story(case: Case) -> str:
    began = f"{format_wareki(case.occurred_on)}に発生し、" if case.occurred_on else ""
    firms = f"委託先：{'、'.join(case.firms)}\n" if case.firms else ""
    text = case.summary or f"{case.kind}の事案です。詳しい経緯は確認しています。"
    leaked = f"漏えい等の有無：{_LEAKS[case.leak]}\n"
    return f"{began}{format_wareki(case.known_on)}に市が知りました。\n{firms}{leaked}{text}"


def _contact(case: Case) -> str:
    return f"{case.body}　{case.contact or UNFILLED}\n電話：{case.contact_phone or UNFILLED}"


def _there(said: bool | None) -> str:  # noqa: FBT001  a three-valued answer
    if said is None:
        return UNKNOWN
    return "含む" if said else "含まない"


_LEAKS = {
    Leak.UNKNOWN: f"{UNKNOWN}。おそれがあるものとして扱っています",
    Leak.LEAKED: "漏えいした",
    Leak.SUSPECTED: "漏えいしたおそれがある",
    Leak.NONE: "漏えいは確認されていない",
}
_ABOUT_YOU = {
    Leak.UNKNOWN: (
        "あなたの個人情報について漏えいのおそれのある事案が起きました。漏えいの有無は、確認しています。"
    ),
    Leak.LEAKED: "あなたの個人情報が漏えいする事案が起きました。",
    Leak.SUSPECTED: "あなたの個人情報が漏えいしたおそれのある事案が起きました。",
    Leak.NONE: "あなたの個人情報にかかわる事案が起きました。漏えいは確認されていません。",
}
_MAKERS: dict[PaperKind, Callable[[PaperKind, Case, dt.date], Paper]] = {
    PaperKind.PRELIMINARY: _report,
    PaperKind.FINAL: _report,
    PaperKind.PERSONS: _to_persons,
    PaperKind.COUNCIL: _to_council,
    PaperKind.PRESS: _to_press,
}
