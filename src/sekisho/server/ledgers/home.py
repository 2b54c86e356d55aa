"""What the ledgers say on the home page and in the search, each within what the person may see."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import OF_BODY, RULES, Matter, reaches
from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.scope import within
from sekisho.server.ledgers import obligations, provided, queries
from sekisho.server.ledgers.in_use import IN_USE
from sekisho.server.ui.home import Deadline, Tile, Todo, dated
from sekisho.server.ui.search import LIMIT, Hit
from sekisho.server.ui.words import label, said
from sekisho.terms import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ServiceObligation

_AHEAD = dt.timedelta(days=60)
_SHOWN = 8
_READ = 4 * _SHOWN
"""How many rows are fetched at a time where only Python can tell whose a row is."""


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return what is late and the actor can mend: obligations to be met, data to be returned."""
    late = _("期限切れ")
    if actor.may(Permission.SERVICE_VIEW):
        yield from _conditions(actor, day, late)
    if actor.may(Permission.CONTRACT_EDIT):
        mine = within(queries.overdue_returns(actor, day), actor, Permission.CONTRACT_EDIT)
        for contract in mine[:_SHOWN]:
            title = _("%(title)s：データの返還・消去を確かめる") % {"title": contract.title}
            url = reverse("ledgers:contract", args=[contract.pk])
            yield Todo(late, title, url, contract.return_due, "no", contract.contractor.name)


def _conditions(actor: Actor, day: dt.date, late: str) -> Iterable[Todo]:
    """Yield the conditions that are the actor's to meet within two months, and those that climbed to them."""
    shown = set()
    near = obligations.assigned_obligations(actor).filter(due_on__lte=day + _AHEAD)
    mine = (duty for duty in near.iterator(_READ) if obligations.may_finish(actor, duty))
    for duty in islice(mine, _SHOWN):
        shown.add(duty.pk)
        url = reverse("ledgers:obligation_done", args=[duty.pk])
        text, due = f"{duty.service.name}：{said(duty.text)}", duty.due_on or day
        yield dated(_("利用の条件"), text, url, due, day, _whose(actor, duty))
    climbed = (duty for duty in _overdue(actor, day) if duty.pk not in shown)
    for duty in islice((duty for duty in climbed if _climbed(actor, duty, day)), _SHOWN):
        url = reverse("ledgers:service", args=[duty.service_id])
        yield Todo(late, f"{duty.service.name}：{said(duty.text)}", url, duty.due_on, "no")


def _overdue(actor: Actor, day: dt.date) -> Iterable[ServiceObligation]:
    """Return what is overdue in the sections from which it may climb to the actor; all, if from every one."""
    roles = actor.roles & RULES[Matter.CONDITION].keys()
    if not roles:
        return ()
    rows = obligations.overdue_obligations(actor, day)
    if not roles & OF_BODY:
        rows = rows.filter(service__section_id__in=actor.sections_as(roles))
    return rows.iterator(_READ)


def _whose(actor: Actor, duty: ServiceObligation) -> str:
    if duty.responsible == Role.SERVICE_MANAGER.value and duty.service.manager_id == actor.person:
        return _("あなたは外部サービス管理者です")
    return label(Role(duty.responsible))


def _climbed(actor: Actor, duty: ServiceObligation, day: dt.date) -> bool:
    section, due = duty.service.section_id, duty.due_on
    return due is not None and reaches(actor.posts, Matter.CONDITION, section, due, day)


def tiles(actor: Actor, day: dt.date) -> Iterable[Tile]:
    """Return the ledgers' numbers at a glance."""
    if actor.may(Permission.ASSET_VIEW):
        grades = queries.count_by_grade(actor)
        note = _("うち機密性3 は %(count)s") % {"count": grades.get(3, 0)}
        yield Tile(_("情報資産"), sum(grades.values()), note, reverse("ledgers:asset_list"), 10)
    if actor.may(Permission.SERVICE_VIEW):
        rows: QuerySet[Any] = queries.services(actor)
        rows = rows.filter(Q(ends=None) | Q(ends__gte=day), phase_now__in=IN_USE)
        ending = rows.filter(ends__gte=day, ends__lte=day + _AHEAD).count()
        note = _("利用期限が60日以内 %(count)s") % {"count": ending}
        yield Tile(_("使っている外部サービス"), rows.count(), note, reverse("ledgers:service_list"), 20)
    if actor.may(Permission.CONTRACT_VIEW):
        out = queries.contracts(actor).filter(provided_on__isnull=False, returned_on=None).order_by()
        firms = out.values("contractor_id").distinct().count()
        people = out.aggregate(people=Sum("person_count"))["people"] or 0
        note = _("延べ %(people)s 人分") % {"people": f"{people:,}"}
        yield Tile(
            _("預けているデータ"),
            _("%(firms)s 社") % {"firms": firms},
            note,
            f"{reverse('ledgers:contract_list')}?overdue=on",
            30,
        )


def deadlines(actor: Actor, day: dt.date) -> Iterable[Deadline]:
    """Return what falls due within two months, whoever does it."""
    if actor.may(Permission.SERVICE_VIEW):
        near = obligations.open_obligations(actor).filter(due_on__gte=day, due_on__lte=day + _AHEAD)
        for duty in near[:_SHOWN]:
            url = reverse("ledgers:service", args=[duty.service_id])
            yield Deadline(
                duty.due_on or day, f"{duty.service.name}：{said(duty.text)}", url, duty.service.section.name
            )
    if actor.may(Permission.CONTRACT_VIEW):
        returns = provided.alone(queries.contracts(actor)).filter(
            returned_on=None, return_due__gte=day, return_due__lte=day + _AHEAD
        )
        for contract in returns.order_by("return_due", "pk")[:_SHOWN]:
            title = _("%(firm)s：返還・消去") % {"firm": contract.contractor.name}
            url = reverse("ledgers:contract", args=[contract.pk])
            yield Deadline(contract.return_due or day, title, url, contract.section.name)


def found_assets(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the assets found by ``words``."""
    rows = _found(actor, Permission.ASSET_VIEW, queries.assets, words)
    return [Hit(str(row), reverse("ledgers:asset", args=[row.pk]), row.section.name) for row in rows]


def found_services(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the services found by ``words``."""
    rows = _found(actor, Permission.SERVICE_VIEW, queries.services, words)
    return [Hit(str(row), reverse("ledgers:service", args=[row.pk]), row.provider.name) for row in rows]


def found_contractors(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the firms found by ``words``."""
    rows = _found(actor, Permission.CONTRACT_VIEW, queries.contractors, words)
    return [Hit(row.name, reverse("ledgers:contractor", args=[row.pk]), row.corporate_number) for row in rows]


def found_contracts(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the contracts found by ``words``."""
    rows = _found(actor, Permission.CONTRACT_VIEW, queries.contracts, words)
    return [Hit(str(row), reverse("ledgers:contract", args=[row.pk]), row.section.name) for row in rows]


def _found(actor: Actor, permission: Permission, ask: Any, words: str) -> QuerySet[Any] | list[Any]:  # noqa: ANN401  one of the queries
    if not actor.may(permission):
        return []
    return queries.found_by(ask(actor), words)[:LIMIT]
