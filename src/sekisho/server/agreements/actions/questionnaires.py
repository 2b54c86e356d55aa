"""質問票を作る, 質問を直す, 送る, リンクを取り消す, 取りやめる."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.agreements import questionnaire as core
from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.japan.dates import format_wareki
from sekisho.japan.text import search_key
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.agreements import guests, queries, questionnaire_queries
from sekisho.server.agreements.actions import ground
from sekisho.server.agreements.models import GuestLink, Questionnaire, QuestionVersion, RequirementList
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers.actions import versions
from sekisho.server.ledgers.actions.series import next_in
from sekisho.terms import QuestionnaireState

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.queries import Matter

_SERIES = "質"
LONGEST_OPEN = 180
"""Days a link may be open at most."""
S = QuestionnaireState
_FINISHED = (S.CONFIRMED.value, S.CANCELLED.value)


def make_questionnaire(actor: Actor, matter: Matter, *, title: str) -> Questionnaire:
    """Make a questionnaire from the newest requirements of ``matter``. Writes ``questionnaire.made``.

    Raises:
        Refused, Conflict: as :func:`.ground.may_write` says.
        NotFound: no requirements are set yet.
    """
    ground.may_write(actor, matter)
    questions = _questions(matter)
    firm = queries.firm_of(matter)
    with transaction.atomic():
        row: Questionnaire = Questionnaire.make(
            **queries.of(matter),
            number=next_in(_SERIES),
            title=ground.required("件名", title, 200),
            section=matter.section,
            firm=firm,
            search_key=search_key(f"{title} {firm.name} {matter}")[:500],
        )
        version = _write_version(actor, row, 1, questions)
        told = {"title": row.title, "questions": len(questions), "digest": version.digest}
        record(actor, "questionnaire.made", about(row), told)
    return row


def revise_questions(actor: Actor, pk: int, version: int) -> QuestionVersion:
    """Ask by the requirements as they now stand, as the next version. Writes ``questionnaire.revised``.

    Answers that wait in the draft stay where the wording did not change.

    Raises:
        Refused: the actor may not write for the section.
        NotFound, Conflict: as :func:`.ground.locked` says; it is finished, or nothing changed.
    """
    with transaction.atomic():
        row: Questionnaire = ground.locked(Questionnaire, pk, version)
        require(actor, Permission.AGREEMENT_EDIT, section=row.section_id)
        _refuse_finished(row)
        before = questionnaire_queries.asked(row)
        questions = _questions(row.matter)
        if core.digest(questions) == before.digest:
            raise Conflict(
                "要件が変わっていないので、質問は同じです。", next_step="先に要件を直してください。"
            )
        changed = core.drift(questionnaire_queries.questions_of(before), questions)
        row.draft = {key: answer for key, answer in row.draft.items() if key in changed.same}
        made = _write_version(actor, row, before.number + 1, questions)
        versions.save_next(row)
        told = {"version": made.number, "digest": made.digest, "reworded": list(changed.reworded)}
        record(actor, "questionnaire.revised", about(row), told | {"added": list(changed.added)})
    return made


def send(
    actor: Actor, pk: int, version: int, *, due_on: dt.date, contact: str, by_link: bool
) -> tuple[Questionnaire, str]:
    """Send it, or send it again; return it with the link's token, which is shown this once.

    Without ``by_link`` it goes as an Excel file, and the token is empty. A new link closes the old one. The
    link is open until two weeks after the due day. Writes ``questionnaire.sent``.

    Raises:
        Refused: the actor may not send for the section.
        NotFound, Conflict: as :func:`.ground.locked` says, or it is finished.
        BadInput: the due day has passed or is too far away, or nobody is named.
    """
    today = timezone.localdate()
    if not today <= due_on <= today + dt.timedelta(days=LONGEST_OPEN):
        raise BadInput(
            say("回答期限（{day}）は使えません。", day=format_wareki(due_on)),
            where="回答期限",
            next_step=say("今日から{days}日以内の日にしてください。", days=LONGEST_OPEN),
        )
    with transaction.atomic():
        row: Questionnaire = ground.locked(Questionnaire, pk, version)
        require(actor, Permission.AGREEMENT_SEND, section=row.section_id)
        _refuse_finished(row)
        if row.state == S.ANSWERED.value:
            row.draft = questionnaire_queries.still_asked(row, questionnaire_queries.answers_of(row)[0])
        row.state = S.SENT.value
        row.due_on, row.sent_on = due_on, today
        row.contact = ground.required("送り先の担当者", contact, 120)
        close_links(row)
        token = _open(actor, row, due_on) if by_link else ""
        versions.save_next(row)
        told = {
            "due_on": due_on.isoformat(),
            "by_link": by_link,
            "version": questionnaire_queries.asked(row).number,
        }
        record(actor, "questionnaire.sent", about(row), told)
    return row, token


def withdraw_link(actor: Actor, pk: int, version: int) -> Questionnaire:
    """Shut the link. Writes ``questionnaire.link_withdrawn``.

    Raises:
        Refused: the actor may not send for the section.
        NotFound, Conflict: as :func:`.ground.locked` says, or no link is open.
    """
    with transaction.atomic():
        row: Questionnaire = ground.locked(Questionnaire, pk, version)
        require(actor, Permission.AGREEMENT_SEND, section=row.section_id)
        if not close_links(row):
            raise Conflict("使えるリンクはありません。", next_step="画面を開き直してください。")
        versions.save_next(row)
        record(actor, "questionnaire.link_withdrawn", about(row), {})
    return row


def cancel(actor: Actor, pk: int, version: int, *, reason: str) -> Questionnaire:
    """Give the questionnaire up; what was answered stays. Writes ``questionnaire.cancelled``.

    Raises:
        Refused: the actor may not send for the section.
        NotFound, Conflict: as :func:`.ground.locked` says, or it is finished.
        BadInput: no reason is given.
    """
    with transaction.atomic():
        row: Questionnaire = ground.locked(Questionnaire, pk, version)
        require(actor, Permission.AGREEMENT_SEND, section=row.section_id)
        _refuse_finished(row)
        row.note = ground.required("理由", reason)
        row.state = S.CANCELLED.value
        close_links(row)
        versions.save_next(row)
        record(actor, "questionnaire.cancelled", about(row), {"reason": row.note})
    return row


def about(row: Questionnaire) -> Subject:
    """Return the questionnaire as the subject of an entry."""
    return Subject("questionnaire", row.pk, row.section_id)


def close_links(row: Questionnaire) -> int:
    """Shut every link to a questionnaire; return how many were open."""
    return GuestLink.objects.filter(questionnaire=row, closed_at=None).update(closed_at=timezone.now())


def _open(actor: Actor, row: Questionnaire, due_on: dt.date) -> str:
    token = guests.fresh()
    last = dt.datetime.combine(due_on + dt.timedelta(days=14), dt.time(23, 59))
    GuestLink.make(
        questionnaire=row,
        selector=token.selector,
        secret=token.digest,
        expires_at=timezone.make_aware(last),
        made_by_id=actor.person,
    )
    return token.text


def _refuse_finished(row: Questionnaire) -> None:
    if row.state in _FINISHED:
        raise Conflict(
            say("「{row}」は終わっています。", row=row), next_step="新しい質問票を作ってください。"
        )


def _questions(matter: Matter) -> list[core.Question]:
    newest: RequirementList | None = RequirementList.objects.filter(**queries.of(matter)).first()
    lines = queries.lines_of(newest)
    if not lines:
        raise NotFound(
            say("「{matter}」の要件がまだありません。", matter=matter),
            next_step="先に、要件のページでセキュリティ要件を定めてください。",
        )
    return [core.Question(one.id, one.heading, one.text, one.question) for one in lines]


def _write_version(
    actor: Actor, row: Questionnaire, number: int, questions: list[core.Question]
) -> QuestionVersion:
    kept: list[dict[str, Any]] = [
        {"id": one.id, "heading": one.heading, "requirement": one.requirement, "text": one.text}
        for one in questions
    ]
    made: QuestionVersion = QuestionVersion.make(
        questionnaire=row,
        number=number,
        questions=kept,
        digest=core.digest(questions),
        made_by_id=actor.person,
    )
    return made
