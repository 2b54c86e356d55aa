"""``judge(crossing, facts, rulebook, at) → Decision``.

One Cedar evaluation of the slice's conditions tells how every clause stands. A condition that could
not be evaluated makes its clause unknown, and unknown is never yes: ``docs/decisions/0002`` says why a
violated clause still outranks an unknown one, ``0003`` why conditions are evaluated as permits.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import cedarpy

from sekisho.catalogue.compile import Rulebook, RuleSlice, digest_of
from sekisho.catalogue.vocabulary import OFFICE, SUBJECT, FactValue, action
from sekisho.errors import BadInput, CannotRun
from sekisho.judgement.decision import Citation, Decision, Duty
from sekisho.judgement.facts import read_facts
from sekisho.terms import ClauseStatus, Effect, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sekisho.judgement.crossing import Crossing

_ERROR = re.compile(
    r"error while evaluating policy `policy(\d+)`: (?:record does not have the attribute `(\w+)`)?"
)
_NO_ENTITIES = cedarpy.Entities.from_json_str("[]")


def judge(
    crossing: Crossing, facts: Mapping[str, object], rulebook: Rulebook, at: datetime | None = None
) -> Decision:
    """Judge ``crossing`` by ``rulebook`` on ``facts``.

    ``facts`` may leave out anything; what is absent or None is unknown. ``at`` is the time of judgement,
    recorded in the decision and never read from a clock here. BadInput for an unknown fact, a wrong
    type, an unknown clause in ``exceptions``, or a time without its offset.
    """
    if at is not None and at.utcoffset() is None:
        raise BadInput(
            "判定の日時に時差がありません。", next_step="+09:00 のように時差を付けてください。", where="at"
        )
    given = read_facts(facts, rulebook.vocabulary)
    check_exceptions(given, rulebook)
    rules = rulebook.rules_for(crossing.kind)
    citations = _explain(rules, given)
    outcome = _outcome(citations)
    duties = _duties(citations) if outcome is Outcome.PERMIT else ()
    return Decision(
        outcome=Outcome.CONDITIONAL if duties else outcome,
        citations=tuple(citations),
        obligations=duties,
        missing=_missing(citations, rulebook),
        rulebook=rulebook.digest,
        facts=digest_of(given),
        kind=crossing.kind,
        subject=crossing.subject,
        at=at,
        given=given,
    )


def check_exceptions(given: Mapping[str, FactValue], rulebook: Rulebook) -> None:
    """Refuse a recorded exception to a clause that does not exist or allows none."""
    exceptions = given["exceptions"]
    for clause_id in exceptions if isinstance(exceptions, tuple) else ():
        clause = rulebook.clauses.get(clause_id)
        if clause is None:
            raise BadInput(
                f"例外措置の対象「{clause_id}」という条文はありません。",
                next_step="例外措置の記録にある条文の番号を確かめてください。",
                where="facts.exceptions",
            )
        if not clause.exception:
            raise BadInput(
                f"条文 {clause_id}「{clause.title}」には例外措置を認めていません。",
                next_step="例外措置の記録を取り下げ、条文を満たす方法を検討してください。",
                where="facts.exceptions",
                clauses=(clause_id,),
            )


def evaluate(rules: RuleSlice, given: Mapping[str, FactValue]) -> tuple[set[int], dict[int, str | None]]:
    """Evaluate the slice's conditions once: positions that hold, and positions that failed with the fact."""
    context = {name: given[name] for name in rules.reads if name in given}
    result = cedarpy.is_authorized(
        {
            "principal": OFFICE,
            "action": action(rules.kind),
            "resource": SUBJECT,
            "context": json.dumps(context, ensure_ascii=False),
        },
        rules.probes,
        _NO_ENTITIES,
    )
    if result.decision is cedarpy.Decision.NoDecision:
        raise CannotRun(
            "判定を行えませんでした。",
            why="；".join(result.diagnostics.errors),
            next_step="入力した値を確かめ、直らなければ情報政策課に知らせてください。",
        )
    held = {int(reason[6:]) for reason in result.diagnostics.reasons}
    failed: dict[int, str | None] = {}
    for message in result.diagnostics.errors:
        found = _ERROR.match(message)
        if found is None:
            raise CannotRun(
                "判定を行えませんでした。", why=message, next_step="情報政策課に知らせてください。"
            )
        failed[int(found.group(1))] = found.group(2)
    return held, failed


def _explain(rules: RuleSlice, given: Mapping[str, FactValue]) -> list[Citation]:
    held, failed = evaluate(rules, given)
    violated, unknown, satisfied, apart = [], [], [], []
    for clause, applies, requires in rules.pairs:
        if applies in failed:
            unknown.append(Citation(clause.id, ClauseStatus.UNKNOWN, clause, given, failed[applies]))
        elif applies not in held:
            apart.append(Citation(clause.id, ClauseStatus.NOT_APPLICABLE, clause, given))
        elif requires in failed:
            unknown.append(Citation(clause.id, ClauseStatus.UNKNOWN, clause, given, failed[requires]))
        elif requires in held:
            satisfied.append(Citation(clause.id, ClauseStatus.SATISFIED, clause, given))
        else:
            violated.append(Citation(clause.id, ClauseStatus.VIOLATED, clause, given))
    return [*violated, *unknown, *satisfied, *apart]


def _outcome(citations: list[Citation]) -> Outcome:
    """Deny outranks unknown: no missing fact can undo a violated clause (docs/decisions/0002)."""
    effects = {
        status: {row.rule.effect for row in citations if row.status is status}
        for status in (ClauseStatus.VIOLATED, ClauseStatus.UNKNOWN)
    }
    if Effect.DENY in effects[ClauseStatus.VIOLATED]:
        return Outcome.DENY
    if effects[ClauseStatus.UNKNOWN] & {Effect.DENY, Effect.CONDITION}:
        return Outcome.UNDETERMINED
    return Outcome.PERMIT


def _duties(citations: list[Citation]) -> tuple[Duty, ...]:
    """The conditions of use: remedies of unmet ``condition`` clauses, obligations of all that apply."""
    duties = []
    for row in citations:
        rule = row.rule
        if row.status is ClauseStatus.VIOLATED and rule.effect is Effect.CONDITION and rule.remedy:
            duties.append(Duty(rule.id, rule.remedy.text, rule.remedy.who, rule.remedy.due, rule.remedy.days))
        if row.status in {ClauseStatus.VIOLATED, ClauseStatus.SATISFIED}:
            duties += [Duty(rule.id, one.text, one.who, one.due, one.days) for one in rule.obligations]
    return tuple(duties)


def _missing(citations: list[Citation], rulebook: Rulebook) -> tuple[str, ...]:
    names = {row.missing for row in citations if row.missing and row.rule.effect is not Effect.ADVISE}
    return tuple(name for name in rulebook.vocabulary if name in names) if names else ()
