"""What the list can be narrowed by: words, section, state, whether overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.server.custody import handovers
from sekisho.server.custody.models import HandOver
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import CustodyState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor, Permission


class HandOverFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """提供データ台帳."""

    q = django_filters.CharFilter(label=_("ことば"), method="by_words")
    section = PickFilter(label=_("所管課"), field_name="section_id", empty_label=_("すべての課"))
    state = PickFilter(label=_("状態"), choices=CustodyState.choices, empty_label=_("すべて"))
    overdue = django_filters.BooleanFilter(
        label=_("期限切れだけ"), method="by_due", widget=forms.CheckboxInput
    )

    class Meta:
        """Fields are declared one by one."""

        model = HandOver
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "state", "overdue")

    def __init__(self, *args: Any, actor: Actor, permission: Permission, **options: Any) -> None:  # noqa: ANN401  django-filter's own arguments
        """Offer the sections ``actor`` sees under ``permission``."""
        super().__init__(*args, **options)
        seen = ledgers.sections_seen(actor, permission).values_list("pk", "name")
        self.filters["section"].extra["choices"] = list(seen)

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002  django-filter's own signature
        """Keep the rows in which every word stands, in any spelling."""
        return ledgers.found_by(rows, value)

    def by_due(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:  # noqa: ARG002  django-filter's own signature
        """Keep what should have been back or erased by today."""
        return handovers.overdue_of(rows, timezone.localdate()) if value else rows
