"""What the actions of this slice share: a row locked at the version that was seen, days in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, say
from sekisho.japan.dates import format_wareki

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.tenancy import BodyOwned


def locked(model: type[BodyOwned], pk: int, version: int) -> Any:  # noqa: ANN401  the model named
    """Return the row ``pk``, locked until the transaction ends, if it still stands at ``version``.

    Raises:
        NotFound: there is no such row in this body.
        Conflict: somebody changed it.
    """
    row: Any = model.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    if row.version != version:
        raise Conflict(
            say("「{row}」は、あなたが開いたあとに、ほかの人が直しました。", row=row),
            next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
        )
    return row


def save_next(row: Any) -> None:  # noqa: ANN401  a row of this slice
    """Save the row as its next version."""
    row.version += 1
    row.save()


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


def not_ahead(label: str, day: dt.date) -> None:
    """Refuse a day that has not come: what is recorded has happened.

    Raises:
        BadInput: naming the field and the day.
    """
    if day > timezone.localdate():
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
