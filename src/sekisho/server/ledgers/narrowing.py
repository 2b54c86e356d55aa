"""What the lists of any slice are narrowed by: words, and the section in charge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from sekisho.server.ledgers import queries
from sekisho.server.ui.picking import PickFilter

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor, Permission


class ByWords(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Words that stand in the ``search_key`` of a row."""

    q = django_filters.CharFilter(label=_("ことば"), method="by_words")

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the rows in which every word stands, in any spelling."""
        return queries.found_by(rows, value)


class BySection(ByWords):
    """And the section in charge, from those the actor sees; ``seen_by`` is the permission of the list."""

    section = PickFilter(label=_("所管課"), field_name="section_id", empty_label=_("すべての課"))
    seen_by: ClassVar[Permission]

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        permission: Permission | None = None,
        **options: Any,
    ) -> None:
        """Offer the sections ``actor`` sees under ``permission``, or else under ``seen_by``."""
        super().__init__(*args, **options)
        seen = queries.sections_seen(actor, permission or self.seen_by).values_list("pk", "name")
        self.filters["section"].extra["choices"] = list(seen)
