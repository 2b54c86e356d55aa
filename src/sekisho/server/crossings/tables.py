"""The list of the record."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

import django_tables2 as tables
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sekisho.server.crossings.models import JournalEntry
from sekisho.server.crossings.verbs import subject_label, verb_label
from sekisho.server.ui.tables import ListTable, NumberColumn, PageColumn
from sekisho.server.ui.templatetags.sekisho import wareki_time

if TYPE_CHECKING:
    from collections.abc import Mapping


class EntryTable(ListTable):
    """When, who, did what, to what, and its place in the log."""

    at = PageColumn("crossings:entry", verbose_name=_("日時"), text=wareki_time)
    actor = tables.Column(verbose_name=_("だれが"), accessor="actor__name", empty_values=())
    verb = tables.Column(verbose_name=_("したこと"))
    subject = tables.Column(verbose_name=_("もの"), accessor="subject_type")
    section = tables.Column(verbose_name=_("課"), accessor="section__name")
    log_index = NumberColumn(verbose_name=_("記録の番号"), default=_("封緘前"))

    class Meta(ListTable.Meta):
        """The newest first; the order is the order of writing and cannot be changed."""

        model = JournalEntry
        orderable = False
        fields: ClassVar[tuple[str, ...]] = ("at", "actor", "verb", "subject", "section", "log_index")

    names: Mapping[int, str] = MappingProxyType({})
    """What the entries of the page are about (:func:`.naming.names_of`), by their keys."""

    def render_verb(self, value: str) -> str:
        """Return the verb in words."""
        return verb_label(value)

    def render_subject(self, record: JournalEntry) -> str:
        """Return the kind of thing and its name, where the reader may see it."""
        return self.names.get(record.pk) or subject_label(record.subject_type)

    def render_actor(self, value: str | None) -> str:
        """Return the person's name."""
        return value or gettext("システム")
