"""What the list of questionnaires can be narrowed by: words, section, state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements.models import Questionnaire
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import QuestionnaireState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor


class QuestionnaireFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """質問票."""

    q = django_filters.CharFilter(label=_("ことば"), method="by_words")
    section = PickFilter(label=_("所管課"), field_name="section_id", empty_label=_("すべての課"))
    state = PickFilter(
        label=_("状態"),
        field_name="state_now",
        choices=QuestionnaireState.choices,
        empty_label=_("すべて"),
    )

    class Meta:
        """Fields are declared one by one."""

        model = Questionnaire
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "state")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:  # noqa: ANN401  django-filter's own arguments
        """Offer the sections ``actor`` sees."""
        super().__init__(*args, **options)
        seen = ledgers.sections_seen(actor, Permission.AGREEMENT_VIEW).values_list("pk", "name")
        self.filters["section"].extra["choices"] = list(seen)

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002  django-filter's own signature
        """Keep the rows in which every word stands, in any spelling."""
        return ledgers.found_by(rows, value)
