"""The sections a case concerns but is not shown to are told of it, and say what they found."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict
from sekisho.server.accounts.queries import sections as all_sections
from sekisho.server.crossings.actions import record
from sekisho.server.incidents import alert_queries
from sekisho.server.incidents.actions import ground
from sekisho.server.incidents.models import Alert
from sekisho.server.ledgers.actions.versions import locked, save_next
from sekisho.server.ledgers.checks import required

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.incidents.answer import Breach
    from sekisho.server.incidents.models import Incident


def alert_others(row: Incident, found: Breach) -> list[int]:
    """Tell every section that ``found`` concerns and the case is not shown to; return their keys.

    They learn the number of the case and the firm, and look at what they have themselves. An exercise tells
    nobody.
    """
    if row.exercise:
        return []
    names = {name for name, _count in found.sections} | {one.section for one in found.provided}
    told = {one.section_id for one in row.alerts.all()} | {one.pk for one in row.sections.all()}
    firm = "、".join(one.name for one in found.firms) or found.words
    others = [one for one in all_sections().filter(name__in=names) if one.pk not in told]
    for section in others:
        Alert.make(incident=row, section=section, firm=firm[:200])
    return [section.pk for section in others]


def look_into_alert(actor: Actor, pk: int, version: int, *, note: str) -> Alert:
    """Record what a section found that it has with the firm of a case. Writes ``incident.looked``.

    Raises:
        NotFound, Refused: as :func:`.alert_queries.alert` says.
        Conflict: it was looked into already.
        BadInput: nothing is said of what was found.
    """
    alert_queries.alert(actor, pk)
    with transaction.atomic():
        row: Alert = locked(Alert, pk, version)
        if row.seen_on is not None:
            raise Conflict("もう確かめてあります。", next_step="画面を開き直してください。")
        row.note = required("確かめたこと", note)[:300]
        row.seen_on, row.seen_by_id = timezone.localdate(), actor.person
        save_next(row)
        digest = hashlib.sha256(row.note.encode()).hexdigest()
        told = {"section": row.section_id, "sha256": digest}
        record(actor, "incident.looked", ground.about(row.incident), told)
    return row
