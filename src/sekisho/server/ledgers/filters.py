"""What the lists can be narrowed by: words, section, grade, whether still in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.server.ledgers import phasing, provided
from sekisho.server.ledgers.models import Contract, Contractor, ExternalService, InformationAsset
from sekisho.server.ledgers.narrowing import BySection, ByWords
from sekisho.server.ui.picking import PickFilter
from sekisho.server.ui.words import label
from sekisho.terms import Confidentiality, Medium, Phase, ServiceClass, ServiceKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor, Permission


class LedgerFilter(ByWords):
    """And whether still in the ledger."""

    retired = django_filters.BooleanFilter(
        label=_("外したものを見る"), method="by_standing", widget=forms.CheckboxInput
    )

    def by_standing(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Keep the rows taken out of the ledger, or those that stand."""
        return rows.filter(retired_on__isnull=not value)


def _grades() -> list[tuple[int, str]]:
    return [(grade.value, label(grade)) for grade in sorted(Confidentiality, reverse=True)]


class AssetFilter(LedgerFilter, BySection):
    """情報資産."""

    confidentiality = PickFilter(label=_("機密性"), choices=_grades, empty_label=_("すべて"))
    medium = PickFilter(label=_("媒体"), choices=Medium.choices, empty_label=_("すべて"))

    class Meta:
        """Fields are declared one by one."""

        model = InformationAsset
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "confidentiality", "medium", "retired")


class ServiceFilter(LedgerFilter, BySection):
    """外部サービス."""

    service_class = PickFilter(label=_("区分"), choices=ServiceClass.choices, empty_label=_("すべて"))
    kind = PickFilter(label=_("種類"), choices=ServiceKind.choices, empty_label=_("すべて"))
    phase = PickFilter(
        label=_("段階"), field_name="phase_now", choices=Phase.choices, empty_label=_("すべて")
    )

    class Meta:
        """Fields are declared one by one."""

        model = ExternalService
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "service_class", "kind", "phase", "retired")


class ContractorFilter(LedgerFilter):
    """委託先."""

    def __init__(self, *args: Any, actor: Actor, permission: Permission, **options: Any) -> None:
        """Need nothing of the actor: the register is one for all sections."""
        super().__init__(*args, **options)

    class Meta:
        """Fields are declared one by one."""

        model = Contractor
        fields: ClassVar[tuple[str, ...]] = ("q", "retired")


class ContractFilter(LedgerFilter, BySection):
    """契約."""

    confidentiality = PickFilter(label=_("最高機密性"), choices=_grades, empty_label=_("すべて"))
    phase = PickFilter(label=_("段階"), choices=Phase.choices, empty_label=_("すべて"), method="by_phase")
    overdue = django_filters.BooleanFilter(
        label=_("返還・消去が済んでいない"), method="by_return", widget=forms.CheckboxInput
    )

    class Meta:
        """Fields are declared one by one."""

        model = Contract
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "confidentiality", "phase", "overdue", "retired")

    def by_phase(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the contracts that are in this phase today."""
        return phasing.with_phase(rows, timezone.localdate()).filter(phase_now=value)

    def by_return(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Keep the contracts whose data is still out."""
        return provided.not_returned(rows) if value else rows
