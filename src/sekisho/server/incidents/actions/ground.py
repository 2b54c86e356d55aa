"""What the actions of this slice share: the case, seen, permitted and locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.errors import Conflict
from sekisho.japan.text import search_key
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.crossings.actions import Subject
from sekisho.server.incidents import case_queries
from sekisho.server.incidents.models import Incident
from sekisho.server.ledgers.actions import versions
from sekisho.terms import IncidentState

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor


def case(actor: Actor, pk: int, permission: Permission = Permission.INCIDENT_EDIT) -> Incident:
    """Return the case, open and locked until the transaction ends.

    Raises:
        NotFound: there is none, or the actor may not see it.
        Refused: the actor may not do this in it.
        Conflict: it is closed.
    """
    allowed(actor, pk, permission)
    row: Incident = Incident.objects.select_for_update(of=("self",)).get(pk=pk)
    refuse_closed(row)
    return row


def case_at(
    actor: Actor, pk: int, version: int, permission: Permission = Permission.INCIDENT_EDIT
) -> Incident:
    """Return the case as :func:`case`, if it still stands at ``version``.

    Raises:
        NotFound, Refused: as there.
        Conflict: somebody changed it.
    """
    allowed(actor, pk, permission)
    row: Incident = versions.locked(Incident, pk, version)
    return row


def allowed(actor: Actor, pk: int, permission: Permission) -> None:
    """Refuse who may not see the case or not do this in it."""
    row = case_queries.incident(actor, pk)
    if not case_queries.may(actor, permission, row):
        section = row.sections.first()
        require(actor, permission, section=section.pk if section else 0)


def refuse_closed(row: Incident) -> None:
    """Refuse to go on with a closed case."""
    if row.state == IncidentState.CLOSED:
        raise Conflict(
            "この事案は終結しています。",
            next_step="続きがあるときは、事案を再び開いてください。",
        )


def save_next(row: Incident) -> None:
    """Save the case as its next version, with the words it is found by."""
    row.search_key = "|".join(search_key(word) for word in (row.number, row.title, row.words))[:500]
    versions.save_next(row)


def about(row: Incident) -> Subject:
    """Return what an entry of the record names."""
    return Subject("incident", row.pk)
