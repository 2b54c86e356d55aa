"""Columns and the base of every list (django-tables2), so that lists look and read alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from sekisho.server.ui.templatetags import sekisho as filters
from sekisho.server.ui.words import label, state, word

PER_PAGE = 50


class ListTable(tables.Table):  # type: ignore[misc]  # django-tables2 ships no types
    """A list drawn by ``ui/table.html``. ``Meta(ListTable.Meta)`` keeps its settings."""

    class Meta:
        """One look for every list."""

        template_name = "ui/table.html"
        empty_text = gettext_lazy("当てはまるものがありません")
        orderable = True


class NumberColumn(tables.Column):  # type: ignore[misc]  # django-tables2 ships no types
    """A count, right-aligned, with thousands separated."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  the column's own options
        options.setdefault("attrs", {"th": {"class": "number"}, "td": {"class": "number"}})
        super().__init__(**options)

    def render(self, value: object) -> str:
        """Return 12,480."""
        return filters.number(value)


class WarekiColumn(tables.Column):  # type: ignore[misc]  # django-tables2 ships no types
    """A date as 令和8年4月1日."""

    attrs: ClassVar[dict[str, dict[str, str]]] = {"td": {"class": "nowrap"}}

    def render(self, value: Any) -> str:  # noqa: ANN401  a date or a moment
        """Return the era date."""
        return filters.wareki(value)


class TermColumn(tables.Column):  # type: ignore[misc]  # django-tables2 ships no types
    """A word of the glossary, as its label; ``badge=True`` adds the badge of its state."""

    def __init__(self, kind: str, *, badge: bool = False, **options: Any) -> None:  # noqa: ANN401  the column's own options
        self.kind, self.badge = kind, badge
        super().__init__(**options)

    def render(self, value: object, record: object, bound_column: Any) -> str:  # noqa: ANN401  django-tables2's own
        """Return the label. A model field with choices gives its text; the badge needs what is stored."""
        stored = bound_column.accessor.resolve(record, quiet=True)
        member = word(self.kind, value if stored is None else stored)
        if self.badge:
            return format_html('<span class="badge" data-state="{}">{}</span>', state(member), label(member))
        return label(member)
