"""What the list can be narrowed by: words, section, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers.models import Contract
from sekisho.server.ledgers.narrowing import BySection
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import OversightPoint

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OversightFilter(BySection):
    """委託先の監督."""

    point = PickFilter(
        label=_("気をつけること"),
        choices=OversightPoint.choices,
        method="by_point",
        empty_label=_("すべて"),
    )
    seen_by = Permission.OVERSIGHT_VIEW

    class Meta:
        """Fields are declared one by one."""

        model = Contract
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "point")

    def by_point(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what has the flag named."""
        return rows.filter(**{value: True}) if value in set(OversightPoint) else rows
