"""What the list can be narrowed by: words, section, state, whether overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.custody import handovers
from sekisho.server.custody.models import HandOver
from sekisho.server.ledgers.narrowing import BySection
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import CustodyState

if TYPE_CHECKING:
    from django.db.models import QuerySet


class HandOverFilter(BySection):
    """提供データ台帳."""

    state = PickFilter(label=_("状態"), choices=CustodyState.choices, empty_label=_("すべて"))
    overdue = django_filters.BooleanFilter(
        label=_("期限切れだけ"), method="by_due", widget=forms.CheckboxInput
    )
    seen_by = Permission.CUSTODY_VIEW

    class Meta:
        """Fields are declared one by one."""

        model = HandOver
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "state", "overdue")

    def by_due(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Keep what should have been back or erased by today."""
        return handovers.overdue_of(rows, timezone.localdate()) if value else rows
