"""What the templates of this slice are given: where things stand, what is next, what may be done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.agreements import questionnaire as core
from sekisho.agreements import responsibility
from sekisho.errors import BadInput
from sekisho.judgement.facts import FACTS
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements import questionnaire_queries, rules
from sekisho.server.ledgers.details import history
from sekisho.server.ledgers.models import ExternalService
from sekisho.server.ledgers.standing import Strip
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label, listed
from sekisho.terms import QuestionnaireState, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sekisho.agreements.conditions import Reason
    from sekisho.agreements.requirements import Difference, Requirement
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.models import ContractItems, Questionnaire, RequirementList
    from sekisho.server.agreements.queries import Matter
    from sekisho.server.agreements.workbooks import Incoming
    from sekisho.server.applications.models import Application

S = QuestionnaireState


def title_for(name: str) -> str:
    """Return the title proposed for a questionnaire about ``name``."""
    return (_("%(name)sのセキュリティ要件の確認") % {"name": name})[:200]


def proposed_model(matter: Matter) -> str:
    """Return the shape of supply proposed for a matter."""
    kind = matter.kind if isinstance(matter, ExternalService) else None
    return responsibility.model_of(kind).value


def requirements_strip(
    matter: Matter, newest: RequirementList | None, changed: Difference, unsettled: int
) -> Strip:
    """Say whether requirements are set, still fit the facts, and are not answered in two ways."""
    who = _("%(section)sの担当者") % {"section": matter.section.name}
    if newest is None:
        return Strip(_("要件はまだ定めていません"), _("下の案を確かめて、要件に定める"), who)
    where = _("第%(number)s版（%(count)s項目）") % {"number": newest.number, "count": len(newest.lines)}
    if unsettled:
        where = _("食い違う回答が%(count)s件あります") % {"count": unsettled}
        return Strip(where, _("どちらの回答によるかを決める"), who)
    if changed:
        return Strip(where, _("事実が変わったので、要件を作り直す"), who)
    return Strip(where, _("別紙にして仕様書に添え、質問票で確かめる"), who)


def application_strip(row: Application, count: int) -> Strip:
    """Say what to do with the requirements of an application."""
    where = _("この申請の事実から%(count)s項目") % {"count": count}
    who = _("%(section)sの担当者") % {"section": row.section.name}
    return Strip(where, _("仕様書に添え、満たす提供者を選ぶ"), who)


def split_strip(matter: Matter, tally: responsibility.Tally | None) -> Strip:
    """Say how far the table is filled."""
    who = _("%(section)sの担当者") % {"section": matter.section.name}
    if tally is None:
        return Strip(_("まだ始めていません"), _("提供の形を選んで始める"), who)
    where = _("%(total)s項目のうち%(decided)s項目を決めました") % {
        "total": tally.total,
        "decided": tally.decided,
    }
    if tally.undecided:
        return Strip(where, _("未決の%(count)s項目を決める") % {"count": tally.undecided}, who)
    if tally.nobody:
        return Strip(where, _("だれも行わない%(count)s項目の担い手を決める") % {"count": tally.nobody}, who)
    return Strip(where, _("することはありません"), _("だれも待っていません"))


def items_strip(matter: Matter, kept: ContractItems | None) -> Strip:
    """Say what the contract's text lacks."""
    who = _("%(section)sの担当者") % {"section": matter.section.name}
    if kept is None:
        return Strip(_("まだ確かめていません"), _("契約書を見て、項目ごとに場所を書く"), who)
    if kept.missing:
        where = _("%(count)s項目が足りません") % {"count": len(kept.missing)}
        return Strip(where, _("足りない項目を契約書に加え、場所を書く"), who)
    return Strip(_("すべての項目がそろっています"), _("することはありません"), _("だれも待っていません"))


def numbered(lines: Iterable[Requirement]) -> list[dict[str, Any]]:
    """Return the lines with their number, heading and reasons in words."""
    headings = rules.book().headings
    return [
        {
            "number": number,
            "line": one,
            "heading": headings.get(one.heading, ""),
            "why": [reason_text(reason) for reason in one.because],
        }
        for number, one in enumerate(lines, 1)
    ]


def reason_text(reason: Reason) -> str:
    """Return one reason as people read it."""
    fact = FACTS.get(reason.fact)
    name = label(fact.label) if fact else reason.fact
    if reason.value is None:
        return _("%(name)sがわからない") % {"name": name}
    if isinstance(reason.value, bool):
        return name if reason.value else _("%(name)sでない") % {"name": name}
    choices = dict(fact.choices) if fact else {}
    values = reason.value if isinstance(reason.value, list) else [reason.value]
    shown = listed(label(choices.get(str(value), str(value))) for value in values)
    return shown if fact and fact.choices else f"{name} {shown}"


