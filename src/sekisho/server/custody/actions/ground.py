"""What the actions of this slice share: a row locked at the version that was seen, days in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from sekisho.errors import BadInput, Conflict, NotFound, say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sekisho.server.accounts.tenancy import BodyOwned


def locked(model: type[BodyOwned], pk: int, version: int, allow: Callable[[Any], None] | None = None) -> Any:  # noqa: ANN401  the model named
    """Return the row ``pk``, locked until the transaction ends, if it still stands at ``version``.

    ``allow`` refuses who may not act on the row, before a stale version tells them its name.

    Raises:
        NotFound: there is no such row in this body.
        Refused: by ``allow``.
        Conflict: somebody changed it.
    """
    row: Any = model.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    if allow is not None:
        allow(row)
    if row.version != version:
        raise Conflict(
            say("「{row}」は、あなたが開いたあとに、ほかの人が直しました。", row=row),
            next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
        )
    return row


def cleaned(row: Any, but: Collection[str] = ()) -> None:  # noqa: ANN401  a row of this slice
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
        raise BadInput(str(messages[0]), where=label, next_step="内容を確かめてください。") from error


def save_next(row: Any) -> None:  # noqa: ANN401  a row of this slice
    """Save the row as its next version."""
    row.version += 1
    row.save()
