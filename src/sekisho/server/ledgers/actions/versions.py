"""A row is changed at the version that was seen: who saw an older one is told so, and writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.errors import Conflict, NotFound, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from sekisho.server.accounts.tenancy import BodyOwned


def locked(
    model: type[BodyOwned],
    pk: int,
    version: int | None,
    allow: Callable[[Any], None] | None = None,
) -> Any:  # noqa: ANN401  the model named
    """Return the row ``pk``, locked until the transaction ends, if it still stands at ``version``.

    ``allow`` refuses who may not act on the row, before a stale version tells them its name. Without a
    ``version`` any is taken.

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
    if version is not None:
        refuse_stale(row, row.version, version)
    return row


def refuse_stale(about: object, now: int, seen: int) -> None:
    """Refuse who saw ``about`` at another version than it has ``now``.

    Raises:
        Conflict: somebody changed it.
    """
    if now != seen:
        raise Conflict(
            say("「{row}」は、あなたが開いたあとに、ほかの人が直しました。", row=about),
            next_step="画面を開き直し、今の内容を確かめてから、もう一度してください。",
        )


def save_next(row: Any) -> None:  # noqa: ANN401  any row that has versions
    """Save the row as its next version."""
    row.version += 1
    row.save()
