"""What this slice gives to 期日のある仕事: accounts to be closed by a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import Matter
from sekisho.server.access import queries
from sekisho.server.accounts.permissions import Permission
from sekisho.server.lifecycle.duties import Duty
from sekisho.terms import N, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sekisho.server.accounts.permissions import Actor

KIND = N("アカウントを閉じる")


def closing(actor: Actor, day: dt.date) -> Iterator[Duty]:
    """Yield the accounts to be closed, of services the actor may see (one query)."""
    rows = queries.of_sections(actor.sections_for(Permission.SERVICE_VIEW))
    for one in queries.to_close(rows.select_related("service__section"), day):
        row = one.account
        yield Duty(
            kind=KIND,
            matter=Matter.ACCOUNT,
            what=_("「%(login)s」を閉じるか、点検して残す") % {"login": row.login},
            thing=row.service.name,
            section=row.service.section_id,
            section_name=row.service.section.name,
            due=one.due,
            who=Role.SERVICE_MANAGER.label,
            url=reverse("access:account", args=[row.pk]),
        )
