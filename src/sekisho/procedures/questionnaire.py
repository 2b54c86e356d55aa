"""What an answer of the 自己点検 must hold before it is submitted. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.errors import BadInput, say
from sekisho.terms import FindingGrade, InspectionAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable

A = InspectionAnswer
GRADE_OF = {A.NOT_DONE: FindingGrade.NONCONFORMITY, A.PARTLY: FindingGrade.OBSERVATION}
"""What answer becomes a finding of which grade."""


@attrs.frozen
class Given:
    """One answer as it stands; ``answer`` None while there is none."""

    clause: str
    answer: InspectionAnswer | None
    text: str
    attached: bool


def lacks(given: Given) -> str:
    """Return what the answer still lacks: "answer", "evidence", "reason", or "" for nothing."""
    if given.answer is None:
        return "answer"
    if given.answer is A.DONE:
        return "" if given.text.strip() or given.attached else "evidence"
    return "" if given.text.strip() else "reason"


def refuse_unready(answers: Iterable[Given]) -> None:
    """Refuse answers of which one lacks something.

    Raises:
        BadInput: naming the clauses.
    """
    wanting = [given.clause for given in answers if lacks(given)]
    if wanting:
        raise BadInput(
            say("答え・証拠・理由がそろっていない条文があります：{clauses}", clauses=wanting),
            next_step="「できている」には証拠を、ほかの答えには理由を書いてから提出してください。",
        )
