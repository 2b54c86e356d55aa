"""The lists of this slice."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from sekisho.server.agreements.models import Questionnaire
from sekisho.server.ui.tables import NOWRAP, ListTable, PageColumn, TermColumn, WarekiColumn


class QuestionnaireTable(ListTable):
    """質問票."""

    number = PageColumn("agreements:questionnaire", attrs=NOWRAP, orderable=False)
    title = tables.Column(orderable=False)
    firm = tables.Column(accessor="firm__name", verbose_name=_("相手方"), orderable=False)
    section = tables.Column(accessor="section__name", verbose_name=_("所管課"), orderable=False)
    state_now = TermColumn("QuestionnaireState", badge=True, verbose_name=_("状態"), orderable=False)
    sent_on = WarekiColumn(orderable=False)
    due_on = WarekiColumn(orderable=False)
    answered_at = WarekiColumn(orderable=False)

    class Meta(ListTable.Meta):
        """Number first."""

        model = Questionnaire
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "title",
            "firm",
            "section",
            "state_now",
            "sent_on",
            "due_on",
            "answered_at",
        )
