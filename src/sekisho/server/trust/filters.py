"""What the lists can be narrowed by: words, kind, state; rows of a register by what of it is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from sekisho.server.ledgers.narrowing import ByWords
from sekisho.server.trust import registers
from sekisho.server.trust.models import Evidence, RegisterRow
from sekisho.server.trust.register_models import KIND_CHOICES
from sekisho.server.ui.picking import PickFilter
from sekisho.terms import CertificationKind, EvidenceState, RegisterMatch

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor


class EvidenceFilter(ByWords):
    """認定・認証."""

    kind = PickFilter(label=_("種類"), choices=CertificationKind.choices, empty_label=_("すべて"))
    state = PickFilter(label=_("状態"), choices=EvidenceState.choices, empty_label=_("すべて"))

    class Meta:
        """Fields are declared one by one."""

        model = Evidence
        fields: ClassVar[tuple[str, ...]] = ("q", "kind", "state")


class RegisterFilter(ByWords):
    """登録簿."""

    kind = PickFilter(
        label=_("登録簿"), field_name="edition__kind", choices=KIND_CHOICES, empty_label=_("すべて")
    )
    standing = PickFilter(label=_("状態"), choices=EvidenceState.choices, empty_label=_("すべて"))
    match = PickFilter(
        label=_("台帳との照合"), choices=RegisterMatch.choices, empty_label=_("すべて"), method="by_match"
    )
    ours = PickFilter(
        label=_("当団体の証拠"),
        choices=[("waits", _("確かめるもの")), ("held", _("記録があるもの"))],
        empty_label=_("すべて"),
        method="by_ours",
    )

    class Meta:
        """Fields are declared one by one."""

        model = RegisterRow
        fields: ClassVar[tuple[str, ...]] = ("q", "kind", "standing", "match", "ours")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        """Match in the name of ``actor``."""
        super().__init__(*args, **options)
        self.actor = actor

    def by_match(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the rows that agree with the ledgers in this way."""
        found = registers.matches(self.actor, rows)
        return rows.filter(pk__in=[key for key, match in found.items() if match.state.value == value])

    def by_ours(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the rows that wait for a person, or whose number a certification of ours bears."""
        known = registers.beside(self.actor, rows)
        kept = [key for key, one in known.items() if (one.waits if value == "waits" else one.evidence)]
        return rows.filter(pk__in=kept)
