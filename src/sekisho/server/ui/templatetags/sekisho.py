"""Filters of every template: era dates, labels, numbers. Loaded everywhere (a template builtin).

Dates are 和暦 on Japanese screens; an English screen shows the ISO date with the era in brackets.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import get_language, gettext_lazy

from sekisho.japan.dates import FIRST_GREGORIAN, format_wareki, format_wareki_short
from sekisho.japan.fiscal import label_of_year
from sekisho.server.ui import words
from sekisho.server.ui.charts import bar_chart, history_chart
from sekisho.server.ui.fields import read_back

if TYPE_CHECKING:
    from collections.abc import Iterable

register = template.Library()


@register.filter
def said(text: str) -> str:
    """Return a text of an error in the language of the screen."""
    return words.said(text)


@register.filter
def spoken(text: str | tuple[str, ...]) -> str:
    """Say a text (or several) of a clause or a table; what has only Japanese is marked as Japanese."""
    if isinstance(text, str):
        return words.spoken(text)
    return format_html_join(words.listed(("", "")), "{}", ((words.spoken(one),) for one in text))


@register.filter
def wareki(value: dt.date | dt.datetime | None) -> str:
    """Return 令和8年4月1日; on English screens 2026-04-01 (R8.4.1). Empty for nothing."""
    day = _day(value)
    if day is None:
        return ""
    if _english():
        return f"{day.isoformat()} ({_short(day)})"
    return format_wareki(day) if day >= FIRST_GREGORIAN else day.isoformat()


@register.filter
def wareki_short(value: dt.date | dt.datetime | None) -> str:
    """Return R8.4.1 for narrow columns; on English screens the ISO date."""
    day = _day(value)
    if day is None:
        return ""
    return day.isoformat() if _english() else _short(day)


@register.filter
def wareki_time(value: dt.datetime | None) -> str:
    """Return 令和8年4月1日 10:42 in local time."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{wareki(local)} {local:%H:%M}"


@register.filter
def month_day(value: dt.date | dt.datetime | None) -> str:
    """Return 4月1日 for a day near today, else the whole era date."""
    day = _day(value)
    if day is None:
        return ""
    if abs((day - timezone.localdate()).days) > _NEAR_DAYS:
        return wareki(day)
    return f"{day:%m-%d}" if _english() else f"{day.month}月{day.day}日"


_NEAR_DAYS = 180


@register.filter
def fiscal(year: int) -> str:
    """Return 令和8年度 for 2026; fiscal year 2026 on English screens."""
    return f"fiscal year {year}" if _english() else label_of_year(year)


@register.filter
def weekday(value: dt.date | dt.datetime | None) -> str:
    """Return 月, 火 …; Mon, Tue … on English screens."""
    day = _day(value)
    if day is None:
        return ""
    return f"{day:%a}" if _english() else "月火水木金土日"[day.weekday()]


@register.filter
def days_late(value: dt.date | None) -> int:
    """Return by how many days ``value`` has passed; 0 when it has not."""
    day = _day(value)
    return max((timezone.localdate() - day).days, 0) if day else 0


@register.filter
def number(value: Any) -> str:  # noqa: ANN401  anything that counts
    """Return 12,480; a dash for nothing."""
    return "—" if value is None or value == "" else intcomma(value, use_l10n=False)


@register.filter
def figure(value: Any) -> str:  # noqa: ANN401  a number, or a number already written with its unit
    """Return a number with thousands separated, and text as it is."""
    return number(value) if isinstance(value, int) else str(value)


SECURITY_LABELS = {
    "login": gettext_lazy("利用者ID"),
    "password": gettext_lazy("パスワード"),
    "oldpassword": gettext_lazy("今のパスワード"),
    "password1": gettext_lazy("新しいパスワード"),
    "password2": gettext_lazy("新しいパスワード（もう一度）"),
    "code": gettext_lazy("数字またはコード"),
    "name": gettext_lazy("名前"),
    "passwordless": gettext_lazy("パスワードを入れずに、これだけで入れるようにする"),
}


@register.filter
def security_label(name: str) -> str:
    """Return our word for a field of the sign-in library's forms; the library's name for others."""
    return str(SECURITY_LABELS.get(name, name))


@register.simple_tag
def bare(field: Any) -> str:  # noqa: ANN401  a bound field
    """Return the control without the library's placeholder, which would only repeat the label."""
    return str(field.as_widget(attrs={"placeholder": False}))


@register.simple_tag(name="word")
def word_label(kind: str, value: Any) -> str:  # noqa: ANN401  a stored value or a word
    """Return the label of the glossary's ``kind`` stored as ``value``."""
    return words.label(words.word(kind, value))


@register.simple_tag
def word_state(kind: str, value: Any) -> str:  # noqa: ANN401  a stored value or a word
    """Return the badge state of the glossary's ``kind`` stored as ``value``."""
    return words.state(words.word(kind, value))


@register.simple_tag
def clause_status(value: str) -> str:
    """Draw the badge of a clause's status as ``<c-status>`` does, once for each word and language."""
    return _clause_status(value, get_language())


@cache
def _clause_status(value: str, language: str | None) -> str:  # noqa: ARG001  kept apart by language
    return render_to_string("ui/status.html", {"value": value})


@register.simple_tag
def read_date(value: Any) -> str:  # noqa: ANN401  what stands in a date field
    """Return what a date field reads from ``value``; empty when it cannot (the error says it)."""
    text, state = read_back(value)
    return text if state == "ok" else ""


@register.simple_tag
def table_count(table: Any) -> int:  # noqa: ANN401  a django-tables2 table
    """Return how many rows the whole list has, over all its pages."""
    paginator = getattr(table, "paginator", None)
    return int(paginator.count if paginator else len(table.rows))


register.simple_tag(bar_chart)
register.simple_tag(history_chart)
register.filter("label", words.label)


@register.filter
def listed(texts: Iterable[object] | None) -> str:
    """Return the items in one line, parted as the language of the screen parts them."""
    return words.listed(map(str, texts or ()))


def _english() -> bool:
    return (get_language() or "ja").startswith("en")


def _short(day: dt.date) -> str:
    """Return R8.4.1; a day of another calendar is written plainly, so that no list fails by one row."""
    return format_wareki_short(day) if day >= FIRST_GREGORIAN else day.isoformat()


def _day(value: dt.date | dt.datetime | None) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None
