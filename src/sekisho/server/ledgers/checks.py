"""What the actions of every slice ask of a form's values: days in their order, words that must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.errors import BadInput, say
from sekisho.japan.dates import format_wareki

if TYPE_CHECKING:
    import datetime as dt


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


def not_ahead(label: str, day: dt.date | None) -> None:
    """Refuse a day that has not come: what is recorded has happened.

    Raises:
        BadInput: naming the field and the day.
    """
    if day is not None and day > timezone.localdate():
        raise BadInput(
            say("{label}（{day}）はまだ来ていません。", label=say(label), day=format_wareki(day)),
            where=label,
            next_step="起きた日を書いてください。",
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
