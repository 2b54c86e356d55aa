"""回答を受ける: from a guest, from an Excel file, from what the firm answered before; 回答を確かめる.

Answers handed in are a version that never changes. Until then they wait in the draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from sekisho.agreements import questionnaire as core
from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.agreements import questionnaire_queries
from sekisho.server.agreements.actions import ground
from sekisho.server.agreements.actions.questionnaires import about, close_links
from sekisho.server.agreements.models import AnswerVersion, GuestLink, Questionnaire
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers.actions import versions
from sekisho.terms import AnswerWay, QuestionnaireState, Reply

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.workbooks import Incoming

    Answers = Mapping[str, Mapping[str, Any]]

S = QuestionnaireState
_REPLIES = {one.value for one in Reply} | {""}


def save_guest_draft(link: GuestLink, digest: str, answers: Answers) -> Questionnaire:
    """Keep what a guest has written so far. The first time writes ``questionnaire.opened``.

    Raises:
        Conflict: the link was shut meanwhile, or the questions changed.
        BadInput: an answer is too long, or no reply there is.
    """
    with transaction.atomic():
        row = _for_guest(link, digest)
        row.draft = _read(row, answers)
        row.draft_at = timezone.now()
        if row.state == S.SENT.value:
            row.state = S.ANSWERING.value
            record(None, "questionnaire.opened", about(row), {"link": link.pk})
        row.save()
    return row


def answer_as_guest(link: GuestLink, digest: str, answers: Answers, *, by_name: str) -> AnswerVersion:
    """Hand the answers in; the link is shut by it. Writes ``questionnaire.answered``.

    Raises:
        Conflict: as :func:`save_guest_draft`.
        BadInput: a question is not answered, or the guest gives no name.
    """
    with transaction.atomic():
        row = _for_guest(link, digest)
        read = _read(row, answers)
        _refuse_gaps(row, read)
        name = ground.required("回答者", by_name, 120)
        made = _hand_in(row, read, way=AnswerWay.LINK, by_name=name)
        record(None, "questionnaire.answered", about(row), _told(made) | {"link": link.pk})
    return made


def take_in_answers(actor: Actor, pk: int, version: int, incoming: Incoming) -> AnswerVersion | None:
    """Take in what an Excel file says, after it was shown and agreed to. Writes ``questionnaire.taken_in``.

    Answers to the questions as they now stand, all of them given, are handed in. Otherwise (an older
    version, or gaps) they wait in the draft, and None is returned.

    Raises:
        Refused: the actor may not write for the section.
        NotFound, Conflict: as :func:`.ground.locked` says, or it waits for no answer.
        BadInput: a cell of the file could not be read.
    """
    if incoming.problems:
        raise BadInput("読めないセルがあります。", next_step="直したファイルを、もう一度選んでください。")
    with transaction.atomic():
        row: Questionnaire = ground.locked(Questionnaire, pk, version)
        require(actor, Permission.AGREEMENT_SEND, section=row.section_id)
        if row.state not in questionnaire_queries.WAITING:
            raise Conflict("回答を待っている質問票ではありません。", next_step="先に質問票を送ってください。")
        read = _read(row, {**row.draft, **incoming.answers})
        gaps = core.unanswered(questionnaire_queries.questions_of(questionnaire_queries.asked(row)), read)
        made = None
        if incoming.drift is None and not gaps:
            made = _hand_in(row, read, way=AnswerWay.EXCEL, by_name=incoming.by_name, person=actor.person)
        else:
            row.draft, row.draft_at, row.state = read, timezone.now(), S.ANSWERING.value
            versions.save_next(row)
        told = {"file": incoming.digest, "answers": len(incoming.answers), "of_version": incoming.number}
        record(actor, "questionnaire.taken_in", about(row), told | {"handed_in": made is not None})
    return made


def accept_earlier(actor: Actor, pk: int, version: int, questions: Collection[str]) -> int:
    """Put the chosen answers of before into the draft, with their origin.

    Writes ``questionnaire.earlier_accepted``.

    Raises:
        Refused: the actor may not write for the section.
        NotFound, Conflict: as :func:`.ground.locked` says, or it is answered already.
        BadInput: nothing was chosen.
    """
    with transaction.atomic():
        row: Questionnaire = ground.locked(Questionnaire, pk, version)
        require(actor, Permission.AGREEMENT_EDIT, section=row.section_id)
        if row.state not in {S.DRAFT.value, *questionnaire_queries.WAITING}:
            raise Conflict("もう回答されています。", next_step="画面を開き直してください。")
        chosen = [
            one
            for one in questionnaire_queries.earlier_answers(actor, row)
            if one.question.id in set(questions)
        ]
        if not chosen:
            raise BadInput("前の回答が選ばれていません。", next_step="使う回答を選んでください。")
        for one in chosen:
            row.draft[one.question.id] = {"reply": one.reply, "words": one.words, "origin": one.origin()}
        row.draft_at = timezone.now()
        versions.save_next(row)
        told = {
            "questions": [one.question.id for one in chosen],
            "from": sorted({one.number for one in chosen}),
        }
        record(actor, "questionnaire.earlier_accepted", about(row), told)
    return len(chosen)


def take_earlier_as_answer(actor: Actor, pk: int, version: int) -> AnswerVersion:
    """Let the answers of before, accepted for every question, count as the answer.

    Writes ``questionnaire.taken_in``.

    Raises:
        Refused: the actor may not send for the section.
        NotFound, Conflict: as :func:`.ground.locked` says.
        BadInput: a question is not answered by them.
    """
    with transaction.atomic():
        row: Questionnaire = ground.locked(Questionnaire, pk, version)
        require(actor, Permission.AGREEMENT_SEND, section=row.section_id)
        if row.state not in {S.DRAFT.value, *questionnaire_queries.WAITING}:
            raise Conflict("もう回答されています。", next_step="画面を開き直してください。")
        taken = {key: answer for key, answer in row.draft.items() if answer.get("origin")}
        _refuse_gaps(row, taken)
        made = _hand_in(row, taken, way=AnswerWay.REUSED, by_name="", person=actor.person)
        record(actor, "questionnaire.taken_in", about(row), _told(made) | {"handed_in": True})
    return made


def confirm(actor: Actor, pk: int, version: int, *, note: str) -> Questionnaire:
    """Note that the answers were looked at and suffice. Writes ``questionnaire.confirmed``.

    Raises:
        Refused: the actor may not confirm for the section.
        NotFound, Conflict: as :func:`.ground.locked` says, nothing was answered, or other questions were.
        BadInput: what was confirmed is missing.
    """
    with transaction.atomic():
        row: Questionnaire = ground.locked(Questionnaire, pk, version)
        require(actor, Permission.AGREEMENT_SEND, section=row.section_id)
        if row.state != S.ANSWERED.value:
            raise Conflict("確かめる回答がありません。", next_step="画面を開き直してください。")
        if questionnaire_queries.answers_of(row)[0].asked != questionnaire_queries.asked(row):
            raise Conflict(
                "今の質問への回答ではありません。",
                why="質問が、回答のあとに直されました。",
                next_step="もう一度送り、今の質問に答えてもらってください。",
            )
        row.note = ground.required("確かめたこと", note, 2000)
        row.state, row.confirmed_on = S.CONFIRMED.value, timezone.localdate()
        versions.save_next(row)
        record(actor, "questionnaire.confirmed", about(row), {"note": row.note[:400]})
    return row


def _for_guest(link: GuestLink, digest: str) -> Questionnaire:
    """Return the questionnaire a guest writes to, locked, if door and questions are still the same."""
    now = timezone.now()
    row: Questionnaire = Questionnaire.objects.select_for_update(of=("self",)).get(pk=link.questionnaire_id)
    still = GuestLink.objects.filter(pk=link.pk, closed_at=None, expires_at__gt=now).exists()
    if not still or row.state not in questionnaire_queries.WAITING:
        raise Conflict("この質問票は、もう受け付けていません。", next_step="送り主の課に連絡してください。")
    if questionnaire_queries.asked(row).digest != digest:
        raise Conflict(
            "質問が、あなたが開いたあとに直されました。",
            next_step="画面を開き直してください。書いた答えは、質問が変わっていないところに残っています。",
        )
    return row


def _read(row: Questionnaire, answers: Answers) -> dict[str, dict[str, Any]]:
    """Return what may be kept of ``answers``: replies to the questions as they now stand."""
    kept: dict[str, dict[str, Any]] = {}
    for one in questionnaire_queries.questions_of(questionnaire_queries.asked(row)):
        given = answers.get(one.id, {})
        reply, words = str(given.get("reply", "")), str(given.get("words", "")).strip()
        if reply not in _REPLIES:
            raise BadInput(
                say("「{reply}」は選べません。", reply=reply), where=one.id, next_step="選び直してください。"
            )
        words = ground.bounded(one.id, words, core.LONGEST)
        if not reply and not words:
            continue
        origin = row.draft.get(one.id, {}).get("origin") if row.draft else None
        before = row.draft.get(one.id, {})
        same = (before.get("reply"), before.get("words")) == (reply, words)
        kept[one.id] = {"reply": reply, "words": words} | ({"origin": origin} if origin and same else {})
    return kept


def _refuse_gaps(row: Questionnaire, answers: Answers) -> None:
    gaps = core.unanswered(questionnaire_queries.questions_of(questionnaire_queries.asked(row)), answers)
    if gaps:
        raise BadInput(
            say("まだ答えていない質問が{count}件あります（{ids}）。", count=len(gaps), ids=list(gaps[:10])),
            where="回答",
            why="「満たす」のほかは、説明も要ります。",
            next_step="すべての質問に答えてください。",
        )


def _hand_in(
    row: Questionnaire, answers: Answers, *, way: AnswerWay, by_name: str, person: int | None = None
) -> AnswerVersion:
    newest = row.answers.first()
    asked = questionnaire_queries.asked(row)
    if asked is None:
        raise NotFound("質問がありません。", next_step="質問票を作り直してください。")
    made: AnswerVersion = AnswerVersion.make(
        questionnaire=row,
        number=newest.number + 1 if newest else 1,
        asked=asked,
        answers=dict(answers),
        by_name=by_name[:120],
        by_person_id=person,
        way=way.value,
    )
    row.state, row.answered_at, row.draft, row.draft_at = S.ANSWERED.value, made.answered_at, {}, None
    close_links(row)
    versions.save_next(row)
    return made


def _told(made: AnswerVersion) -> dict[str, Any]:
    return {"answers": made.number, "of_version": made.asked.number, "way": made.way}
