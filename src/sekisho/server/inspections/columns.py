"""The columns of 指摘・改善計画一覧 and of the answers of a campaign on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.server.ledgers.columns import Column, labels_of
from sekisho.terms import FindingGrade, FindingState, InspectionAnswer

if TYPE_CHECKING:
    from sekisho.server.inspections.models import Answer, Finding

_GRADES, _STATES, _ANSWERS = labels_of(FindingGrade), labels_of(FindingState), labels_of(InspectionAnswer)


def _source(row: Finding) -> str:
    return row.audit.theme if row.audit else "自己点検"


FINDINGS: tuple[Column, ...] = (
    Column("指摘番号", lambda row: row.number, 16),
    Column("年度", lambda row: row.fiscal_year, 8),
    Column("課", lambda row: row.section.name, 18),
    Column("もと", _source, 24),
    Column("条文", lambda row: row.clause, 12),
    Column("重さ", lambda row: _GRADES[row.grade], 10),
    Column("事実", lambda row: row.facts, 40),
    Column("指摘した日", lambda row: row.found_on, 12),
    Column("改善すること", lambda row: row.plan, 40),
    Column("担当", lambda row: row.plan_who, 14),
    Column("期限", lambda row: row.due, 12),
    Column("改善した日", lambda row: row.done_on, 12),
    Column("確かめた日", lambda row: row.verified_on, 12),
    Column("状態", lambda row: _STATES[row.state], 16),
)


def _answer(row: Answer) -> str:
    return _ANSWERS[row.answer] if row.answer else ""


ANSWERS: tuple[Column, ...] = (
    Column("課", lambda row: row.sheet.section.name, 18),
    Column("条文", lambda row: row.clause, 12),
    Column("答え", _answer, 16),
    Column("証拠・理由", lambda row: row.text, 50),
    Column("資料", lambda row: row.file_name, 24),
    Column("資料のSHA-256", lambda row: row.file, 20),
    Column("答えた人", lambda row: row.answered_by.name if row.answered_by else "", 14),
)
