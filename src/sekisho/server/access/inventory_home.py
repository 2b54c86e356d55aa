"""What the home page says of 棚卸し: lines to settle, services due, and what was missed for too long.

As with accounts to close: shown to those who answer for the service; a due day that is missed climbs by the
table of ``procedures.climbing``.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import Matter, reaches
from sekisho.procedures.inventory import DAYS_AHEAD
from sekisho.server.access import inventory_queries
from sekisho.server.access.home import answered_by, climbs_to
from sekisho.server.ui.home import dated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sekisho.server.access.inventory_queries import Due
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ui.home import Todo

_SHOWN = 5
_AHEAD = dt.timedelta(days=DAYS_AHEAD)


def todos(actor: Actor, day: dt.date) -> Iterator[Todo]:
    """Return which 棚卸し is to be settled and which service is due, the nearest first."""
    answered, climbs = answered_by(actor), climbs_to(actor)
    if not answered and not climbs:
        return
    rows = inventory_queries.of_sections(None if climbs else answered, day)

    def reached(one: Due, due: dt.date) -> bool:
        section = one.service.section_id
        return section in answered or reaches(actor.posts, Matter.ACCOUNT, section, due, day)

    waiting = (one for one in rows if one.line_due is not None and reached(one, one.line_due))
    yield from (_to_settle(one, day) for one in islice(waiting, _SHOWN))
    due = (one for one in rows if one.line_due is None and one.due <= day + _AHEAD and reached(one, one.due))
    yield from (_to_take(one, day) for one in islice(due, _SHOWN))


def _to_settle(one: Due, day: dt.date) -> Todo:
    words = {"service": one.service.name, "number": one.waiting}
    title = _("%(service)sの棚卸し：済んでいない%(number)s件を確かめる") % words
    if one.last is None or one.line_due is None:
        raise AssertionError(one)  # a line hangs on a 棚卸し that was taken
    url = reverse("access:inventory", args=[one.last.pk])
    return _todo(title, url, one.line_due, one, day)


def _to_take(one: Due, day: dt.date) -> Todo:
    title = _("%(service)sのアカウントを棚卸しする") % {"service": one.service.name}
    return _todo(title, reverse("access:inventory_new", args=[one.service.pk]), one.due, one, day)


def _todo(title: str, url: str, due: dt.date, one: Due, day: dt.date) -> Todo:
    return dated(_("棚卸し"), title, url, due, day, one.service.section.name)
