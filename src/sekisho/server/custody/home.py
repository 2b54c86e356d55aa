"""What this slice says on the home page and in the search, within what the person may see.

An overdue erasure climbs: first the section's own staff see it, after 5 business days also its head, after
10 the general officer, after 20 the CISO.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.errors import BadInput
from sekisho.japan.business_days import add_business_days
from sekisho.server.accounts.permissions import Permission
from sekisho.server.custody import queries
from sekisho.server.ledgers.queries import found_by
from sekisho.server.ui.home import Todo
from sekisho.server.ui.search import LIMIT, Hit
from sekisho.terms import CustodyState, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor, HeldPost
    from sekisho.server.custody.queries import Held

_SHOWN = 8
_AFTER = {
    Role.STAFF: 0,
    Role.DEPUTY: 0,
    Role.SERVICE_MANAGER: 0,
    Role.MANAGER: 5,
    Role.OFFICER: 5,
    Role.GENERAL_OFFICER: 10,
    Role.CISO: 20,
}
"""After how many business days past its due date an overdue erasure is shown to a role."""
_WHOLE_BODY = {Role.GENERAL_OFFICER, Role.CISO}


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return the overdue erasures that have climbed to ``actor``, the longest overdue first.

    A contract known from the contract ledger alone is shown by the ledgers to those who may edit it.
    """
    if not actor.may(Permission.CUSTODY_VIEW) or not any(post.role in _AFTER for post in actor.posts):
        return
    shown = 0
    for held in queries.overdue(day):
        if shown == _SHOWN or not any(_reaches(post, held, day) for post in actor.posts):
            continue
        if held.handover is None and actor.may(Permission.CONTRACT_EDIT, section=held.section_id):
            continue
        shown += 1
        title = _("%(firm)s：%(what)sの返還・消去を確かめる") % {"firm": held.firm_name, "what": held.what}
        note = _("証明書を受け取った") if held.state is CustodyState.CERTIFIED else _("手元にない")
        yield Todo(_("期限切れ"), title, _url(held), held.return_due, "no", f"{held.section_name}　{note}")


def found(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the hand-overs found by ``words``."""
    if not actor.may(Permission.CUSTODY_VIEW):
        return []
    rows = found_by(queries.handovers(actor), words)[:LIMIT]
    return [Hit(str(row), reverse("custody:handover", args=[row.pk]), row.receiver.name) for row in rows]


def _reaches(post: HeldPost, held: Held, day: dt.date) -> bool:
    if post.role not in _AFTER or held.return_due is None:
        return False
    if post.role not in _WHOLE_BODY and held.section_id not in post.sections:
        return False
    try:
        return add_business_days(held.return_due, _AFTER[post.role]) < day
    except BadInput:  # a due date before the calendar begins is overdue long enough for everybody
        return True


def _url(held: Held) -> str:
    if held.handover is not None:
        return reverse("custody:handover", args=[held.handover.pk])
    return reverse("ledgers:contract", args=[held.contract.pk if held.contract else 0])
