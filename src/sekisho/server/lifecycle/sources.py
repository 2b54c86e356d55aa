"""What this slice and the ledgers give to 期日のある仕事: regular checks, renewals, ends, conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from sekisho.procedures import regular as days
from sekisho.procedures.climbing import Matter
from sekisho.procedures.phases import Kind
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import obligations
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.lifecycle import regular
from sekisho.server.lifecycle.duties import Duty, Glimpse
from sekisho.terms import N, Phase, Role, TaskKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.lifecycle.regular import Open

CONDITION = N("満たすべき条件")
KINDS = tuple(kind.label for kind in TaskKind)
_WHO = {
    TaskKind.REVIEW: Role.SERVICE_MANAGER,
    TaskKind.EDUCATION: Role.SERVICE_MANAGER,
    TaskKind.RENEWAL: Role.MANAGER,
    TaskKind.DISPOSAL: Role.MANAGER,
}


def checks(actor: Actor, day: dt.date) -> Iterator[Glimpse]:
    """Yield every open check of what the actor may see (six queries)."""
    for one in _open(actor, day):
        kind = one.kind.label
        yield Glimpse(one.due, kind, name_of(one), kind, one.row.section_id, one, _check)


def near(actor: Actor, day: dt.date) -> list[Open]:
    """Return the open checks that are overdue or near; only what can be so is read."""
    soon = day + days.NOTICE
    return [one for one in _open(actor, day, soon) if one.due <= soon]


def conditions(actor: Actor, day: dt.date) -> Iterator[Glimpse]:
    """Yield the open conditions that have a due day (two queries)."""
    heads = obligations.heads_of_sections(day)
    rows = obligations.open_obligations(actor).filter(due_on__isnull=False)
    for row in map(_Owed._make, rows.values_list(*_OWED)):
        held = row, heads.get(row.section, "")
        yield Glimpse(row.due, CONDITION, row.service_name, row.text, row.section, held, _condition)


class _Owed(NamedTuple):
    due: dt.date
    text: str
    responsible: str
    service: int
    service_name: str
    section: int
    section_name: str
    manager: str | None


_OWED = (
    "due_on", "text", "responsible", "service_id", "service__name", "service__section_id",
    "service__section__name", "service__manager__name",
)  # fmt: skip


def _check(actor: Actor, one: Open) -> Duty:
    return Duty(
        kind=one.kind.label,
        matter=Matter.CHECK,
        what=one.kind.label,
        thing=name_of(one),
        section=one.row.section_id,
        section_name=one.row.section.name,
        due=one.due,
        who=holder_of(one),
        url=url_of(actor, one),
    )


def _condition(_actor: Actor, held: tuple[_Owed, str]) -> Duty:
    row, head = held
    role = Role(row.responsible)
    named = {Role.SERVICE_MANAGER: row.manager, Role.MANAGER: head}.get(role)
    return Duty(
        kind=CONDITION,
        matter=Matter.CONDITION,
        what=row.text,
        thing=row.service_name,
        section=row.section,
        section_name=row.section_name,
        due=row.due,
        who=named or role.label,
        url=reverse("ledgers:service", args=[row.service]),
    )


def holder_of(one: Open) -> str:
    """Return whose check it is: the 外部サービス管理者 by name, or the word of a role."""
    role = _WHO[one.kind]
    named = one.of is Kind.SERVICE and one.row.manager is not None and role is Role.SERVICE_MANAGER
    return str(one.row.manager.name if named else role.label)


def name_of(one: Open) -> str:
    """Return the words by which people know the service or contract."""
    return str(one.row.name if one.of is Kind.SERVICE else one.row.title)


def may_do(actor: Actor, one: Open) -> bool:
    """Tell whether ``actor`` may record a check, or pass the gate that ends a use."""
    needed = regular.NEEDS.get(one.kind, Permission.GATE_OPEN)
    return actor.may(needed, section=one.row.section_id, owner=regular.owner_of(one))


def url_of(actor: Actor, one: Open) -> str:
    """Return where a check is recorded; the page of the thing for its end, and for who may only look."""
    if one.kind is TaskKind.DISPOSAL or not may_do(actor, one):
        return reverse(f"ledgers:{one.of.value}", args=[one.row.pk])
    return reverse("lifecycle:check", args=[one.of.value, one.row.pk, one.kind.value])


def _open(actor: Actor, day: dt.date, soon: dt.date | None = None) -> list[Open]:
    services = ledgers.services(actor).exclude(phase=Phase.DISPOSAL)
    found = regular.of_all_services(services if soon is None else regular.due_by(services, day, soon), day)
    if actor.may(Permission.CONTRACT_VIEW):
        rows = ledgers.contracts(actor)
        near = rows if soon is None else rows.filter(ends__lte=soon + days.BEFORE_END + regular.MARGIN)
        found += regular.of_all_contracts(near, day)
    return found
