"""Questions to the stop list of a case: the share of who reads, and how much lies with other sections.

It is cut as the frozen ledgers are. What names no section is nobody's share; who sees the whole body sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.errors import NotFound
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import sections as all_sections
from sekisho.server.incidents import case_queries

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.models import Incident, Stop


@attrs.frozen
class Stops:
    """What one person sees of the stop list of a case."""

    rows: tuple[Stop, ...]
    elsewhere: int
    """How many more there are; nothing else is told of them."""
    editable: frozenset[int]
    """The keys of those the person may tick off, as long as the case is open."""

    @property
    def open(self) -> int:
        """How many of the share are not done."""
        return sum(one.done_on is None for one in self.rows)


def stops(actor: Actor, row: Incident) -> Stops:
    """Return the share of ``actor`` in the stop list."""
    seen = case_queries.section_names(actor, Permission.INCIDENT_VIEW)
    writes = case_queries.section_names(actor, Permission.INCIDENT_EDIT)
    found = list(row.stops.select_related("done_by"))
    rows = tuple(one for one in found if seen is None or one.section_name in seen)
    editable = frozenset(one.pk for one in rows if writes is None or one.section_name in writes)
    return Stops(rows, len(found) - len(rows), editable)


def require_own(actor: Actor, row: Incident, pk: int) -> None:
    """Refuse who may not tick off what bears the key ``pk``.

    Raises:
        NotFound: the case has none such, or it lies with another section.
        Refused: the actor reads it, but does not write for its section.
    """
    mine = stops(actor, row)
    one = next((one for one in mine.rows if one.pk == pk), None)
    if one is None:
        raise NotFound("見つかりません。", next_step="事案のページから選んでください。")
    if pk not in mine.editable:
        section = all_sections().filter(name=one.section_name).first()
        require(actor, Permission.INCIDENT_EDIT, section=section.pk if section else 0)
