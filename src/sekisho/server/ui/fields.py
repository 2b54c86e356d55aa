"""Form fields for what Japanese offices write: dates in 和暦 or not, in any width."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sekisho.errors import BadInput
from sekisho.japan.dates import format_wareki, parse_date
from sekisho.server.ui.words import brief, said


class WarekiDateField(forms.DateField):
    """A date written as 令和8年4月1日, R8.4.1, 2026/4/1 or 20260401, full-width too.

    Shown back in 和暦 (ISO on English screens). ``<c-field.date>`` adds what was read beneath it.
    """

    widget = forms.TextInput
    is_wareki = True

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  Django's own field options
        kwargs.setdefault("help_text", gettext_lazy("例：令和8年4月1日、R8.4.1、2026/4/1"))
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> dt.date | None:  # noqa: ANN401  whatever the form was given
        """Read the date; what cannot be read is explained."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return timezone.localdate(value) if timezone.is_aware(value) else value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return parse_date(str(value))
        except BadInput as error:
            raise ValidationError(brief(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  whatever the form holds
        """Show a date in 和暦, and what was typed as it was typed."""
        if isinstance(value, dt.date):
            english = (get_language() or "ja").startswith("en")
            return value.isoformat()[:10] if english else format_wareki(value)
        return value


def read_back(text: object) -> tuple[str, str]:
    """Return what a date field read from ``text`` and the state of that line (``ok``, ``no``, empty)."""
    if text is None or text == "":
        return "", ""
    try:
        day = text if isinstance(text, dt.date) else parse_date(str(text))
    except BadInput as error:
        return said(error.what), "no"
    shown = f"{format_wareki(day)}（{'月火水木金土日'[day.weekday()]}）"
    return _("%(day)s と読みました") % {
        "day": shown if not _english() else f"{day.isoformat()} ({day:%a})"
    }, "ok"


def _english() -> bool:
    return (get_language() or "ja").startswith("en")
