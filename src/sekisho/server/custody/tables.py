"""The lists of this slice."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from sekisho.server.custody.models import HandOver
from sekisho.server.ledgers.models import Contract
from sekisho.server.ui.tables import NOWRAP, ListTable, NumberColumn, PageColumn, TermColumn, WarekiColumn


class HandOverTable(ListTable):
    """提供データ台帳."""

    number = PageColumn("custody:handover", attrs=NOWRAP, orderable=False)
    what = tables.Column(orderable=False)
    receiver = tables.Column(accessor="receiver__name", verbose_name=_("渡した先"), orderable=False)
    section = tables.Column(accessor="section__name", verbose_name=_("所管課"), orderable=False)
    confidentiality = TermColumn("Confidentiality", badge=True, orderable=False)
    person_count = NumberColumn(orderable=False)
    handed_on = WarekiColumn(orderable=False)
    return_due = WarekiColumn(orderable=False)
    state = TermColumn("CustodyState", badge=True, verbose_name=_("状態"), orderable=False)

    class Meta(ListTable.Meta):
        """Number first."""

        model = HandOver
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "what",
            "receiver",
            "section",
            "confidentiality",
            "person_count",
            "handed_on",
            "return_due",
            "state",
        )


class DrawnTable(ListTable):
    """What is looked at this fiscal year."""

    number = PageColumn("custody:handover", verbose_name=_("提供番号"), attrs=NOWRAP, orderable=False)
    what = tables.Column(verbose_name=_("提供データ"), orderable=False)
    receiver = tables.Column(accessor="receiver__name", verbose_name=_("渡した先"), orderable=False)
    section = tables.Column(accessor="section__name", verbose_name=_("所管課"), orderable=False)
    state = TermColumn("CustodyState", badge=True, verbose_name=_("状態"), orderable=False)
    seen = WarekiColumn(verbose_name=_("確かめた日"), orderable=False)

    class Meta(ListTable.Meta):
        """Number first."""

        model = HandOver
        fields: ClassVar[tuple[str, ...]] = ("number", "what", "receiver", "section", "state", "seen")


class UnwrittenTable(ListTable):
    """What is known from the contract ledger alone."""

    number = PageColumn("ledgers:contract", attrs=NOWRAP, orderable=False)
    provided_data = tables.Column(orderable=False)
    contractor = tables.Column(accessor="contractor__name", verbose_name=_("渡した先"), orderable=False)
    section = tables.Column(accessor="section__name", verbose_name=_("所管課"), orderable=False)
    person_count = NumberColumn(orderable=False)
    provided_on = WarekiColumn(orderable=False)
    return_due = WarekiColumn(orderable=False)
    returned_on = WarekiColumn(orderable=False)

    class Meta(ListTable.Meta):
        """Number first."""

        model = Contract
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "provided_data",
            "contractor",
            "section",
            "person_count",
            "provided_on",
            "return_due",
            "returned_on",
        )
