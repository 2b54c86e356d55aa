"""What this slice says on the home page: services that nothing but their gate keeps from use.

The head of the section passes it; the person named 外部サービス管理者, who prepared it, is told to ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import GRANTS, Permission, Reach
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.home import Todo
from sekisho.terms import Phase

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
    heads = _headed(actor)
    seen = actor.sections_for(Permission.SERVICE_VIEW)
    shown = 0
    for row in ledgers.to_begin(day):
        named = row.manager_id == actor.person and (seen is None or row.section_id in seen)
        if shown == _SHOWN or not (named or row.section_id in heads):
            continue
        shown += 1
        yield _todo(row, head=row.section_id in heads)


def _todo(row: ExternalService, *, head: bool) -> Todo:
    title = _("%(service)s：関門「使い始める」を通す") % {"service": row.name}
    if head:
        url = reverse("lifecycle:gate", args=["service", row.pk, Phase.OPERATION.value])
        return Todo(_("関門"), title, url, row.starts, "wait", row.section.name)
    note = _("課長か情報政策課に、通してもらってください")
    return Todo(_("関門"), title, reverse("ledgers:service", args=[row.pk]), row.starts, "wait", note)


def _headed(actor: Actor) -> frozenset[int]:
    """Return the sections whose gates are the actor's to pass by their post, not by their reach."""
    passes = [post for post in actor.posts if Permission.GATE_OPEN in GRANTS.get(post.role, {})]
    own = [post.sections for post in passes if GRANTS[post.role][Permission.GATE_OPEN] is Reach.SECTION]
    return frozenset().union(*own, *({post.section} for post in passes))
