"""What this slice says on the home page and in the search, within what the person may see.

What is late climbs by the table of ``procedures.climbing``. Everything is narrowed to the person before
anything is cut.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import OF_BODY, RULES, Matter, reaches
from sekisho.procedures.oversight import told
from sekisho.server.accounts.permissions import Permission
from sekisho.server.oversight import details, queries
from sekisho.server.ui.home import Todo
from sekisho.server.ui.search import LIMIT, Hit
from sekisho.terms import CheckResult, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.oversight.check_models import Check, CheckPlan
    from sekisho.server.oversight.models import Carry, Visitor

_SHOWN = 8
_AHEAD = dt.timedelta(days=30)
_OWN = frozenset({Role.STAFF, Role.DEPUTY, Role.MANAGER})
_CLIMBS = OF_BODY & RULES[Matter.OVERSIGHT].keys()
"""To whom what is late in every section climbs."""
_READS = {Role.GENERAL_OFFICER: "read_by_officer", Role.CISO: "read_by_ciso"}


def todos(actor: Actor, day: dt.date) -> Iterator[Todo]:
    """Return what is late and has climbed to ``actor``, and what the actor's own sections have to do."""
    if not actor.may(Permission.OVERSIGHT_VIEW):
        return
    yield from _late(actor, day)
    yield from _to_do(actor, day)
    yield from _to_read(actor)


def found(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the people of the rosters found by ``words``."""
    if not actor.may(Permission.OVERSIGHT_VIEW):
        return []
    rows = queries.workers_found(actor, words)[:LIMIT]
    return [Hit(row.name, _url(row.contract_id), f"{row.firm.name}　{row.contract}") for row in rows]


def _late(actor: Actor, day: dt.date) -> Iterator[Todo]:
    sections = None if actor.roles & _CLIMBS else actor.sections_as(RULES[Matter.OVERSIGHT])
    if sections is not None and not sections:
        return
    sources: tuple[tuple[Iterable[Any], str, Callable[[Any], str]], ...] = (
        (queries.late_carries(day, sections), "due_on", _return),
        (queries.strangers(sections).filter(visit__on__lt=day), "came_on", _settle),
        (queries.due_plans(day - dt.timedelta(days=1), day, sections), "next_on", _check),
        (queries.open_improvements(sections).filter(improve_by__lt=day), "improve_by", _improve),
    )
    for rows, due, say in sources:
        reached = (row for row in rows if _reached(actor, row, getattr(row, due), day))
        for row in islice(reached, _SHOWN):
            yield _todo(_("期限切れ"), say(row), row.contract, getattr(row, due), "no")


def _to_do(actor: Actor, day: dt.date) -> Iterator[Todo]:
    own = actor.sections_as(_OWN)
    if not own:
        return
    heads = actor.sections_as({Role.MANAGER})
    row: Any
    for row in queries.asked_carries(heads)[:_SHOWN] if heads else ():
        url = reverse("oversight:carry_decide", args=[row.pk])
        title = _("%(carry)sの持出しを許すか決める") % {"carry": details.medium(row)}
        yield _todo(_("持出し"), title, row.contract, row.out_on, "wait", url)
    for row in queries.strangers(own).filter(visit__on__gte=day)[:_SHOWN]:
        yield _todo(_("名簿にない人"), _settle(row), row.contract, row.came_on, "no")
    for row in queries.due_plans(day + _AHEAD, day, own).filter(next_on__gte=day)[:_SHOWN]:
        yield _todo(_("委託先の確認"), _check(row), row.contract, row.next_on, "wait")
    for row in queries.open_improvements(own).filter(improve_by__gte=day)[:_SHOWN]:
        yield _todo(_("委託先の改善"), _improve(row), row.contract, row.improve_by, "wait")
    for contract in queries.unplanned(day, own)[:_SHOWN]:
        title = _("%(title)s：期間中の確認の計画を決める") % {"title": contract.title}
        yield _todo(_("委託先の確認"), title, contract, None, "wait")


def _to_read(actor: Actor) -> Iterator[Todo]:
    for role, field in _READS.items():
        if role in actor.roles:
            results = [one.value for one in CheckResult if role in told(one)]
            for row in queries.unread(field, results)[:_SHOWN]:
                title = _("%(title)s：確認の報告を読む") % {"title": row.contract.title}
                url = reverse("oversight:check", args=[row.pk])
                serious = row.result == CheckResult.SERIOUS
                yield _todo(_("報告"), title, row.contract, None, "no" if serious else "wait", url)


def _return(row: Carry) -> str:
    return _("%(carry)sの戻りを確かめる") % {"carry": details.medium(row)}


def _settle(row: Visitor) -> str:
    return _("名簿にない「%(name)s」さんが来たことに対処する") % {"name": row.name}


def _check(row: CheckPlan) -> str:
    return _("%(title)s：委託先の対策を確かめる") % {"title": row.contract.title}


def _improve(row: Check) -> str:
    return _("%(title)s：委託先の改善を確かめる") % {"title": row.contract.title}


def _todo(kind: str, title: str, contract: Any, due: dt.date | None, state: str, url: str = "") -> Todo:  # noqa: ANN401  a contract; a line of the list has as many parts
    note = f"{contract.section.name}　{contract.contractor.name}"
    return Todo(kind, title, url or _url(contract.pk), due, state, note)


def _reached(actor: Actor, row: Any, due: dt.date, day: dt.date) -> bool:  # noqa: ANN401  any row of this slice
    return reaches(actor.posts, Matter.OVERSIGHT, row.contract.section_id, due, day)


def _url(contract: int) -> str:
    return reverse("oversight:contract", args=[contract])
