"""The lists of this slice."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from sekisho.server.trust.models import Evidence, Judgement
from sekisho.server.ui.tables import ListTable, PageColumn, TermColumn, WarekiColumn
from sekisho.server.ui.words import label, word


def _kind(value: object) -> str:
    return label(word("CertificationKind", value))


class EvidenceTable(ListTable):
    """認定・認証."""

    kind = PageColumn("trust:evidence", text=_kind, orderable=False)
    provider = tables.Column(accessor="provider__name", verbose_name=_("提供者"), orderable=False)
    service_name = tables.Column(orderable=False)
    number = tables.Column(orderable=False)
    until = WarekiColumn(orderable=False)
    state = TermColumn("EvidenceState", badge=True, verbose_name=_("状態"), orderable=False)

    class Meta(ListTable.Meta):
        """Kind first."""

        model = Evidence
        fields: ClassVar[tuple[str, ...]] = ("kind", "provider", "service_name", "number", "until", "state")


class FlaggedTable(ListTable):
    """Judgements to be made anew."""

    service = PageColumn("trust:judgement", orderable=False)
    section = tables.Column(accessor="service__section__name", verbose_name=_("所管課"), orderable=False)
    made_at = WarekiColumn(orderable=False)
    flagged_on = WarekiColumn(orderable=False)

    class Meta(ListTable.Meta):
        """The service first."""

        model = Judgement
        fields: ClassVar[tuple[str, ...]] = ("service", "section", "made_at", "flagged_on")
