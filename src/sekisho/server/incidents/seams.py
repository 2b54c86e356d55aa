"""What another slice adds to the stop list of a case: a registry, in the style of ``ledgers.beside``.

``accounts`` and ``transfers`` are each one seam. A source is asked with the keys of the services (and firms)
a case concerns and answers in one query what there is to stop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable


@attrs.frozen
class Item:
    """One thing to stop. Names of accounts and files only; never the data itself."""

    what: str
    who: str = ""
    """Whom to ask for it."""
    section_name: str = ""
    service: int | None = None
    """The service it belongs to; its manager is then not asked in general."""
    login: str = ""
    """The name it signs in with, where it is one account; ``who`` is then whose it is."""
    kind: str = ""
    privileged: bool = False


@attrs.frozen
class Concerned:
    """What a case concerns."""

    services: Collection[int]
    firms: Collection[int]


Source: TypeAlias = "Callable[[Concerned, dt.date], Iterable[Item]]"


class Seam:
    """A list of sources."""

    def __init__(self) -> None:
        self._sources: list[Source] = []

    def register(self, source: Source) -> None:
        """Let ``source`` add its items; registering it again changes nothing."""
        if source not in self._sources:
            self._sources.append(source)

    def items(self, concerned: Concerned, day: dt.date) -> list[Item]:
        """Return what all sources add."""
        return [item for source in self._sources for item in source(concerned, day)]
