"""The list of this slice."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from sekisho.server.ledgers.models import Contract
from sekisho.server.oversight import queries
from sekisho.server.ui.tables import NOWRAP, ListTable, NumberColumn, PageColumn, WarekiColumn
from sekisho.server.ui.words import label
from sekisho.terms import OversightPoint

BADGES = dict.fromkeys(OversightPoint, "no") | {
    OversightPoint.NO_PLAN: "wait",
    OversightPoint.TOO_RARE: "wait",
    OversightPoint.NO_ROSTER: "wait",
    OversightPoint.MEDIA_OUT: "info",
}


class OversightTable(ListTable):
    """委託先の監督."""

    number = PageColumn("oversight:contract", attrs=NOWRAP, orderable=False)
    title = tables.Column(orderable=False)
    contractor = tables.Column(accessor="contractor__name", verbose_name=_("受託者"), orderable=False)
    section = tables.Column(accessor="section__name", verbose_name=_("所管課"), orderable=False)
    people = NumberColumn(verbose_name=_("従事者"), orderable=False)
    next_on = WarekiColumn(verbose_name=_("次の確認"), orderable=False)
    points = tables.Column(verbose_name=_("気をつけること"), orderable=False, empty_values=())

    class Meta(ListTable.Meta):
        """Number first."""

        model = Contract
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "title",
            "contractor",
            "section",
            "people",
            "next_on",
            "points",
        )

    def render_points(self, record: Any) -> str:  # noqa: ANN401  a contract with its flags
        """Return a badge for each thing that is wrong."""
        found = ((BADGES[one], label(one)) for one in queries.points(record))
        return format_html_join(" ", '<span class="badge" data-state="{}">{}</span>', found) or "—"