def removed(reasons: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return (id, text, reason) of the generated lines that people took out."""
    texts = {one.id: one.text for one in rules.book().templates}
    return [(key, texts.get(key, ""), why) for key, why in reasons.items()]


def sender(row: Matter | Questionnaire) -> str:
    """Name who sends what is asked, takes in what comes back and confirms it: the head of the section."""
    return _("%(section)sの%(role)s") % {"section": row.section.name, "role": label(Role.MANAGER)}


def strip(row: Questionnaire) -> Strip:
    """Say where a questionnaire stands."""
    section = sender(row)
    state = S(row.state_now)  # type: ignore[attr-defined]  # added by queries.with_state
    due = wareki(row.due_on)
    told = {
        S.DRAFT: (_("下書き"), _("質問を確かめて送る"), section),
        S.SENT: (_("送付済み（%(day)sまで）") % {"day": due}, _("回答を待つ"), row.firm.name),
        S.ANSWERING: (
            _("相手方が書いています（%(day)sまで）") % {"day": due},
            _("回答を待つ"),
            row.firm.name,
        ),
        S.LATE: (_("回答期限（%(day)s）を過ぎました") % {"day": due}, _("回答を求める"), row.firm.name),
        S.ANSWERED: (_("回答がありました"), _("回答を確かめる"), section),
    }
    if state in told:
        return Strip(*told[state])
    where = _("回答を確かめました") if state is S.CONFIRMED else _("取りやめました")
    return Strip(where, _("することはありません"), _("だれも待っていません"))


def page_of(actor: Actor, row: Questionnaire) -> dict[str, Any]:
    """Return everything the page of a questionnaire shows."""
    version = questionnaire_queries.asked(row)
    answers = questionnaire_queries.answers_of(row)
    shown = answers[0] if answers else None
    given = shown.answers if shown and row.state not in questionnaire_queries.WAITING else row.draft
    questions = questionnaire_queries.questions_of(version)
    accepted = {key: one for key, one in row.draft.items() if one.get("origin")}
    acts = _acts(actor, row)
    return {
        "row": row,
        "version": version,
        "strip": strip(row),
        "lines": [{"question": one, "given": given.get(one.id, {})} for one in questions],
        "answered": len(questions) - len(core.unanswered(questions, given)),
        "answers": answers,
        "shown": shown,
        "link": questionnaire_queries.open_link(row, timezone.now()),
        "earlier": len(questionnaire_queries.earlier_answers(actor, row)) if acts["edit"] else 0,
        "all_earlier": acts["send"] and not core.unanswered(questions, accepted),
        "events": history("questionnaire", row.pk, "note", "reason", nobody=row.firm.name),
        "acts": acts,
        "crumbs": [(_("質問票"), reverse("agreements:list")), (str(row), "")],
    }


def _acts(actor: Actor, row: Questionnaire) -> dict[str, bool]:
    edits = actor.may(Permission.AGREEMENT_EDIT, section=row.section_id)
    sends = actor.may(Permission.AGREEMENT_SEND, section=row.section_id)
    waits = row.state in questionnaire_queries.WAITING
    return {
        "edit": edits and (waits or row.state == S.DRAFT.value),
        "send": sends and (waits or row.state == S.DRAFT.value),
        "first": row.state == S.DRAFT.value,
        "again": sends and row.state == S.ANSWERED.value,
        "take_in": sends and waits,
        "confirm": sends and row.state == S.ANSWERED.value,
        "ask_head": edits and not sends and row.state not in {S.CONFIRMED.value, S.CANCELLED.value},
        "cancel": sends and row.state not in {S.CONFIRMED.value, S.CANCELLED.value},
    }


def read_lines(row: Questionnaire, read: Incoming) -> list[dict[str, Any]]:
    """Return each question with what the file says to it and how that will be taken."""
    drift = read.drift
    lines = []
    for one in questionnaire_queries.questions_of(questionnaire_queries.asked(row)):
        note = ""
        if drift is not None and one.id in drift.reworded:
            note = _("質問が変わったので、使いません")
        elif drift is not None and one.id in drift.added:
            note = _("ファイルにない質問です")
        elif one.id not in read.answers:
            note = _("答えがありません")
        lines.append({"question": one, "given": read.answers.get(one.id, {}), "note": note})
    return lines


def plain_digest(given: str) -> str:
    """Return a posted digest, if it is one.

    Raises:
        BadInput: it is none.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", given):
        raise BadInput("取り込むファイルが分かりません。", next_step="もう一度ファイルを選んでください。")
    return given
