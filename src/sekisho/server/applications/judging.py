"""Judging an application and the act of deciding it: the one place where this slice calls the core."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sekisho.errors import Refused, say
from sekisho.judgement import FACTS, Crossing, judge
from sekisho.procedures import authority, checklist
from sekisho.procedures.route import Route, route
from sekisho.server.applications.facts import decision_facts, facts_of
from sekisho.server.applications.models import StandingAuthority
from sekisho.server.applications.offices import alone_in
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.terms import ClauseStatus, CrossingKind, Effect, Outcome, ServiceClass

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.judgement import Decision
    from sekisho.procedures.authority import RuleTable
    from sekisho.procedures.checklist import Item
    from sekisho.server.applications.models import Application

_PASSES = (Outcome.PERMIT, Outcome.CONDITIONAL)
_RULES = files("sekisho.procedures") / "rules"


def judge_application(application: Application, at: dt.datetime, day: dt.date) -> Decision:
    """Judge the use that ``application`` asks for, as of ``at``."""
    crossing = Crossing(CrossingKind.USE_EXTERNAL_SERVICE, application.number)
    return judge(crossing, facts_of(application, day), rulebook_in_force(), at)


def require_pass(decision: Decision) -> None:
    """Refuse what may not go on: 不可 and 判定不能, naming the clauses and the next step.

    Raises:
        Refused: with the clauses the outcome rests on.
    """
    if decision.outcome in _PASSES:
        return
    clauses = decision.cited
    rests_on = [row for row in decision.citations if row.clause in clauses]
    named = "、".join(f"{row.clause}「{row.rule.title}」" for row in rests_on)
    steps = [row.remedy.text for row in rests_on if row.remedy]
    excusable = [row.clause for row in rests_on if row.rule.exception]
    advice = "。".join(dict.fromkeys(steps))
    if excusable:
        advice += f"。満たせない事情があるときは、例外措置を申請できます（{'、'.join(excusable)}）"
    if decision.outcome is Outcome.UNDETERMINED:
        facts = [FACTS[name] for name in decision.missing]
        raise Refused(
            say("判定に足りない事実があります：{facts}", facts=facts),
            why=named,
            next_step=f"{advice}。",
            clauses=clauses,
        )
    raise Refused(
        "判定が「不可」なので、進められません。", why=named, next_step=f"{advice}。", clauses=clauses
    )


def require_lawful_decision(
    application: Application, decider: int, facts: dict[str, Any], at: dt.datetime
) -> Decision:
    """Judge the act of deciding by ``decider`` and refuse it where a clause forbids it.

    Raises:
        Refused: nobody decides their own application, nothing unreviewed is decided, and so on.
    """
    crossing = Crossing(CrossingKind.DECIDE, application.number)
    decision = judge(crossing, decision_facts(application, decider, facts), rulebook_in_force(), at)
    require_pass(decision)
    return decision


def excusable_clauses(decision: Decision) -> tuple[str, ...]:
    """Return the clauses that stop the application and for which an 例外措置 may be asked."""
    stops = {ClauseStatus.VIOLATED, ClauseStatus.UNKNOWN}
    return tuple(
        row.clause
        for row in decision.citations
        if row.status in stops and row.rule.effect is Effect.DENY and row.rule.exception
    )


def rule_table() -> RuleTable:
    """Return the 専決規程 of the body in force; the model text until the body has its own."""
    return _parsed(rules_text())


def rules_text() -> str:
    """Return the text of the 専決規程 in force."""
    own = StandingAuthority.objects.first()
    return own.text if own else (_RULES / "standing-authority.yaml").read_text(encoding="utf-8")


def route_for(application: Application, decision: Decision, day: dt.date) -> Route:
    """Return the route of an application that passed its judgement."""
    table = rule_table()
    return route(
        table,
        matter=CrossingKind.USE_EXTERNAL_SERVICE,
        service_class=ServiceClass(str(decision.given["service_class"])),
        confidentiality=int(str(decision.given["confidentiality"])),
        exception=bool(decision.given.get("exceptions")),
        applicant_alone=alone_in(application.applicant_id, application.section_id, day, table.offices),
    )


def checks_for(decision: Decision) -> tuple[Item, ...]:
    """Return what the reviewer of an application judged so states in person."""
    return checklist.asked(questions_to_reviewers(), decision.given)


@lru_cache(maxsize=16)
def _parsed(text: str) -> RuleTable:
    return authority.parse(text)


@lru_cache(maxsize=1)
def questions_to_reviewers() -> tuple[Item, ...]:
    """Return every question a reviewer may be asked (審査票)."""
    return checklist.parse((_RULES / "review-checklist.yaml").read_text(encoding="utf-8"))
