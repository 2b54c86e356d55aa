"""What the actions of every slice ask of a form's values: days in their order, words that must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from sekisho.errors import BadInput, say
from sekisho.japan.dates import FIRST_GREGORIAN, format_wareki

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection


def in_order(first: str, earlier: dt.date | None, second: str, later: dt.date | None) -> None:
    """Refuse two days that stand in the wrong order; ``first`` and ``second`` are the fields' labels.

    Raises:
        BadInput: naming both.
    """
    if earlier is not None and later is not None and later < earlier:
        raise BadInput(
            say(
                "{second}（{later}）が{first}（{earlier}）より前です。",
                second=say(second),
                later=format_wareki(later),
                first=say(first),
                earlier=format_wareki(earlier),
            ),
            where=second,
            next_step="日付を確かめてください。",
        )


def within_calendar(label: str, day: dt.date | None) -> None:
    """Refuse a day before the calendar of today (明治6年): it can only be a slip.

    Raises:
        BadInput: naming the field and the day.
    """
    if day is not None and day < FIRST_GREGORIAN:
        raise BadInput(
            say("{label}（{day}）は古すぎます。", label=say(label), day=day.isoformat()),
            where=label,
            why="明治6年1月1日より前の日は記録できません。",
            next_step="日付を確かめてください。",
        )


def not_ahead(label: str, day: dt.date | None) -> None:
    """Refuse a day that has not come: what is recorded has happened.

    Raises:
        BadInput: naming the field and the day; or it is before the calendar of today.
    """
    within_calendar(label, day)
    if day is not None and day > timezone.localdate():
        raise BadInput(
            say("{label}（{day}）はまだ来ていません。", label=say(label), day=format_wareki(day)),
            where=label,
            next_step="起きた日を書いてください。",
        )


def has_come(label: str, at: dt.datetime) -> None:
    """Refuse a moment that has not come, or that lies before the calendar of today.

    Raises:
        BadInput: naming the field.
    """
    within_calendar(label, at.date())
    if at > timezone.now():
        raise BadInput(
            say("{name}がまだ来ていません。", name=say(label)),
            where=label,
            next_step=say("{label}を書いてください。", label=say(label)),
        )


def required(label: str, text: str) -> str:
    """Return ``text`` without blanks at its ends.

    Raises:
        BadInput: nothing is written.
    """
    if not text.strip():
        raise BadInput(
            say("{label}が書かれていません。", label=say(label)),
            where=label,
            next_step=say("{label}を書いてください。", label=say(label)),
        )
    return text.strip()


def cleaned(row: Any, but: Collection[str] = ()) -> None:  # noqa: ANN401  a row of any slice
    """Check the values of a row by its own fields, except those named in ``but``.

    Raises:
        BadInput: naming the first wrong field by its label.
    """
    try:
        row.full_clean(exclude=but)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        fields = row._meta.get_fields()  # noqa: SLF001  Django's documented API
        label = next((str(getattr(one, "verbose_name", "")) for one in fields if one.name == name), "")
        next_step = say("{field}を確かめてください。", field=say(label or "内容"))
        raise BadInput(str(messages[0]), where=label, next_step=next_step) from error
