"""What this slice says on the home page: services that nothing but their gate keeps from use.

The head of the section passes it; the person named 外部サービス管理者, who prepared it, is told to ask. What
is not passed climbs by the table of ``procedures.climbing``, from the day nothing else stood before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import Matter, reaches
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.home import Todo
from sekisho.terms import Phase, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService

_SHOWN = 8


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return the gates into use that the actor passes, or has to ask for (one query)."""
    if not actor.may(Permission.SERVICE_VIEW):
        return
    heads = frozenset(s for post in actor.posts if post.role is Role.MANAGER for s in post.sections)
    seen = actor.sections_for(Permission.SERVICE_VIEW)
    shown = 0
    for row in ledgers.to_begin(day):
        named = row.manager_id == actor.person and (seen is None or row.section_id in seen)
        ready = max(row.starts, row.last_met or row.starts)
        climbed = reaches(actor.posts, Matter.GATE, row.section_id, ready, day)
        if shown == _SHOWN or not (named or climbed or row.section_id in heads):
            continue
        shown += 1
        yield _todo(row, ready, passes=actor.may(Permission.GATE_OPEN, section=row.section_id))


def _todo(row: ExternalService, ready: dt.date, *, passes: bool) -> Todo:
    title = _("%(service)s：関門「使い始める」を通す") % {"service": row.name}
    if passes:
        url = reverse("lifecycle:gate", args=["service", row.pk, Phase.OPERATION.value])
        return Todo(_("関門"), title, url, ready, "wait", row.section.name)
    note = _("課長か情報政策課に、通してもらってください")
    return Todo(_("関門"), title, reverse("ledgers:service", args=[row.pk]), ready, "wait", note)
