"""What the list can be narrowed by: words, section, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.models import Contract
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import OversightPoint

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor


class OversightFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """委託先の監督."""

    q = django_filters.CharFilter(label=_("ことば"), method="by_words")
    section = PickFilter(label=_("所管課"), field_name="section_id", empty_label=_("すべての課"))
    point = PickFilter(
        label=_("気をつけること"),
        choices=OversightPoint.choices,
        method="by_point",
        empty_label=_("すべて"),
    )

    class Meta:
        """Fields are declared one by one."""

        model = Contract
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "point")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:  # noqa: ANN401  django-filter's own arguments
        """Offer the sections ``actor`` sees."""
        super().__init__(*args, **options)
        seen = ledgers.sections_seen(actor, Permission.OVERSIGHT_VIEW).values_list("pk", "name")
        self.filters["section"].extra["choices"] = list(seen)

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002  django-filter's own signature
        """Keep the rows in which every word stands, in any spelling."""
        return ledgers.found_by(rows, value)

    def by_point(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002  django-filter's own signature
        """Keep what has the flag named."""
        return rows.filter(**{value: True}) if value in set(OversightPoint) else rows
