"""What the list of applications can be narrowed by."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from sekisho.server.applications.models import Application
from sekisho.server.ledgers.narrowing import ByWords
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import ApplicationState, Outcome


class ApplicationFilter(ByWords):
    """Words, state, outcome, grade."""

    state = PickFilter(label=_("状態"), choices=ApplicationState.choices, empty_label=_("すべて"))
    outcome = PickFilter(label=_("判定"), choices=Outcome.choices, empty_label=_("すべて"))

    class Meta:
        """Fields are declared one by one."""

        model = Application
        fields: ClassVar[tuple[str, ...]] = ("q", "state", "outcome")
