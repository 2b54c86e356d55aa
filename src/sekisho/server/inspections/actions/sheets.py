"""自己点検に答える, 資料を付ける, 提出する. What is not done becomes a finding with the submission."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.journal.entry import canonical
from sekisho.procedures import questionnaire
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import blobs, uploads
from sekisho.server.catalogues import numbers
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.inspections.actions import ground
from sekisho.server.inspections.models import Answer, Sheet
from sekisho.server.ledgers.actions import versions
from sekisho.terms import FindingState, InspectionAnswer

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor


def save_answer(actor: Actor, pk: int, clause: str, *, answer: str, text: str) -> Answer:
    """Keep an answer as a draft; the record gets it with the submission.

    Raises:
        NotFound: there is no such sheet, or the clause is not asked on it.
        Refused: the actor may not answer for the section.
        Conflict: the sheet was submitted.
        BadInput: the answer is none of the four, or the text is too long.
    """
    if answer and answer not in set(InspectionAnswer):
        raise BadInput(say("「{answer}」という答えはありません。", answer=answer), where="答え")
    ground.writable("証拠・理由", text)
    with transaction.atomic():
        row = _answer(actor, pk, clause)
        row.answer, row.text = answer, text
        row.answered_by_id, row.answered_at = actor.person, timezone.now()
        row.save()
    return row


def attach(actor: Actor, pk: int, clause: str, *, name: str, data: bytes) -> Answer:
    """Seal a file as the evidence of an answer, in place of an earlier one. Writes ``sheet.attached``.

    Raises:
        As :func:`save_answer`, and BadInput: the file may not be kept.
    """
    upload = uploads.check(name, data)
    with transaction.atomic():
        row = _answer(actor, pk, clause)
        row.file_name, row.file, row.media_type = upload.name, blobs.put(upload.data), upload.media_type
        row.answered_by_id, row.answered_at = actor.person, timezone.now()
        row.save()
        told = {"clause": clause, "sha256": row.file}
        record(actor, "sheet.attached", Subject("sheet", pk, row.sheet.section_id), told)
    return row


def submit_sheet(actor: Actor, pk: int, version: int) -> Sheet:
    """Submit a section's answers with the computed numbers beside them. Writes ``sheet.submitted``.

    Every できていない and 一部できていない becomes a finding (``finding.recorded``). What was asked by a
    clause that is in force no more is left out.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says.
        Refused: the actor may not submit for the section.
        Conflict: it was submitted already.
        BadInput: an answer, an evidence or a reason is missing.
    """
    with transaction.atomic():
        sheet: Sheet = ground.locked(Sheet, pk, version, actor=actor, permission=Permission.INSPECTION_SUBMIT)
        _refuse_submitted(sheet)
        rulebook = rulebook_in_force()
        answers = list(Answer.objects.filter(sheet=sheet, clause__in=rulebook.clauses))
        questionnaire.refuse_unready(given(row) for row in answers)
        sheet.standing = {
            row.clause.id: [row.applicable, row.satisfied, row.violated, row.unknown]
            for row in numbers.by_clause(actor, rulebook, sheet.section_id)
            if row.applicable
        }
        sheet.submitted_at, sheet.submitted_by_id = timezone.now(), actor.person
        versions.save_next(sheet)
        digest = hashlib.sha256(canonical({row.clause: [row.answer, row.text, row.file] for row in answers}))
        found = [_finding(actor, sheet, row) for row in answers if row.answer in questionnaire.GRADE_OF]
        told = {"answers": digest.hexdigest(), "findings": found}
        record(actor, "sheet.submitted", Subject("sheet", sheet.pk, sheet.section_id), told)
    return sheet


def given(row: Answer) -> questionnaire.Given:
    """Return an answer as the procedure reads it."""
    answer = InspectionAnswer(row.answer) if row.answer else None
    return questionnaire.Given(row.clause, answer, row.text, bool(row.file))


def _finding(actor: Actor, sheet: Sheet, row: Answer) -> str:
    finding = ground.new_finding(
        fiscal_year=sheet.campaign.fiscal_year,
        section_id=sheet.section_id,
        answer=row,
        clause=row.clause,
        grade=questionnaire.GRADE_OF[InspectionAnswer(row.answer)].value,
        facts=row.text,
        found_by_id=actor.person,
        found_on=timezone.localdate(),
        state=FindingState.OPEN.value,
    )
    told = {"number": finding.number, "clause": row.clause, "grade": finding.grade}
    record(actor, "finding.recorded", Subject("finding", finding.pk, sheet.section_id), told)
    return finding.number


def _answer(actor: Actor, pk: int, clause: str) -> Answer:
    sheet: Sheet = ground.locked(Sheet, pk, actor=actor, permission=Permission.INSPECTION_ANSWER)
    _refuse_submitted(sheet)
    row: Answer | None = Answer.objects.filter(sheet=sheet, clause=clause).first()
    if row is None:
        raise NotFound(
            say("「{clause}」は、この自己点検では聞いていません。", clause=clause),
            next_step="画面を開き直してください。",
        )
    row.sheet = sheet
    return row


def _refuse_submitted(sheet: Sheet) -> None:
    if sheet.submitted_at is not None:
        raise Conflict(
            "この自己点検は提出済みです。", next_step="直すことがあれば、情報政策課に知らせてください。"
        )
