"""What this slice gives to 期日のある仕事: accounts to be closed by a day, and the 棚卸し of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.climbing import Matter
from sekisho.server.access import inventory_queries, queries
from sekisho.server.accounts.permissions import Permission
from sekisho.server.lifecycle.duties import Duty, Glimpse
from sekisho.terms import N, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sekisho.server.access.inventory_queries import Due
    from sekisho.server.accounts.permissions import Actor

KIND = N("アカウントを閉じる")
INVENTORY = N("アカウントの棚卸し")


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


def inventories(actor: Actor, day: dt.date) -> Iterator[Glimpse]:
    """Yield the 棚卸し due, and what one found that nobody settled, of services the actor may see.

    As many queries as :func:`.inventory_queries.of_sections` takes.
    """
    if not actor.may(Permission.SERVICE_VIEW):
        return
    for one in inventory_queries.of_sections(actor.sections_for(Permission.SERVICE_VIEW), day):
        row = one.service
        yield Glimpse(
            one.line_due or one.due, INVENTORY, row.name, _to_do(one), row.section_id, one, _inventory
        )


def _to_do(one: Due) -> str:
    if one.line_due is None or one.last is None:
        return _("提供者の一覧と比べる")
    return _("済んでいない%(number)s件を確かめる") % {"number": one.waiting}


def _inventory(_actor: Actor, one: Due) -> Duty:
    row, last = one.service, one.last
    opened = one.line_due is not None and last is not None
    return Duty(
        kind=INVENTORY,
        matter=Matter.ACCOUNT,
        what=_to_do(one),
        thing=row.name,
        section=row.section_id,
        section_name=row.section.name,
        due=one.line_due or one.due,
        who=row.manager.name if row.manager else Role.SERVICE_MANAGER.label,
        url=reverse("access:inventory", args=[last.pk])
        if opened and last
        else reverse("ledgers:service", args=[row.pk]),
    )
