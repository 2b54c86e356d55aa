"""The lists of this slice."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from sekisho.server.inspections.models import Finding
from sekisho.server.ui.tables import NOWRAP, ListTable, PageColumn, TermColumn, WarekiColumn


class FindingTable(ListTable):
    """指摘."""

    number = PageColumn("inspections:finding", attrs=NOWRAP, orderable=False)
    section = tables.Column(accessor="section__name", orderable=False)
    clause = tables.Column(attrs=NOWRAP, orderable=False)
    grade = TermColumn("FindingGrade", badge=True, orderable=False)
    found_on = WarekiColumn(orderable=False)
    plan_who = tables.Column(verbose_name=_("担当"), orderable=False)
    due = WarekiColumn(orderable=False)
    state = TermColumn("FindingState", badge=True, orderable=False)

    class Meta(ListTable.Meta):
        """Number first."""

        model = Finding
        fields: ClassVar[tuple[str, ...]] = (
            *("number", "section", "clause", "grade"),
            *("found_on", "plan_who", "due", "state"),
        )
