"""審査を終える: the reviewer states what no machine can judge, and hands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.db import transaction

from sekisho.errors import BadInput, Refused, say
from sekisho.procedures.states import Verb
from sekisho.server.applications.actions.ground import advance, finish_step, note_down, stand
from sekisho.server.applications.actions.submit import keep_judgement
from sekisho.server.applications.answers import legible
from sekisho.server.applications.judging import checks_for, judge_application, require_pass
from sekisho.server.applications.models import Application, CheckAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.judgement import Decision
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.actions.ground import Ground

ANSWERS = {CheckAnswer.YES: "はい", CheckAnswer.NO: "いいえ", CheckAnswer.NOT_APPLICABLE: "当たらない"}


@attrs.frozen
class Stated:
    """A reviewer's statement about one clause."""

    answer: str
    note: str = ""


def review(
    actor: Actor, pk: int, *, version: int, checks: Mapping[str, Stated], note: str = ""
) -> Application:
    """Finish the review with a statement for every clause of the checklist. Writes ``application.reviewed``.

    Raises:
        BadInput: a statement is missing, or 当たらない stands without its reason.
        Refused: a clause is not met (send it back instead), or the judgement no longer passes.
        NotFound, Conflict: as :func:`.ground.stand` says.
    """
    with transaction.atomic():
        ground = stand(actor, pk, version, Verb.REVIEW)
        decision = judge_application(ground.application, ground.at, ground.day)
        require_pass(decision)
        keep_judgement(ground.application, decision)
        stated = _keep_checks(ground, actor, decision, checks)
        finish_step(ground, actor, note=note)
        advance(ground)
        return note_down(
            ground,
            actor,
            "reviewed",
            {"outcome": decision.outcome.value, "facts": decision.facts, "checks": stated},
            note=note,
        )


def _keep_checks(
    ground: Ground, actor: Actor, decision: Decision, checks: Mapping[str, Stated]
) -> dict[str, str]:
    kept = {}
    for item in checks_for(decision):
        stated = checks.get(item.clause)
        if stated is None or stated.answer not in ANSWERS:
            raise BadInput(
                say("{clause}の確認が答えられていません。", clause=item.clause),
                where=item.question,
                next_step="「はい」「いいえ」「当たらない」から選んでください。",
                clauses=(item.clause,),
            )
        if stated.answer == CheckAnswer.NO:
            raise Refused(
                say("{clause}が満たされていないので、審査を終えられません。", clause=item.clause),
                why=item.question,
                next_step="「差し戻す」で、直すところを申請者に伝えてください。",
                clauses=(item.clause,),
            )
        if stated.answer == CheckAnswer.NOT_APPLICABLE and not stated.note.strip():
            raise BadInput(
                say("{clause}を「当たらない」とした理由が書かれていません。", clause=item.clause),
                where=item.question,
                next_step="理由を一言書いてください。",
                clauses=(item.clause,),
            )
        CheckAnswer.make(
            application=ground.application,
            round=ground.application.round,
            clause=item.clause,
            answer=stated.answer,
            note=legible(stated.note, item.question)[:1000],
            by_id=actor.person,
            at=ground.at,
        )
        kept[item.clause] = stated.answer
    return kept
