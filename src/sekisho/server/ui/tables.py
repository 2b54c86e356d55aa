"""Columns and the base of every list (django-tables2), so that lists look and read alike."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache, cached_property
from html import escape
from inspect import signature
from typing import TYPE_CHECKING, Any, ClassVar

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.lookups import Contains
from django.db.models.sql.where import WhereNode
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from django_tables2.data import TableQuerysetData

from sekisho.server.ui.templatetags import sekisho as filters
from sekisho.server.ui.words import label, state, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

PER_PAGE = 50
FEW = 1_000
"""As many keys are kept of a list narrowed by words; a longer one is counted by a second reading."""
NOWRAP = {"td": {"class": "nowrap"}}
"""``attrs`` of a column whose text stays on one line: numbers, days."""


def numbered(request: HttpRequest, rows: Any) -> Any:  # noqa: ANN401  any listing, a page of it
    """Return the page of ``rows`` the address asks for, to be led on from by ``ui/numbered.html``."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


class PageData(TableQuerysetData):  # type: ignore[misc]  # django-tables2 ships no types
    """Rows of which one page is read: its keys are found first, from an index, then only its rows are read.

    A page deep in a long list then costs what the first one does, but for a walk along the index.
    """

    def __len__(self) -> int:
        """Count the rows; where words are looked for, the reading that counts keeps the keys it finds."""
        if self._keys is not None:
            return len(self._keys)
        return int(super().__len__())

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401  django-tables2 ships no types
        """Return the rows of a page, or one row."""
        if not isinstance(key, slice):
            return super().__getitem__(key)
        found = self.data.values_list("pk", flat=True) if self._keys is None else self._keys
        rows = self.data.all()
        rows.query.where = (
            WhereNode()
        )  # the keys meet every condition; with both, SQLite walks the index again
        return rows.filter(pk__in=list(found[key]))

    def order_by(self, aliases: Any) -> None:  # noqa: ANN401  django-tables2's own
        """Order the rows; keys read in another order are forgotten."""
        self.__dict__.pop("_keys", None)
        super().order_by(aliases)

    @cached_property
    def _keys(self) -> list[int] | None:
        """The keys of all rows, if few are found by words: no index helps there, so one reading must do."""
        if not _looks_for_words(self.data.query.where):
            return None
        keys = list(self.data.values_list("pk", flat=True)[: FEW + 1])
        return keys if len(keys) <= FEW else None


def _looks_for_words(where: Any) -> bool:  # noqa: ANN401  a node of Django's conditions, or a lookup
    return isinstance(where, Contains) or any(map(_looks_for_words, getattr(where, "children", ())))


