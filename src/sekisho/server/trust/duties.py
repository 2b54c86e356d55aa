"""What this slice gives to 期日のある仕事: certifications leaned on whose end is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from sekisho.procedures.climbing import Matter
from sekisho.procedures.evidence import NOTICE
from sekisho.server.accounts.permissions import Permission
from sekisho.server.lifecycle.duties import Duty
from sekisho.server.trust import queries
from sekisho.terms import N, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sekisho.server.accounts.permissions import Actor

KIND = N("認定・認証の更新を確かめる")


def renewals(actor: Actor, day: dt.date) -> Iterator[Duty]:
    """Yield the certifications that end soon, for each service the actor sees that leans on them.

    Two queries. What has ended flags the services that leaned on it, and is decided there anew (``home``).
    """
    sections = actor.sections_for(Permission.SERVICE_VIEW)
    near = queries.evidences(actor, day).filter(withdrawn_on=None, until__gte=day, until__lte=day + NOTICE)
    for one in near.prefetch_related("services__section"):
        for service in one.services.all():
            if service.retired_on is not None or (
                sections is not None and service.section_id not in sections
            ):
                continue
            yield Duty(
                kind=KIND,
                matter=Matter.CHECK,
                what=str(one),
                thing=service.name,
                section=service.section_id,
                section_name=service.section.name,
                due=one.until or day,
                who=Role.POLICY_STAFF.label,
                url=reverse("trust:evidence", args=[one.pk]),
            )
