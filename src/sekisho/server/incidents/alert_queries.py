"""Questions to the alerts: which sections were told of a case that is not shown to them, and who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from sekisho.errors import NotFound
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.incidents import case_queries
from sekisho.server.incidents.models import Alert, Incident
from sekisho.terms import IncidentState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.answer import Breach


def alerts(actor: Actor) -> QuerySet[Alert]:
    """Return the alerts to the sections ``actor`` answers for.

    Raises:
        Refused: the actor may see none at all.
    """
    require(actor, Permission.INCIDENT_EDIT)
    rows: QuerySet[Alert] = Alert.objects.select_related("incident", "section", "seen_by")
    sections = actor.sections_for(Permission.INCIDENT_EDIT)
    return rows if sections is None else rows.filter(section_id__in=sections)


def alert(actor: Actor, pk: int) -> Alert:
    """Return one alert.

    Raises:
        NotFound: there is none, or it is to another section.
    """
    row = alerts(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound("この知らせは見つかりません。", next_step="ホームから開き直してください。")
    return row


def waiting(actor: Actor) -> QuerySet[Alert]:
    """Return the alerts the head of a section has not looked into.

    None for who sees the whole body: to them the case itself is shown. One is moot as soon as the case is
    shown to its section, or closed.
    """
    if not actor.may(Permission.INCIDENT_EDIT) or actor.sections_for(Permission.INCIDENT_EDIT) is None:
        return Alert.objects.none()
    shown = Incident.sections.through.objects.filter(
        incident_id=OuterRef("incident_id"), section_id=OuterRef("section_id")
    )
    rows = alerts(actor).filter(seen_on=None).exclude(incident__state=IncidentState.CLOSED.value)
    return rows.filter(~Exists(shown))


def about(actor: Actor, answer: Breach) -> Alert | None:
    """Return the alert that waits for ``actor`` about one of the firms meant: to be answered first."""
    rows = waiting(actor)
    case = case_queries.on_same_firm(Incident.objects.filter(pk__in=rows.values("incident_id")), answer)
    return rows.filter(incident=case).first() if case else None
