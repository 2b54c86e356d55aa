"""What this slice says on the home page and in the search, within what the person may see.

An account to close is shown to those who answer for the service; a due day missed by 10 business days also
to the general officer, by 20 to the CISO.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.errors import BadInput
from sekisho.japan.business_days import add_business_days
from sekisho.server.access import briefings, details, queries
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers.queries import found_by
from sekisho.server.ui.home import Todo
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
_CLIMBS = {Role.GENERAL_OFFICER: 10, Role.CISO: 20}


def todos(actor: Actor, day: dt.date) -> Iterator[Todo]:
    """Return what to read, what to close and what to review, the nearest first."""
    for told in briefings.unread(actor.person)[:_SHOWN]:
        title = _("%(service)sの利用方針を読む") % {"service": told.service.name}
        yield Todo(_("利用方針"), title, reverse("access:briefing", args=[told.pk]))
    answered = frozenset(s for post in actor.posts if post.role in _ANSWERS for s in post.sections)
    after = min((_CLIMBS[post.role] for post in actor.posts if post.role in _CLIMBS), default=None)
    if not answered and after is None:
        return
    rows = queries.of_sections(answered if after is None else None)
    found = queries.to_close(rows, day)
    yield from (_to_close(one, day) for one in islice(_reached(found, answered, after, day), _SHOWN))
    for row in queries.to_review(queries.of_sections(answered), day)[:_SHOWN] if answered else ():
        title = _("%(service)s：「%(login)s」がまだ要るかを点検する") % _names(row)
        yield Todo(_("点検"), title, reverse("access:account", args=[row.pk]))


def found(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the accounts found by ``words``."""
    if not actor.may(Permission.SERVICE_VIEW):
        return []
    rows = found_by(queries.accounts(actor), words)[:LIMIT]
    return [Hit(row.login, reverse("access:account", args=[row.pk]), row.service.name) for row in rows]


def _reached(
    found: list[ToClose], answered: frozenset[int], after: int | None, day: dt.date
) -> Iterator[ToClose]:
    for one in found:
        climbed = after is not None and _late(one.due, after, day)
        if one.account.service.section_id in answered or climbed:
            yield one


def _to_close(one: ToClose, day: dt.date) -> Todo:
    row, late = one.account, one.due < day
    title = _("%(service)s：「%(login)s」を閉じるか、点検して残す") % _names(row)
    kind = _("期限切れ") if late else _("アカウント")
    url = reverse("access:account", args=[row.pk])
    note = f"{row.service.section.name}　{details.why_to_close(row)}"
    return Todo(kind, title, url, one.due, "no" if late else "wait", note)


def _names(row: ServiceAccount) -> dict[str, str]:
    return {"service": row.service.name, "login": row.login}


def _late(due: dt.date, after: int, day: dt.date) -> bool:
    """Tell whether ``after`` business days have passed since ``due``; beyond the calendars by the day."""
    try:
        return add_business_days(due, after) < day
    except BadInput:
        return due < day
