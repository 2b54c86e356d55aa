"""What the list of questionnaires can be narrowed by: words, section, state."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements.models import Questionnaire
from sekisho.server.ledgers.narrowing import BySection
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import QuestionnaireState


class QuestionnaireFilter(BySection):
    """質問票."""

    state = PickFilter(
        label=_("状態"),
        field_name="state_now",
        choices=QuestionnaireState.choices,
        empty_label=_("すべて"),
    )
    seen_by = Permission.AGREEMENT_VIEW

    class Meta:
        """Fields are declared one by one."""

        model = Questionnaire
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "state")
