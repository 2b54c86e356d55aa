"""What the list can be narrowed by: section, phase, outcome."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.permissions import Actor, Permission
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.lifecycle.models import GatePassage
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import Outcome, Phase


class PassageFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """関門の記録."""

    section = PickFilter(label=_("所管課"), field_name="section_id", empty_label=_("すべての課"))
    to = PickFilter(label=_("次の段階"), choices=Phase.choices, empty_label=_("すべて"))
    outcome = PickFilter(label=_("判定結果"), choices=Outcome.choices, empty_label=_("すべて"))

    class Meta:
        """Fields are declared one by one."""

        model = GatePassage
        fields: ClassVar[tuple[str, ...]] = ("section", "to", "outcome")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        """Offer the sections ``actor`` sees."""
        super().__init__(*args, **options)
        seen = ledgers.sections_seen(actor, Permission.SERVICE_VIEW).values_list("pk", "name")
        self.filters["section"].extra["choices"] = list(seen)
