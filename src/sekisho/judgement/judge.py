"""``judge(crossing, facts, rulebook, at) → Decision``.

One Cedar evaluation of the slice's conditions tells how every clause stands. A condition that could
not be evaluated makes its clause unknown, and unknown is never yes: ``docs/decisions/0002`` says why a
violated clause still outranks an unknown one, ``0003`` why conditions are evaluated as permits.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import cedarpy

from sekisho.catalogue.compile import digest_of
from sekisho.catalogue.vocabulary import OFFICE, SUBJECT, FactValue, action
from sekisho.errors import BadInput, CannotRun
from sekisho.judgement.decision import Citation, Decision, Duty
from sekisho.judgement.facts import read_facts
from sekisho.terms import ClauseStatus, Effect, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sekisho.catalogue.compile import Rule, Rulebook, RuleSlice
    from sekisho.judgement.crossing import Crossing

_ERROR = "error while evaluating policy "
_NO_FACT = ": record does not have the attribute "
_SATISFIED, _VIOLATED = ClauseStatus.SATISFIED, ClauseStatus.VIOLATED
_UNKNOWN, _APART = ClauseStatus.UNKNOWN, ClauseStatus.NOT_APPLICABLE
_cite: Callable[[tuple[Rule, ClauseStatus, Mapping[str, FactValue], str | None]], Citation] = partial(
    tuple.__new__, Citation
)
"""``Citation(*row)`` without the detour through Python: a decision makes one for every clause."""
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


def evaluate(rules: RuleSlice, given: Mapping[str, FactValue]) -> tuple[set[str], dict[str, str | None]]:
    """Evaluate the slice once: the probes that hold, and those that failed with the fact missing."""
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
    diagnostics = result.diagnostics
    if result.decision is cedarpy.Decision.NoDecision:
        raise _cannot("；".join(diagnostics.errors))
    return set(diagnostics.reasons), dict(_failure(message) for message in diagnostics.errors)


def _failure(message: str) -> tuple[str, str | None]:
    """Take Cedar's message apart: the probe, and the fact if one was missing."""
    parts = message.split("`")
    if parts[0] != _ERROR or len(parts) < 3:  # noqa: PLR2004 - text, probe, text
        raise _cannot(message)
    return parts[1], parts[3] if parts[2] == _NO_FACT else None


def _cannot(why: str) -> CannotRun:
    return CannotRun(
        "判定を行えませんでした。",
        why=why,
        next_step="入力した値を確かめ、直らなければ情報政策課に知らせてください。",
    )


def _explain(rules: RuleSlice, given: Mapping[str, FactValue]) -> list[Citation]:
    held, failed = evaluate(rules, given)
    violated: list[Citation] = []
    unknown: list[Citation] = []
    satisfied: list[Citation] = []
    apart: list[Citation] = []
    for rule in rules.rules:
        _clause, applies, requires, _scope, _reads = rule
        if applies in held:
            if requires in held:
                satisfied.append(_cite((rule, _SATISFIED, given, None)))
            elif requires in failed:
                unknown.append(_cite((rule, _UNKNOWN, given, failed[requires])))
            else:
                violated.append(_cite((rule, _VIOLATED, given, None)))
        elif applies in failed:
            unknown.append(_cite((rule, _UNKNOWN, given, failed[applies])))
        else:
            apart.append(_cite((rule, _APART, given, None)))
    return [*violated, *unknown, *satisfied, *apart]


def _outcome(citations: list[Citation]) -> Outcome:
    """Deny outranks unknown: no missing fact can undo a violated clause (docs/decisions/0002)."""
    outcome = Outcome.PERMIT
    for row in citations:
        effect = row.judged.clause.effect
        if row.status is ClauseStatus.VIOLATED:
            if effect is Effect.DENY:
                return Outcome.DENY
        elif row.status is not ClauseStatus.UNKNOWN:
            break  # violated and unknown come first
        elif effect is not Effect.ADVISE:
            outcome = Outcome.UNDETERMINED
    return outcome


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
    names = set()
    for row in citations:
        if row.status is _UNKNOWN and row.judged.clause.effect is not Effect.ADVISE and row.missing:
            names.add(row.missing)
        elif row.status is _SATISFIED or row.status is _APART:
            break  # violated and unknown come first
    return tuple(name for name in rulebook.vocabulary if name in names) if names else ()
