"""What the record can be narrowed by: verb, kind of thing, section, day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.queries import sections
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.crossings.verbs import SUBJECTS, VERBS
from sekisho.server.ui.fields import WarekiDateField
from sekisho.server.ui.picking import PickFilter

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _sorted(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(value, gettext(text)) for value, text in words.items()]


def _sections() -> list[tuple[int, str]]:
    return [(row.pk, row.name) for row in sections()]


class WarekiDateFilter(django_filters.Filter):  # type: ignore[misc]  # django-filter ships no types
    """A day as people write it."""

    field_class = WarekiDateField


class EntryFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """The filters above the list of the record."""

    verb = PickFilter(label=_("したこと"), choices=lambda: _sorted(VERBS), empty_label=_("すべて"))
    subject_type = PickFilter(label=_("もの"), choices=lambda: _sorted(SUBJECTS), empty_label=_("すべて"))
    section = PickFilter(
        label=_("課"), field_name="section_id", choices=_sections, empty_label=_("すべての課")
    )
    since = WarekiDateFilter(label=_("から"), method="by_since")
    until = WarekiDateFilter(label=_("まで"), method="by_until")

    class Meta:
        """Fields are declared one by one."""

        model = JournalEntry
        fields: ClassVar[tuple[str, ...]] = ("verb", "subject_type", "section", "since", "until")

    def by_since(self, rows: QuerySet[Any], name: str, value: dt.date) -> QuerySet[Any]:
        """Keep what was done on ``value`` or later."""
        return rows.filter(at__gte=_midnight(value))

    def by_until(self, rows: QuerySet[Any], name: str, value: dt.date) -> QuerySet[Any]:
        """Keep what was done on ``value`` or earlier."""
        return rows.filter(at__lt=_midnight(value + dt.timedelta(days=1)))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
