"""What the list of applications can be narrowed by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from sekisho.server.applications import queries
from sekisho.server.applications.models import Application
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import ApplicationState, Outcome

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ApplicationFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Words, state, outcome, grade."""

    q = django_filters.CharFilter(label=_("ことば"), method="by_words")
    state = PickFilter(label=_("状態"), choices=ApplicationState.choices, empty_label=_("すべて"))
    outcome = PickFilter(label=_("判定"), choices=Outcome.choices, empty_label=_("すべて"))

    class Meta:
        """Fields are declared one by one."""

        model = Application
        fields: ClassVar[tuple[str, ...]] = ("q", "state", "outcome")

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002  django-filter's own signature
        """Keep the rows in which every word stands, in any spelling."""
        return queries.found_by(rows, value)
