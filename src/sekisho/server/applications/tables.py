"""The list of applications."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from sekisho.server.ui.tables import NOWRAP, ListTable, PageColumn, TermColumn, WarekiColumn


class ApplicationTable(ListTable):
    """Number, title, section, state, outcome, due day."""

    number = Column(verbose_name=_("番号"), accessor="number", attrs=NOWRAP)
    title = PageColumn(
        "applications:detail",
        verbose_name=_("件名"),
        text=lambda value: value or gettext("（件名なし）"),
        empty_values=(),
    )
    section = Column(verbose_name=_("申請課"), accessor="section__name", order_by="section__code")
    applicant = Column(verbose_name=_("申請者"), accessor="applicant__name", orderable=False)
    confidentiality = TermColumn("Confidentiality", badge=True, verbose_name=_("機密性"))
    outcome = TermColumn("Outcome", badge=True, verbose_name=_("判定"))
    state = TermColumn("ApplicationState", badge=True, verbose_name=_("状態"))
    due_on = WarekiColumn(verbose_name=_("期限"))

    class Meta(ListTable.Meta):
        """In this order."""

        sequence: ClassVar[tuple[str, ...]] = ("number", "title", "section", "applicant")

    def render_number(self, value: str, record: object) -> str:
        """Return the document number once there is one."""
        return str(getattr(record, "document_number", "") or value)
