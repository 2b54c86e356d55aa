"""The lists of the ledgers. Only columns that an index serves can be sorted by."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from sekisho.server.ledgers.models import Contract, Contractor, ExternalService, InformationAsset
from sekisho.server.ui.tables import NOWRAP, ListTable, NumberColumn, PageColumn, TermColumn, WarekiColumn


class AssetTable(ListTable):
    """情報資産."""

    number = PageColumn("ledgers:asset", attrs=NOWRAP)
    section = tables.Column(accessor="section__name", verbose_name=_("所管課"), orderable=False)
    name = tables.Column(orderable=False)
    confidentiality = TermColumn("Confidentiality", badge=True)
    integrity = TermColumn("Integrity", orderable=False)
    availability = TermColumn("Availability", orderable=False)
    person_count = NumberColumn(orderable=False)
    medium = TermColumn("Medium", orderable=False)
    zone = TermColumn("Zone", orderable=False)

    class Meta(ListTable.Meta):
        """Number first, as in the offices' own sheets."""

        model = InformationAsset
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "name",
            "section",
            "confidentiality",
            "integrity",
            "availability",
            "person_count",
            "medium",
            "zone",
        )

    def order_confidentiality(self, rows: Any, is_descending: bool) -> tuple[Any, bool]:  # noqa: ANN401, FBT001  django-tables2's own signature
        """Keep the number as second key, so that pages never overlap."""
        return rows.order_by("-confidentiality" if is_descending else "confidentiality", "number"), True


class ServiceTable(ListTable):
    """外部サービス."""

    number = PageColumn("ledgers:service", attrs=NOWRAP)
    name = tables.Column(orderable=False)
    provider = tables.Column(accessor="provider__name", verbose_name=_("提供者"), orderable=False)
    section = tables.Column(accessor="section__name", verbose_name=_("所管課"), orderable=False)
    service_class = TermColumn("ServiceClass", orderable=False)
    confidentiality = TermColumn("Confidentiality", badge=True, orderable=False)
    phase_now = TermColumn("Phase", verbose_name=_("段階"), orderable=False)
    ends = WarekiColumn(orderable=False)

    class Meta(ListTable.Meta):
        """Number first."""

        model = ExternalService
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "name",
            "provider",
            "section",
            "service_class",
            "confidentiality",
            "phase_now",
            "ends",
        )


class ContractorTable(ListTable):
    """委託先."""

    name = PageColumn("ledgers:contractor")
    corporate_number = tables.Column(orderable=False)
    address = tables.Column(orderable=False)
    contact = tables.Column(orderable=False)

    class Meta(ListTable.Meta):
        """Name first."""

        model = Contractor
        fields: ClassVar[tuple[str, ...]] = ("name", "corporate_number", "address", "contact")


class ContractTable(ListTable):
    """契約."""

    number = PageColumn("ledgers:contract", attrs=NOWRAP)
    title = tables.Column(orderable=False)
    contractor = tables.Column(accessor="contractor__name", verbose_name=_("受託者"), orderable=False)
    section = tables.Column(accessor="section__name", verbose_name=_("所管課"), orderable=False)
    confidentiality = TermColumn("Confidentiality", badge=True, orderable=False)
    person_count = NumberColumn(orderable=False)
    ends = WarekiColumn(orderable=False)
    return_due = WarekiColumn(orderable=False)
    returned_on = WarekiColumn(orderable=False)

    class Meta(ListTable.Meta):
        """Number first."""

        model = Contract
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "title",
            "contractor",
            "section",
            "confidentiality",
            "person_count",
            "ends",
            "return_due",
            "returned_on",
        )
