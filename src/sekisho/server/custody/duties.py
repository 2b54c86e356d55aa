"""What this slice gives to 期日のある仕事: data to be verified as gone, consents that wait."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import Matter
from sekisho.server.accounts.permissions import Permission
from sekisho.server.custody import queries, subcontracts
from sekisho.server.lifecycle.duties import Duty
from sekisho.terms import N, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sekisho.server.accounts.permissions import Actor

KIND = N("返還・消去")
CONSENT = N("再委託の承諾")
_AHEAD = dt.timedelta(days=90)


def returns(actor: Actor, day: dt.date) -> Iterator[Duty]:
    """Yield what is to be returned or erased within three months, or should have been (two queries)."""
    if not actor.may(Permission.CUSTODY_VIEW):
        return
    sections = actor.sections_for(Permission.CUSTODY_VIEW)
    for held in queries.overdue(day + _AHEAD):
        if held.return_due is None or (sections is not None and held.section_id not in sections):
            continue
        seen = held.handover is None and held.contract is not None
        yield Duty(
            kind=KIND,
            matter=Matter.ERASURE,
            what=_("%(what)sの返還・消去を確かめる") % {"what": held.what},
            thing=held.firm_name,
            section=held.section_id,
            section_name=held.section_name,
            due=held.return_due,
            who=Role.MANAGER.label,
            url=reverse("ledgers:contract", args=[held.contract.pk])
            if seen and held.contract
            else reverse("custody:handover", args=[held.handover.pk if held.handover else 0]),
        )


def consents(actor: Actor, day: dt.date) -> Iterator[Duty]:
    """Yield the 再委託 whose consent nobody decided, due by the day the work begins (one query)."""
    if not actor.may(Permission.CUSTODY_VIEW):
        return
    for row in subcontracts.asked(actor, day):
        contract = row.contract
        decides = actor.may(Permission.CUSTODY_DECIDE, section=contract.section_id)
        yield Duty(
            kind=CONSENT,
            matter=Matter.OVERSIGHT,
            what=_("%(firm)sへの再委託を承諾するかを決める") % {"firm": row.firm.name},
            thing=contract.title,
            section=contract.section_id,
            section_name=contract.section.name,
            due=row.starts,
            who=Role.MANAGER.label,
            url=reverse("custody:subcontract_decide", args=[row.pk])
            if decides
            else reverse("ledgers:contract", args=[contract.pk]),
        )
