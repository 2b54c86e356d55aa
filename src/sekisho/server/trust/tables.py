"""The lists of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from sekisho.server.trust.models import Evidence, Judgement, RegisterRow
from sekisho.server.ui.tables import ListTable, PageColumn, TermColumn, WarekiColumn
from sekisho.server.ui.words import label, listed, state, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from sekisho.server.trust.registers import Known
    from sekisho.terms import RegisterMatch


def _kind(value: object) -> str:
    return label(word("CertificationKind", value))


class EvidenceTable(ListTable):
    """認定・認証."""

    kind = PageColumn("trust:evidence", text=_kind, orderable=False)
    provider = tables.Column(accessor="provider__name", verbose_name=_("提供者"), orderable=False)
    service_name = tables.Column(orderable=False)
    number = tables.Column(orderable=False)
    until = WarekiColumn(orderable=False)
    state = TermColumn("EvidenceState", badge=True, verbose_name=_("状態"), orderable=False)

    class Meta(ListTable.Meta):
        """Kind first."""

        model = Evidence
        fields: ClassVar[tuple[str, ...]] = ("kind", "provider", "service_name", "number", "until", "state")


class FlaggedTable(ListTable):
    """Judgements to be made anew."""

    service = PageColumn("trust:judgement", orderable=False)
    section = tables.Column(accessor="service__section__name", verbose_name=_("所管課"), orderable=False)
    made_at = WarekiColumn(orderable=False)
    flagged_on = WarekiColumn(orderable=False)

    class Meta(ListTable.Meta):
        """The service first."""

        model = Judgement
        fields: ClassVar[tuple[str, ...]] = ("service", "section", "made_at", "flagged_on")


class RegisterTable(ListTable):
    """Rows of a register, with what of ours stands beside each (``known``, by the row's key)."""

    number = PageColumn("trust:register_row", orderable=False)
    service_name = tables.Column(orderable=False)
    provider_name = tables.Column(orderable=False)
    until = WarekiColumn(orderable=False)
    standing = TermColumn("EvidenceState", badge=True, verbose_name=_("状態"), orderable=False)
    match = tables.Column(accessor="pk", verbose_name=_("台帳との照合"), orderable=False)
    ours = tables.Column(accessor="pk", verbose_name=_("当団体の証拠"), orderable=False)

    class Meta(ListTable.Meta):
        """As the register has it, then ours."""

        model = RegisterRow
        fields: ClassVar[tuple[str, ...]] = ("number", "service_name", "provider_name", "until", "standing")

    known: Mapping[int, Known]

    def render_match(self, record: RegisterRow) -> SafeString:
        """Return how the row agrees with the ledgers, as a badge."""
        return _badge(self.known[record.pk].match.state)

    def render_ours(self, record: RegisterRow) -> SafeString | str:
        """Return the certification of ours and the services it backs, as links."""
        found = self.known[record.pk]
        if found.evidence is None:
            return "—"
        url = reverse("trust:evidence", args=[found.evidence.pk])
        held = format_html('<a href="{}">{}</a>', url, _("記録あり"))
        services = format_html_join(
            listed(("", "")),
            '<a href="{}">{}</a>',
            ((reverse("trust:service", args=[one.pk]), one.name) for one in found.services),
        )
        return format_html("{}　{}", held, services) if services else held


def _badge(found: RegisterMatch) -> SafeString:
    return format_html('<span class="badge" data-state="{}">{}</span>', state(found), label(found))
