"""The route of one application: the steps that the 専決規程 gives it, each with its office and deputies.

Nobody decides their own matter (対策基準 1(8) 兼務の禁止): where the applicant is the only holder of an
office, the step climbs the ladder (課長 → 統括 → CISO), and the route says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import Refused, say
from sekisho.procedures.authority import Office, Rule, RuleTable
from sekisho.terms import CrossingKind, Role, ServiceClass, StepKind

if TYPE_CHECKING:
    from collections.abc import Collection


@attrs.frozen
class RouteStep:
    """One step: what, by whom, within how many working days, and who may step in."""

    kind: StepKind
    office: Office
    days: int
    deputies: tuple[Office, ...] = ()
    climbed: bool = False
    """Whether the step went up because the applicant holds the office alone."""


@attrs.frozen
class Route:
    """The steps in order, the rule they come from, and whether 代決 is allowed."""

    rule: str
    table: str
    acting: bool
    steps: tuple[RouteStep, ...]

    @property
    def kinds(self) -> tuple[StepKind, ...]:
        """The kinds of the steps in order."""
        return tuple(step.kind for step in self.steps)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as they are bound by the decision."""
        return {
            "rule": self.rule,
            "table": self.table,
            "acting": self.acting,
            "steps": [
                {
                    "kind": step.kind.value,
                    "role": step.office.role.value,
                    "at": step.office.at,
                    "days": step.days,
                    "climbed": step.climbed,
                    "deputies": [{"role": one.role.value, "at": one.at} for one in step.deputies],
                }
                for step in self.steps
            ],
        }


def route(
    table: RuleTable,
    *,
    matter: CrossingKind,
    service_class: ServiceClass,
    confidentiality: int,
    exception: bool = False,
    applicant_alone: Collection[Role] = (),
) -> Route:
    """Return the route for one application.

    Args:
        table: the 専決規程 in force.
        matter: what is applied for.
        service_class: one of the two classes, the second split by 機密性2以上.
        confidentiality: the highest grade of the assets, 1 to 3.
        exception: whether an 例外措置 is asked for; that always goes to the CISO.
        applicant_alone: the roles that nobody but the applicant holds at the place the step looks.

    Raises:
        BadInput: the table has no line for the combination.
        Refused: even the top of the ladder is the applicant alone.
    """
    rule = table.rule_for(matter, service_class, confidentiality, exception=exception)
    steps = [
        _step(table, StepKind.REVIEW, rule.review, applicant_alone),
        *(_step(table, StepKind.CONSULTATION, role, applicant_alone) for role in rule.consult),
        _decision(table, rule, applicant_alone),
    ]
    return Route(
        rule=rule.id,
        table=f"{table.title} {table.version}".strip(),
        acting=rule.acting,
        steps=_without_doubles(steps),
    )


def _step(table: RuleTable, kind: StepKind, role: Role, alone: Collection[Role]) -> RouteStep:
    who = _climb(table, role, alone)
    return RouteStep(kind, Office(who, table.offices[who]), table.days[kind], climbed=who is not role)


def _decision(table: RuleTable, rule: Rule, alone: Collection[Role]) -> RouteStep:
    step = _step(table, StepKind.DECISION, rule.decide, alone)
    deputies = table.deputies.get(step.office.role, ()) if rule.acting else ()
    return attrs.evolve(step, deputies=deputies)


def _climb(table: RuleTable, role: Role, alone: Collection[Role]) -> Role:
    if role not in alone:
        return role
    above = table.ladder[table.ladder.index(role) + 1 :] if role in table.ladder else table.ladder
    for candidate in above:
        if candidate not in alone:
            return candidate
    raise Refused(
        say("「{role}」の職にあるのが申請者だけなので、審査・決裁できる人がいません。", role=role),
        why="自分の申請を自分で決裁することはできません（兼務の禁止）。",
        next_step="申請者を別の職員に替えるか、情報政策課に相談してください。",
    )


def _without_doubles(steps: list[RouteStep]) -> tuple[RouteStep, ...]:
    """Drop a consultation of an office that reviews before or decides after it."""
    kept: list[RouteStep] = []
    decider = steps[-1].office
    for step in steps:
        offices = {one.office for one in kept if one.kind is not StepKind.DECISION} | {decider}
        if step.kind is StepKind.CONSULTATION and step.office in offices:
            continue
        kept.append(step)
    return tuple(kept)
