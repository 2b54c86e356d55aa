"""The list of this slice."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.server.access.models import ServiceAccount
from sekisho.server.ui.tables import ListTable, PageColumn, TermColumn, WarekiColumn


class AccountTable(ListTable):
    """利用者アカウント."""

    login = PageColumn("access:account", orderable=False)
    service = tables.Column(
        accessor="service__name", verbose_name=gettext_lazy("外部サービス"), orderable=False
    )
    user = tables.Column(accessor="used_by", verbose_name=gettext_lazy("利用者"), orderable=False)
    kind = TermColumn("AccountKind", orderable=False)
    privileged = tables.Column(orderable=False)
    mfa = tables.Column(orderable=False, empty_values=())
    opened_on = WarekiColumn(orderable=False)
    reviewed_on = WarekiColumn(orderable=False)
    state = TermColumn("AccountState", badge=True, verbose_name=gettext_lazy("状態"), orderable=False)

    class Meta(ListTable.Meta):
        """Login first."""

        model = ServiceAccount
        fields: ClassVar[tuple[str, ...]] = (
            "login",
            "service",
            "user",
            "kind",
            "privileged",
            "mfa",
            "opened_on",
            "reviewed_on",
            "state",
        )

    def render_privileged(self, value: Any) -> str:  # noqa: ANN401  a flag
        """Return 有 or 無."""
        return _("有") if value else _("無")

    def render_mfa(self, value: Any) -> str:  # noqa: ANN401  a flag, or nothing where not known
        """Return 有, 無 or わからない."""
        return yes_no_unknown(value)


def yes_no_unknown(value: bool | None) -> str:  # noqa: FBT001  the value shown
    """Return a flag that may not be known, as people read it."""
    if value is None:
        return _("わからない")
    return _("有") if value else _("無")
