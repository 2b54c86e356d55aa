"""What this slice gives to 期日のある仕事: findings to be mended by a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from sekisho.procedures.climbing import Matter
from sekisho.server.accounts.permissions import Permission
from sekisho.server.inspections import queries
from sekisho.server.lifecycle.duties import Duty
from sekisho.terms import N, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sekisho.server.accounts.permissions import Actor

KIND = N("指摘の改善")


def improvements(actor: Actor, day: dt.date) -> Iterator[Duty]:
    """Yield the findings with a due day that are not verified, of what the actor may see (one query)."""
    if not actor.may(Permission.INSPECTION_VIEW):
        return
    for row in queries.findings(actor).filter(state__in=queries.OPEN, due__isnull=False):
        if row.due is None:
            continue
        yield Duty(
            kind=KIND,
            matter=Matter.FINDING,
            what=row.title,
            thing=str(row),
            section=row.section_id,
            section_name=row.section.name,
            due=row.due,
            who=Role.MANAGER.label,
            url=reverse("inspections:finding", args=[row.pk]),
        )
