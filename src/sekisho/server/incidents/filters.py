"""What the list can be narrowed by: words, kind, state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from sekisho.server.incidents.models import Incident
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.picking import PickFilter
from sekisho.server.ui.words import label
from sekisho.terms import IncidentKind, IncidentState

if TYPE_CHECKING:
    from django.db.models import QuerySet


class IncidentFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """事案の一覧."""

    q = django_filters.CharFilter(label=_("ことば"), method="by_words")
    kind = PickFilter(
        label=_("事案の種類"),
        choices=lambda: [(one.value, label(one)) for one in IncidentKind],
        empty_label=_("すべて"),
    )
    state = PickFilter(
        label=_("状態"),
        choices=lambda: [(one.value, label(one)) for one in IncidentState],
        empty_label=_("すべて"),
    )

    class Meta:
        """Fields are declared one by one."""

        model = Incident
        fields: ClassVar[tuple[str, ...]] = ("q", "kind", "state")

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the rows in which every word stands, in any spelling."""
        return ledgers.found_by(rows, value)