class ListTable(tables.Table):  # type: ignore[misc]  # django-tables2 ships no types
    """A list drawn by ``ui/table.html``. ``Meta(ListTable.Meta)`` keeps its settings."""

    class Meta:
        """One look for every list."""

        template_name = "ui/table.html"
        empty_text = gettext_lazy("当てはまるものがありません")
        orderable = True

    def __init__(self, data: Any, *args: Any, **options: Any) -> None:  # noqa: ANN401  django-tables2's own
        super().__init__(PageData(data) if isinstance(data, QuerySet) else data, *args, **options)

    def paginate(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  django-tables2's own
        """Take a page of the house's length, whatever the address asks for."""
        super().paginate(*args, **{**options, "per_page": PER_PAGE})

    def body(self) -> SafeString:
        """Draw the rows of the page at once: what is the same for a whole column is worked out once.

        Columns with callable attributes are not drawn by their row.
        """
        cells = [_Cell(column, self) for column in self.columns]
        rows = ("".join(cell.draw(row) for cell in cells) for row in self.paginated_rows)
        return mark_safe("\n".join(f"<tr>{row}</tr>" for row in rows))  # noqa: S308  every cell is escaped below


class _Cell:
    """One column, ready to draw a cell of any row.

    Where the value alone decides what is drawn, a value that returns on the page is not drawn again.
    """

    def __init__(self, column: Any, table: ListTable) -> None:  # noqa: ANN401  django-tables2 ships no types
        self._column, self._table = column, table
        self._path = column.accessor.split("__")
        td = column.attrs.get("td", {})
        attributes = format_html_join("", ' {}="{}"', td.items())
        self._open = format_html('<td data-label="{}"{}>', column.header, attributes)
        self._blank = f"{self._open}{conditional_escape(column.default)}</td>"
        self._wanted = _wanted(getattr(column.render, "__func__", column.render))
        self._drawn: dict[object, str] | None = {} if self._wanted == ("value",) and not column.link else None
        self._by_label = len(self._path) == 1 and not isinstance(column.column, TermColumn)

    def draw(self, row: Any) -> str:  # noqa: ANN401  any table's row
        """Return the ``td`` of this column in ``row``."""
        stored = self._stored(row.record)
        if self._drawn is None or not isinstance(stored, Hashable):
            return self._draw(row, stored)
        if stored not in self._drawn:
            self._drawn[stored] = self._draw(row, stored)
        return self._drawn[stored]

    def _draw(self, row: Any, stored: Any) -> str:  # noqa: ANN401  any table's row
        column, record = self._column, row.record
        shown = getattr(record, f"get_{self._path[0]}_display", None) if self._by_label else None
        value = shown() if shown else stored
        if value in column.column.empty_values:
            return self._blank
        given = {
            "value": value,
            "record": record,
            "column": column.column,
            "bound_column": column,
            "bound_row": row,
            "table": self._table,
        }
        content = column.render(**{name: given[name] for name in self._wanted})
        if column.link:
            content = column.link(content, **given)
        return f"{self._open}{_escaped(content)}</td>"

    def _stored(self, record: Any) -> Any:  # noqa: ANN401  any table's row
        value = record
        for name in self._path:
            value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
        return value() if callable(value) else value


@cache
def _wanted(render: Callable[..., object]) -> tuple[str, ...]:
    """Return which of django-tables2's arguments the ``render`` of a column takes."""
    return tuple(name for name in signature(render).parameters if name in _PASSED)


def _escaped(content: object) -> str:
    """Escape unless it is markup already: Django's ``conditional_escape`` without its cost for lazy text."""
    return content if isinstance(content, SafeString) else escape(str(content))


_PASSED = ("value", "record", "column", "bound_column", "bound_row", "table")


class PageColumn(tables.Column):  # type: ignore[misc]  # django-tables2 ships no types
    """Text that leads to the page ``route`` of the row's ``pk``.

    ``text`` writes the value otherwise than it stands. The address is worked out once for the list, not
    once for every row.
    """

    def __init__(self, route: str, *args: Any, text: Callable[[Any], str] = str, **options: Any) -> None:  # noqa: ANN401  the column's own options
        self._route, self._text = route, text
        super().__init__(*args, **options)

    def render(self, value: object, record: Any) -> str:  # noqa: ANN401  a model's row or a mapping
        """Return the text as a link."""
        before, after = self._around
        pk = record["pk"] if isinstance(record, dict) else record.pk
        return mark_safe(f'<a href="{before}{int(pk)}{after}">{_escaped(self._text(value))}</a>')  # noqa: S308  escaped here

    @cached_property
    def _around(self) -> tuple[str, str]:
        before, _, after = reverse(self._route, args=[_HOLE]).partition(str(_HOLE))
        return before, after


_HOLE = 987654321
"""Stands for the ``pk`` while the address is worked out: a number that no address of ours has."""


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

    attrs: ClassVar[dict[str, dict[str, str]]] = NOWRAP

    def render(self, value: Any) -> str:  # noqa: ANN401  a date or a moment
        """Return the era date; where it has two parts (English), a line may end between them only."""
        parts = filters.wareki(value).split(" ")
        if len(parts) == 1:
            return parts[0]
        return format_html_join(" ", '<span class="nowrap">{}</span>', ((part,) for part in parts))


class TermColumn(tables.Column):  # type: ignore[misc]  # django-tables2 ships no types
    """A word of the glossary, as its label; ``badge=True`` adds the badge of its state."""

    def __init__(self, kind: str, *, badge: bool = False, **options: Any) -> None:  # noqa: ANN401  the column's own options
        self.kind, self.badge = kind, badge
        super().__init__(**options)

    def render(self, value: object) -> str:
        """Return the label of the stored ``value``; each value of a page is drawn once."""
        member = word(self.kind, value)
        if self.badge:
            return format_html('<span class="badge" data-state="{}">{}</span>', state(member), label(member))
        return label(member)
