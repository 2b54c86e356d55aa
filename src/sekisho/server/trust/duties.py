"""What this slice gives to 期日のある仕事: certifications leaned on whose end is near or has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from sekisho.procedures.climbing import Matter
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.lifecycle.duties import Duty
from sekisho.server.trust import ends
from sekisho.terms import N, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sekisho.server.accounts.permissions import Actor

KIND = N("認定・認証の更新を確かめる")


def renewals(actor: Actor, day: dt.date) -> Iterator[Duty]:
    """Yield the certifications that end soon or have ended, for each service the actor sees.

    As many queries as :func:`.ends.ending` takes; by its rule what has ended leaves the list.

    Raises:
        Refused: the actor may see no services.
    """
    require(actor, Permission.SERVICE_VIEW)
    sections = actor.sections_for(Permission.SERVICE_VIEW)
    for one in ends.ending(day):
        if sections is None or one.section in sections:
            yield Duty(
                kind=KIND,
                matter=Matter.EVIDENCE,
                what=one.name,
                thing=one.service_name,
                section=one.section,
                section_name=one.section_name,
                due=one.until,
                who=Role.POLICY_STAFF.label,
                url=reverse("trust:evidence", args=[one.evidence]),
            )
