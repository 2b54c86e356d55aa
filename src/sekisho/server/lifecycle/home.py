"""What this slice says on the home page: gates that nothing stands before, and checks that are due.

The head of the section passes a gate; the person named 外部サービス管理者, who prepared it, is told to ask.
What is not passed climbs by the table of ``procedures.climbing``, from the day nothing else stood before it.
A check is theirs who answer for the section, or are named; it climbs from its due day.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import Matter, reaches
from sekisho.procedures.phases import Kind
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import in_use
from sekisho.server.lifecycle import sources
from sekisho.server.ui.home import Todo
from sekisho.server.ui.words import label
from sekisho.terms import Phase, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.lifecycle.regular import Open

_SHOWN = 8
_ACTS = {Role.MANAGER, Role.SERVICE_MANAGER}
"""Whose post makes the checks of a section theirs."""


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return the gates into use that the actor passes, or has to ask for (one query)."""
    if not actor.may(Permission.SERVICE_VIEW):
        return
    heads = actor.sections_as({Role.MANAGER})
    seen = actor.sections_for(Permission.SERVICE_VIEW)

    def shown(row: Any) -> bool:  # noqa: ANN401  a service with what ``to_begin`` adds
        named = row.manager_id == actor.person and (seen is None or row.section_id in seen)
        climbed = reaches(actor.posts, Matter.GATE, row.section_id, _ready(row), day)
        return named or climbed or row.section_id in heads

    for row in islice(filter(shown, in_use.to_begin(day)), _SHOWN):
        yield _todo(row, passes=actor.may(Permission.GATE_OPEN, section=row.section_id))


def checks(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return the checks that are near and the actor's, and those that climbed to them (six queries)."""
    if not actor.may(Permission.SERVICE_VIEW) or not actor.posts:
        return
    shown = 0
    for one in sorted(sources.near(actor, day), key=lambda one: (one.due, one.row.pk)):
        if shown == _SHOWN or not _mine(actor, one, day):
            continue
        shown += 1
        late = one.due < day
        kind = _("期限切れ") if late else _("期日のある仕事")
        title = _("%(thing)s：%(what)s") % {"thing": sources.name_of(one), "what": label(one.kind)}
        yield Todo(
            kind, title, sources.url_of(actor, one), one.due, "no" if late else "wait", one.row.section.name
        )


def _mine(actor: Actor, one: Open, day: dt.date) -> bool:
    """Tell whether a check is the actor's by name or post, or has climbed to them."""
    section = one.row.section_id
    if reaches(actor.posts, Matter.CHECK, section, one.due, day):
        return True
    acts = any(post.role in _ACTS and section in post.sections for post in actor.posts)
    named = one.of is Kind.SERVICE and one.row.manager_id == actor.person
    return (acts or named) and sources.may_do(actor, one)


def _ready(row: Any) -> dt.date:  # noqa: ANN401  a service with what ``to_begin`` adds
    """Return the day since which nothing but the gate keeps a service from use."""
    day: dt.date = max(row.starts, row.last_met or row.starts)
    return day


def _todo(row: Any, *, passes: bool) -> Todo:  # noqa: ANN401  a service with what ``to_begin`` adds
    ready = _ready(row)
    title = _("%(service)s：関門「使い始める」を通す") % {"service": row.name}
    if passes:
        url = reverse("lifecycle:gate", args=["service", row.pk, Phase.OPERATION.value])
        return Todo(_("関門"), title, url, ready, "wait", row.section.name)
    note = _("課長か情報政策課に、通してもらってください")
    return Todo(_("関門"), title, reverse("ledgers:service", args=[row.pk]), ready, "wait", note)
