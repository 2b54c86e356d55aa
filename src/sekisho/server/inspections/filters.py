"""What the list of findings can be narrowed by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.inspections import queries
from sekisho.server.inspections.models import Finding
from sekisho.server.ledgers.narrowing import BySection
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import FindingGrade, FindingState

if TYPE_CHECKING:
    from django.db.models import QuerySet


class FindingFilter(BySection):
    """指摘."""

    section = PickFilter(label=_("課"), field_name="section_id", empty_label=_("すべての課"))
    state = PickFilter(label=_("状態"), choices=FindingState.choices, empty_label=_("すべて"))
    grade = PickFilter(label=_("重さ"), choices=FindingGrade.choices, empty_label=_("すべて"))
    overdue = django_filters.BooleanFilter(
        label=_("期限切れだけ"), method="by_due", widget=forms.CheckboxInput
    )
    seen_by = Permission.INSPECTION_VIEW

    class Meta:
        """Fields are declared one by one."""

        model = Finding
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "state", "grade", "overdue")

    def by_due(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Keep what should have been mended by today."""
        return queries.overdue(rows, timezone.localdate()) if value else rows
