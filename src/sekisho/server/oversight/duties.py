"""What this slice gives to 期日のある仕事: checks, improvements, media to come back, strangers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import Matter
from sekisho.server.accounts.permissions import Permission
from sekisho.server.lifecycle.duties import Duty
from sekisho.server.oversight import details, queries
from sekisho.terms import N, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sekisho.server.accounts.permissions import Actor

KIND = N("委託先の監督")
_AHEAD = dt.timedelta(days=365)


def oversight(actor: Actor, day: dt.date) -> Iterator[Duty]:
    """Yield the checks due within a year, open improvements, overdue media, strangers (four queries)."""
    if not actor.may(Permission.OVERSIGHT_VIEW):
        return
    sections = actor.sections_for(Permission.OVERSIGHT_VIEW)
    for plan in queries.due_plans(day + _AHEAD, day, sections):
        yield _duty(plan, plan.next_on, _("委託先の対策を確かめる"))
    for check in queries.open_improvements(sections):
        if check.improve_by is not None:
            yield _duty(check, check.improve_by, _("委託先の改善を確かめる"))
    for carry in queries.late_carries(day, sections):
        if carry.due_on is not None:
            yield _duty(
                carry, carry.due_on, _("%(carry)sの戻りを確かめる") % {"carry": details.medium(carry)}
            )
    for one in queries.strangers(sections):
        what = _("名簿にない「%(name)s」さんが来たことに対処する") % {"name": one.name}
        yield _duty(one, one.came_on, what)


def _duty(row: Any, due: dt.date, what: str) -> Duty:  # noqa: ANN401  any row of this slice
    return Duty(
        kind=KIND,
        matter=Matter.OVERSIGHT,
        what=what,
        thing=row.contract.title,
        section=row.contract.section_id,
        section_name=row.contract.section.name,
        due=due,
        who=Role.MANAGER.label,
        url=reverse("oversight:contract", args=[row.contract_id]),
    )
