"""Questions to the calls (委託先からの連絡): who sees which, and which wait for somebody who may open a case.

Who took a call sees it as long as they serve the section; besides them those who see the section's cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from sekisho.errors import NotFound
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.incidents.models import Call

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor


def calls(actor: Actor) -> QuerySet[Call]:
    """Return the calls ``actor`` may see, the newest first.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.BREACH_VIEW)
    rows: QuerySet[Call] = Call.objects.select_related("section", "taken_by", "incident", "answered_by")
    sections = actor.sections_for(Permission.INCIDENT_VIEW)
    if sections is None:
        return rows
    own = Q(taken_by_id=actor.person)
    asked = actor.sections_for(Permission.BREACH_VIEW)
    if asked is not None:
        own &= Q(section_id__in=asked)
    return rows.filter(Q(section_id__in=sections) | own)


def call(actor: Actor, pk: int) -> Call:
    """Return one call.

    Raises:
        NotFound: there is none, or the actor may not see it.
    """
    row = calls(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound("この連絡は見つかりません。", next_step="連絡の一覧からさがしてください。")
    return row


def waiting(actor: Actor) -> QuerySet[Call]:
    """Return the calls that wait for ``actor`` to say what comes of them."""
    rows: QuerySet[Call] = Call.objects.filter(answered_on=None).select_related("section", "taken_by")
    if not actor.may(Permission.INCIDENT_EDIT):
        return rows.none()
    sections = actor.sections_for(Permission.INCIDENT_EDIT)
    return rows if sections is None else rows.filter(section_id__in=sections)
