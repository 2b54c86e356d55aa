"""What this slice says on the home page and in the search, within what the person may see.

An overdue erasure climbs by the table of ``procedures.climbing``.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import RULES, Matter, reaches
from sekisho.server.accounts.permissions import Permission
from sekisho.server.custody import handovers, queries, spot_checks, subcontracts
from sekisho.server.ledgers.queries import found_by
from sekisho.server.ui.home import Deadline, Todo, dated
from sekisho.server.ui.search import LIMIT, Hit
from sekisho.server.ui.words import label
from sekisho.terms import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.custody.models import Subcontract
    from sekisho.server.custody.queries import Held

_AHEAD = dt.timedelta(days=60)
_SHOWN = 8


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return what spot checks found wrong, consents that wait, and overdue erasures that climbed.

    A contract known from the contract ledger alone is shown by the ledgers to those who may edit it.
    """
    if not actor.may(Permission.CUSTODY_VIEW):
        return
    yield from _differing(actor)
    yield from _asked(actor, day)
    yield from _overdue(actor, day)


def _overdue(actor: Actor, day: dt.date) -> Iterable[Todo]:
    if not actor.roles & RULES[Matter.ERASURE].keys():
        return

    def shown(held: Held) -> bool:
        edits = actor.may(Permission.CONTRACT_EDIT, section=held.section_id)
        return _reaches(actor, held, day) and not (held.handover is None and edits)

    for held in islice(filter(shown, queries.overdue(day)), _SHOWN):
        title = _("%(firm)s：%(what)sの返還・消去を確かめる") % {"firm": held.firm_name, "what": held.what}
        note = label(held.state)
        yield Todo(_("期限切れ"), title, _url(held), held.return_due, "no", f"{held.section_name}　{note}")


def _asked(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Yield the 再委託 whose consent the head ``actor`` decides, and those late that climbed to who may."""
    if not actor.may(Permission.CUSTODY_DECIDE):
        return
    heads = actor.sections_as({Role.MANAGER})

    def waits(one: Subcontract) -> bool:
        section = one.contract.section_id
        climbed = reaches(actor.posts, Matter.OVERSIGHT, section, one.starts, day)
        return actor.may(Permission.CUSTODY_DECIDE, section=section) and (section in heads or climbed)

    mine = (one for one in subcontracts.asked(actor, day) if waits(one))
    for one in islice(mine, _SHOWN):
        title = _("%(firm)sへの再委託を承諾するかを決める") % {"firm": one.firm.name}
        url = reverse("custody:subcontract_decide", args=[one.pk])
        yield dated(_("再委託"), title, url, one.starts, day, one.contract.title)


def _differing(actor: Actor) -> Iterable[Todo]:
    """Yield what spot checks found otherwise than written, for who decides."""
    if not actor.may(Permission.CUSTODY_DECIDE):
        return
    mine = (
        one
        for one in spot_checks.unsettled(actor)
        if actor.may(Permission.CUSTODY_DECIDE, section=one.handover.section_id)
    )
    for one in islice(mine, _SHOWN):
        title = _("%(what)s：抜取確認で違ったところを正す") % {"what": one.handover.what}
        note = f"{one.handover.section.name}　{one.handover.receiver.name}"
        yield Todo(
            _("抜取確認"), title, reverse("custody:handover", args=[one.handover_id]), None, "no", note
        )


def deadlines(actor: Actor, day: dt.date) -> Iterable[Deadline]:
    """Return which hand-overs are to be returned or erased within two months, whoever does it."""
    if not actor.may(Permission.CUSTODY_VIEW):
        return
    near = handovers.still_held(handovers.handovers(actor)).filter(
        return_due__gte=day, return_due__lte=day + _AHEAD
    )
    for row in near.order_by("return_due", "pk")[:_SHOWN]:
        title = _("%(firm)s：返還・消去") % {"firm": row.receiver.name}
        yield Deadline(
            row.return_due or day, title, reverse("custody:handover", args=[row.pk]), row.section.name
        )


def found(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the hand-overs found by ``words``."""
    if not actor.may(Permission.CUSTODY_VIEW):
        return []
    rows = found_by(handovers.handovers(actor), words)[:LIMIT]
    return [Hit(str(row), reverse("custody:handover", args=[row.pk]), row.receiver.name) for row in rows]


def _reaches(actor: Actor, held: Held, day: dt.date) -> bool:
    due = held.return_due
    return due is not None and reaches(actor.posts, Matter.ERASURE, held.section_id, due, day)


def _url(held: Held) -> str:
    if held.handover is not None:
        return reverse("custody:handover", args=[held.handover.pk])
    return reverse("ledgers:contract", args=[held.contract.pk if held.contract else 0])
