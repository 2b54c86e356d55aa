"""専決規程 as data: which office reviews, is consulted and decides, by matter, class and grade.

A rule table is YAML (``rules/standing-authority.yaml`` is the model text; a body may keep its own). It takes
effect only when it is whole: every combination of matter, class, grade and exception that can occur is met
by exactly one rule. Office practice behind the words: 専決 is standing authority within listed matters; 代決
is temporary, in a fixed order of deputies, and may be barred for weighty matters.
"""

from __future__ import annotations

from typing import Any

import attrs
import yaml

from sekisho.errors import BadInput
from sekisho.terms import CrossingKind, Role, ServiceClass, StepKind

_WHERE = "専決規程"
_COMBINATIONS = (
    (CrossingKind.USE_EXTERNAL_SERVICE, ServiceClass.EXTERNAL_ORDINARY, (1,), (False, True)),
    (CrossingKind.USE_EXTERNAL_SERVICE, ServiceClass.EXTERNAL_SENSITIVE, (2, 3), (False, True)),
    (CrossingKind.OUTSOURCE, ServiceClass.OUTSOURCING, (1, 2, 3), (False,)),
)


@attrs.frozen
class Office:
    """Holders of a role: in the applicant's section, in the whole body, or in the decider's own office."""

    role: Role
    at: str
    """``section``, ``body`` or (deputies only) ``office``."""


@attrs.frozen
class Rule:
    """One line of the table."""

    id: str
    matter: CrossingKind
    classes: tuple[ServiceClass, ...]
    confidentiality: tuple[int, ...]
    exception: bool
    review: Role
    consult: tuple[Role, ...]
    decide: Role
    acting: bool
    """Whether 代決 is allowed."""

    def covers(self, matter: CrossingKind, service_class: ServiceClass, grade: int, exception: bool) -> bool:  # noqa: FBT001  the four keys of the table
        """Tell whether this line is the one for the combination."""
        return (
            self.matter is matter
            and service_class in self.classes
            and grade in self.confidentiality
            and self.exception is exception
        )


@attrs.frozen
class RuleTable:
    """A whole 専決規程."""

    title: str
    version: str
    offices: dict[Role, str]
    ladder: tuple[Role, ...]
    deputies: dict[Role, tuple[Office, ...]]
    days: dict[StepKind, int]
    rules: tuple[Rule, ...]

    def rule_for(
        self, matter: CrossingKind, service_class: ServiceClass, grade: int, *, exception: bool
    ) -> Rule:
        """Return the one line for the combination.

        Raises:
            BadInput: no line covers it (an application of an impossible class and grade).
        """
        for rule in self.rules:
            if rule.covers(matter, service_class, grade, exception):
                return rule
        raise BadInput(
            f"専決規程に「{service_class.label}・機密性{grade}」の定めがありません。",
            where=_WHERE,
            next_step="区分と機密性の組合せを確かめてください。正しいときは情報政策課に連絡してください。",
        )


def parse(text: str) -> RuleTable:
    """Read a rule table.

    Raises:
        BadInput: it is not YAML of this shape, or leaves a combination without exactly one rule.
    """
    raw = _mapping(_load(text), "全体")
    offices = {
        _role(role, "offices"): _place(at) for role, at in _mapping(raw.get("offices"), "offices").items()
    }
    table = RuleTable(
        title=str(raw.get("title", "")),
        version=str(raw.get("version", "")),
        offices=offices,
        ladder=tuple(_role(role, "ladder") for role in _list(raw.get("ladder"), "ladder")),
        deputies={
            _role(role, "deputies"): tuple(_deputy(one) for one in _list(several, f"deputies.{role}"))
            for role, several in _mapping(raw.get("deputies"), "deputies").items()
        },
        days=_days(_mapping(raw.get("days"), "days")),
        rules=tuple(_rule(one, number) for number, one in enumerate(_list(raw.get("rules"), "rules"), 1)),
    )
    _check_offices(table)
    _check_whole(table)
    return table


