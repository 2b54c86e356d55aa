"""The notices a body sent and received. What others wrote comes through ``accounts/across.py`` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import NotFound
from sekisho.server.accounts.across import others, published
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.commons.models import Notice, NoticeReceipt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sekisho.server.accounts.permissions import Actor

SHOWN = 100
"""So many of the newest notices are listed of either kind."""


@attrs.frozen
class Received:
    """A notice of another body, and when one's own read it."""

    values: dict[str, Any]
    read_at: dt.datetime | None

    @property
    def open(self) -> bool:
        """Whether somebody has still to read it."""
        return self.read_at is None and self.values["withdrawn_at"] is None


@attrs.frozen
class Sent:
    """A notice of one's own, who read it and who has not."""

    notice: Notice
    readers: tuple[tuple[str, dt.datetime], ...]
    missing: tuple[str, ...]


def inbox(actor: Actor) -> list[Received]:
    """Return the notices of the other bodies, the newest first (two queries).

    Raises:
        Refused: the actor may not see them.
    """
    require(actor, Permission.COMMONS_VIEW)
    rows = list(published(Notice)[:SHOWN])
    read = dict(
        NoticeReceipt.objects.filter(notice__in=[row["pk"] for row in rows]).values_list("notice", "read_at")
    )
    return [Received(row, read.get(row["pk"])) for row in rows]


def about(actor: Actor, numbers: Collection[str]) -> list[dict[str, Any]]:
    """Return what other bodies tell of the firms with these 法人番号, the newest first.

    Not what was withdrawn. Whoever may ask the breach question of a firm is told, for the notice was sent to
    the whole body; the list of all notices stays with those who see notices (one query at most).
    """
    asks = actor.may(Permission.COMMONS_VIEW) or actor.may(Permission.BREACH_VIEW)
    if not numbers or not asks:
        return []
    return list(published(Notice, corporate_number__in=list(numbers), withdrawn_at=None)[:SHOWN])


def outbox(actor: Actor) -> list[Sent]:
    """Return the notices of one's own body with who read them (three queries).

    Raises:
        Refused: the actor may not see them.
    """
    require(actor, Permission.COMMONS_VIEW)
    rows = list(Notice.objects.all()[:SHOWN])
    names = [one["name"] for one in others()]
    readers: dict[int, list[tuple[str, dt.datetime]]] = {}
    for receipt in published(NoticeReceipt, notice__in=[row.pk for row in rows]):
        readers.setdefault(receipt["notice"], []).append((receipt["body_name"], receipt["read_at"]))
    sent = []
    for row in rows:
        found = tuple(readers.get(row.pk, ()))
        have = {name for name, _at in found}
        sent.append(Sent(row, found, tuple(name for name in names if name not in have)))
    return sent


def received(pk: int) -> dict[str, Any]:
    """Return one notice of another body of the prefecture.

    Raises:
        NotFound: there is none.
    """
    row = published(Notice, pk=pk).first()
    if row is None:
        raise NotFound("知らせが見つかりません。", next_step="一覧からさがしてください。")
    return row
