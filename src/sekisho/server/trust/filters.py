"""What the list can be narrowed by: words, kind, state, provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from sekisho.server.ledgers import queries as ledgers
from sekisho.server.trust.models import Evidence
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import CertificationKind, EvidenceState

if TYPE_CHECKING:
    from django.db.models import QuerySet


class EvidenceFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """認定・認証."""

    q = django_filters.CharFilter(label=_("ことば"), method="by_words")
    kind = PickFilter(label=_("種類"), choices=CertificationKind.choices, empty_label=_("すべて"))
    state = PickFilter(label=_("状態"), choices=EvidenceState.choices, empty_label=_("すべて"))

    class Meta:
        """Fields are declared one by one."""

        model = Evidence
        fields: ClassVar[tuple[str, ...]] = ("q", "kind", "state")

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002  django-filter's own signature
        """Keep the rows in which every word stands, in any spelling; the provider's name counts."""
        return ledgers.found_by(rows, value)