def _load(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{mark.line + 1}行目" if mark else ""
        raise BadInput(
            "専決規程のYAMLが読めません。",
            where=f"{_WHERE} {place}".strip(),
            next_step="字下げと記号を確かめてください。",
        ) from error


def _check_offices(table: RuleTable) -> None:
    used = {role for rule in table.rules for role in (rule.review, *rule.consult, rule.decide)} | set(
        table.ladder
    )
    for role in sorted(used):
        if role not in table.offices:
            raise _fault(f"役割「{role.label}」をどこで探すか（offices）が書かれていません。", "offices")
    for rule in table.rules:
        if rule.acting and not table.deputies.get(rule.decide):
            raise _fault(
                f"{rule.id}は代決を認めていますが、「{rule.decide.label}」の代決者がいません。", rule.id
            )


def _check_whole(table: RuleTable) -> None:
    for matter, service_class, grades, exceptions in _COMBINATIONS:
        for grade in grades:
            for exception in exceptions:
                found = [
                    rule.id for rule in table.rules if rule.covers(matter, service_class, grade, exception)
                ]
                if len(found) == 1:
                    continue
                what = f"「{service_class.label}・機密性{grade}{'・例外措置あり' if exception else ''}」"
                why = f"{'、'.join(found)}が重なっています。" if found else "どの行にも当てはまりません。"
                raise _fault(f"{what}の決裁者が一つに決まりません。{why}", "rules")


def _rule(raw: object, number: int) -> Rule:
    row = _mapping(raw, f"rules {number}行目")
    where = str(row.get("id") or f"rules {number}行目")
    unknown = sorted(set(row) - {field.name for field in attrs.fields(Rule)})
    if unknown:
        raise _fault(f"知らない項目「{'、'.join(unknown)}」があります。", where)
    acting = row.get("acting", "barred")
    if acting not in {"allowed", "barred"}:
        raise _fault(f"acting「{acting}」は allowed か barred で書いてください。", where)
    return Rule(
        id=where,
        matter=_member(CrossingKind, row.get("matter"), where),
        classes=tuple(_member(ServiceClass, one, where) for one in _list(row.get("classes"), where)),
        confidentiality=tuple(_grade(one, where) for one in _list(row.get("confidentiality"), where)),
        exception=row.get("exception", False) is True,
        review=_role(row.get("review"), where),
        consult=tuple(_role(one, where) for one in _list(row.get("consult", []), where)),
        decide=_role(row.get("decide"), where),
        acting=acting == "allowed",
    )


def _deputy(raw: object) -> Office:
    row = _mapping(raw, "deputies")
    at = row.get("at")
    if at not in {"office", "body", "section"}:
        raise _fault(f"代決者の場所「{at}」は office・section・body のどれかで書いてください。", "deputies")
    return Office(_role(row.get("role"), "deputies"), str(at))


def _days(raw: dict[str, Any]) -> dict[StepKind, int]:
    days = {}
    for kind in StepKind:
        value = raw.get(kind.value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 60:  # noqa: PLR2004  two months is the longest a step may take
            raise _fault(f"{kind.label}の日数「{value}」は1から60までの整数で書いてください。", "days")
        days[kind] = value
    return days


def _place(at: object) -> str:
    if at not in {"section", "body"}:
        raise _fault(f"場所「{at}」は section か body で書いてください。", "offices")
    return str(at)


def _role(raw: object, where: str) -> Role:
    role: Role = _member(Role, raw, where)
    return role


def _grade(raw: object, where: str) -> int:
    if raw not in {1, 2, 3} or isinstance(raw, bool):
        raise _fault(f"機密性「{raw}」は1、2、3のどれかで書いてください。", where)
    return int(str(raw))


def _member(words: Any, raw: object, where: str) -> Any:  # noqa: ANN401  any glossary enum and its member
    known = {member.value: member for member in words}
    if raw not in known:
        raise _fault(f"「{raw}」は使えない語です。使える語：{'、'.join(known)}", where)
    return known[raw]


def _mapping(raw: object, where: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _fault("項目と値の組で書いてください。", where)
    return raw


def _list(raw: object, where: str) -> list[Any]:
    if not isinstance(raw, list):
        raise _fault("並び（リスト）で書いてください。", where)
    return raw


def _fault(what: str, where: str) -> BadInput:
    return BadInput(what, where=f"{_WHERE} {where}", next_step="専決規程のひな型と見比べて直してください。")
