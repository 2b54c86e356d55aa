"""What the home page shows: slices register functions that answer for one person on one day.

Every function gets ``(actor, day)`` and returns plain values of this module; it must see only what the
person may see, and use few queries, for the page runs them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

import attrs
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from sekisho.server.accounts.permissions import Actor


@attrs.frozen
class Todo:
    """One thing that waits for the person: 決裁, 後閲, 期限切れ."""

    kind: str
    title: str
    url: str
    due: dt.date | None = None
    state: str = "wait"
    """``ok``, ``wait``, ``no`` or ``na``: the colour of the badge beside its word."""
    note: str = ""
    urgent: bool = False
    """Whether it comes before everything else, however late that is: data that may be out now."""


def dated(kind: str, title: str, url: str, due: dt.date, day: dt.date, note: str = "") -> Todo:
    """Return what is to be done by ``due`` as it stands on ``day``: ``kind`` until that day has passed."""
    if due < day:
        return Todo(_("期限切れ"), title, url, due, "no", note)
    return Todo(kind, title, url, due, "wait", note)


@attrs.frozen
class Tile:
    """One number at a glance."""

    label: str
    value: str | int
    note: str = ""
    url: str = ""
    order: int = 50


@attrs.frozen
class Deadline:
    """Something due soon, whoever does it."""

    day: dt.date
    title: str
    url: str = ""
    who: str = ""


@attrs.frozen
class Bar:
    """One bar of a chart: its word, its number, its state (``ok``, ``wait``, ``no``, ``na``)."""

    label: str
    value: int
    state: str = "na"


@attrs.frozen
class Standing:
    """How the clauses stand, for the section or body the person answers for."""

    title: str
    bars: tuple[Bar, ...]
    url: str = ""


TodoSource: TypeAlias = "Callable[[Actor, dt.date], Iterable[Todo]]"
TileSource: TypeAlias = "Callable[[Actor, dt.date], Iterable[Tile]]"
DeadlineSource: TypeAlias = "Callable[[Actor, dt.date], Iterable[Deadline]]"
StandingSource: TypeAlias = "Callable[[Actor, dt.date], Standing | None]"

_Source = TypeVar("_Source")

_todos: list[TodoSource] = []
_tiles: list[TileSource] = []
_deadlines: list[DeadlineSource] = []
_standings: list[StandingSource] = []


def register_todo(source: TodoSource) -> TodoSource:
    """Let ``source`` add to あなたを待っているもの."""
    return _keep(_todos, source)


def register_tile(source: TileSource) -> TileSource:
    """Let ``source`` add tiles; the four with the smallest ``order`` are shown."""
    return _keep(_tiles, source)


def register_deadline(source: DeadlineSource) -> DeadlineSource:
    """Let ``source`` add to 60日以内に期限が来る条件と返還・消去."""
    return _keep(_deadlines, source)


def register_standing(source: StandingSource) -> StandingSource:
    """Let ``source`` answer 条文の充足; the first that answers is shown."""
    return _keep(_standings, source)


def todos(actor: Actor, day: dt.date) -> list[Todo]:
    """Return all that waits for ``actor``: urgent first, then late, then by due day, then without one."""
    found = [todo for source in _todos for todo in source(actor, day)]
    return sorted(found, key=lambda todo: (not todo.urgent, todo.due is None, todo.due or day))


def tiles(actor: Actor, day: dt.date) -> list[Tile]:
    """Return the four tiles that matter most to ``actor``."""
    found = [tile for source in _tiles for tile in source(actor, day)]
    return sorted(found, key=lambda tile: tile.order)[:4]


def deadlines(actor: Actor, day: dt.date, limit: int = 8) -> list[Deadline]:
    """Return the nearest deadlines ``actor`` may see."""
    found = [deadline for source in _deadlines for deadline in source(actor, day)]
    return sorted(found, key=lambda deadline: deadline.day)[:limit]


def standing(actor: Actor, day: dt.date) -> Standing | None:
    """Return how the clauses stand for ``actor``, if any slice knows."""
    return next((found for source in _standings if (found := source(actor, day))), None)


def _keep(sources: list[_Source], source: _Source) -> _Source:
    if source not in sources:
        sources.append(source)
    return source
