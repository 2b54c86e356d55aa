"""What this slice says on the home page and in the search, within what the person may see.

An account to close is shown to those who answer for the service; a due day that is missed climbs by the
table of ``procedures.climbing``.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import OF_BODY, RULES, Matter, reaches
from sekisho.server.access import briefings, details, queries
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers.queries import found_by
from sekisho.server.ui.home import Todo, dated
from sekisho.server.ui.search import LIMIT, Hit
from sekisho.terms import Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sekisho.server.access.models import ServiceAccount
    from sekisho.server.access.queries import ToClose
    from sekisho.server.accounts.permissions import Actor

_SHOWN = 8
_ANSWERS = {Role.MANAGER, Role.OFFICER, Role.SERVICE_MANAGER}
_CLIMBS = OF_BODY & RULES[Matter.ACCOUNT].keys()
"""To whom the accounts of every section climb."""


def todos(actor: Actor, day: dt.date) -> Iterator[Todo]:
    """Return what to read, what to close and what to review, the nearest first."""
    for told in briefings.unread(actor.person)[:_SHOWN]:
        title = _("%(service)sの利用方針を読む") % {"service": told.service.name}
        yield Todo(_("利用方針"), title, reverse("access:briefing", args=[told.pk]))
    answered, climbs = answered_by(actor), climbs_to(actor)
    if not answered and not climbs:
        return
    rows = queries.of_sections(None if climbs else answered)
    found = queries.to_close(rows, day)
    yield from (_to_close(one, day) for one in islice(_reached(actor, found, answered, day), _SHOWN))
    for row in queries.to_review(queries.of_sections(answered), day)[:_SHOWN] if answered else ():
        title = _("%(service)s：「%(login)s」がまだ要るかを点検する") % _names(row)
        yield Todo(_("点検"), title, reverse("access:account", args=[row.pk]))


def answered_by(actor: Actor) -> frozenset[int]:
    """Return the sections for whose accounts ``actor`` answers."""
    return actor.sections_as(_ANSWERS)


def climbs_to(actor: Actor) -> bool:
    """Tell whether what is missed of the accounts of any section climbs to ``actor`` in the end."""
    return bool(actor.roles & _CLIMBS)


def found(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the accounts found by ``words``."""
    if not actor.may(Permission.SERVICE_VIEW):
        return []
    rows = found_by(queries.accounts(actor), words)[:LIMIT]
    return [Hit(row.login, reverse("access:account", args=[row.pk]), row.service.name) for row in rows]


def _reached(actor: Actor, found: list[ToClose], answered: frozenset[int], day: dt.date) -> Iterator[ToClose]:
    for one in found:
        section = one.account.service.section_id
        if section in answered or reaches(actor.posts, Matter.ACCOUNT, section, one.due, day):
            yield one


def _to_close(one: ToClose, day: dt.date) -> Todo:
    row = one.account
    title = _("%(service)s：「%(login)s」を閉じるか、点検して残す") % _names(row)
    url = reverse("access:account", args=[row.pk])
    note = f"{row.service.section.name}　{details.why_to_close(row)}"
    return dated(_("アカウント"), title, url, one.due, day, note)


def _names(row: ServiceAccount) -> dict[str, str]:
    return {"service": row.service.name, "login": row.login}
