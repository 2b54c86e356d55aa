"""The lists of this slice."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables

from sekisho.server.incidents.models import Call, Incident
from sekisho.server.ui.tables import NOWRAP, ListTable, NumberColumn, PageColumn, TermColumn, WarekiColumn
from sekisho.server.ui.words import spoken


class CallTable(ListTable):
    """委託先からの連絡."""

    words = PageColumn("incidents:call", orderable=False)
    taken_at = WarekiColumn(orderable=False)
    section = tables.Column(orderable=False)
    taken_by = tables.Column(orderable=False)
    incident = tables.Column(accessor="incident__number", orderable=False)
    answered_on = WarekiColumn(orderable=False)

    class Meta(ListTable.Meta):
        """Who called first."""

        model = Call
        fields: ClassVar[tuple[str, ...]] = (
            "words",
            "taken_at",
            "section",
            "taken_by",
            "incident",
            "answered_on",
        )


class IncidentTable(ListTable):
    """事案, or exercises."""

    number = PageColumn("incidents:case", attrs=NOWRAP, orderable=False)
    title = tables.Column(orderable=False)
    kind = TermColumn("IncidentKind", orderable=False)
    known_at = WarekiColumn(orderable=False)
    persons_high = NumberColumn(orderable=False)
    state = TermColumn("IncidentState", badge=True, orderable=False)
    closed_on = WarekiColumn(orderable=False)

    def render_title(self, value: str) -> str:
        """Say the title of a scenario of ours in the language in force; one that people wrote stays."""
        return spoken(value)

    class Meta(ListTable.Meta):
        """Number first."""

        model = Incident
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "title",
            "kind",
            "known_at",
            "persons_high",
            "state",
            "closed_on",
        )
