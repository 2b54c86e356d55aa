"""What the list can be narrowed by: words, section, kind, state, privileged ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.server.access.models import ServiceAccount
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers.narrowing import BySection
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import AccountKind, AccountState

if TYPE_CHECKING:
    from django.db.models import QuerySet


class AccountFilter(BySection):
    """利用者アカウント."""

    section = PickFilter(label=_("所管課"), field_name="service__section_id", empty_label=_("すべての課"))
    kind = PickFilter(label=_("アカウントの種類"), choices=AccountKind.choices, empty_label=_("すべて"))
    state = PickFilter(label=_("状態"), choices=AccountState.choices, empty_label=_("すべて"))
    privileged = django_filters.BooleanFilter(
        label=_("特権だけ"), method="by_privilege", widget=forms.CheckboxInput
    )
    seen_by = Permission.SERVICE_VIEW

    class Meta:
        """Fields are declared one by one."""

        model = ServiceAccount
        fields: ClassVar[tuple[str, ...]] = ("q", "section", "kind", "state", "privileged")

    def by_privilege(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Keep the privileged ones."""
        return rows.filter(privileged=True) if value else rows
