"""The list of this slice."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from sekisho.server.lifecycle.models import GatePassage
from sekisho.server.ui.tables import NOWRAP, ListTable, PageColumn, TermColumn
from sekisho.server.ui.templatetags.sekisho import wareki_time


class PassageTable(ListTable):
    """関門の記録."""

    asked_at = PageColumn("lifecycle:passage", attrs=NOWRAP, orderable=False, text=wareki_time)
    thing = tables.Column(accessor="thing", verbose_name=_("外部サービス・契約"), orderable=False)
    section = tables.Column(accessor="section__name", verbose_name=_("所管課"), orderable=False)
    origin = TermColumn("Phase", orderable=False)
    to = TermColumn("Phase", orderable=False)
    outcome = TermColumn("Outcome", badge=True, orderable=False)
    asked_by = tables.Column(accessor="asked_by__name", verbose_name=_("確かめた人"), orderable=False)

    class Meta(ListTable.Meta):
        """The moment first."""

        model = GatePassage
        fields: ClassVar[tuple[str, ...]] = (
            "asked_at",
            "thing",
            "section",
            "origin",
            "to",
            "outcome",
            "asked_by",
        )
