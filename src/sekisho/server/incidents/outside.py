"""Where a firm works with our information, and which media are out: a seam like that of the accounts to stop.

Who keeps places and media registers with ``incidents.outside.register(source)``; a source answers for all
contracts asked in one query. Names of places and media only; never the data itself.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping


@attrs.frozen
class Medium:
    """One medium or device that is out."""

    what: str
    """Its kind and number."""
    data: str
    carrier: str
    due_on: dt.date


@attrs.frozen
class Site:
    """One place where work under a contract is done, and the media that are out there."""

    contract: int
    place: str
    address: str
    firm: str
    section: str
    media: tuple[Medium, ...] = ()

    @classmethod
    def of(cls, frozen: Mapping[str, Any]) -> Site:
        """Return it as it was frozen, days in ISO form."""
        media = (Medium(**{**one, "due_on": dt.date.fromisoformat(one["due_on"])}) for one in frozen["media"])
        return cls(**{**frozen, "media": tuple(media)})

    def as_dict(self) -> dict[str, Any]:
        """Return it for the API and ``--json``."""
        return {
            "place": self.place,
            "address": self.address,
            "firm": self.firm,
            "section": self.section,
            "media_out": [
                {"what": one.what, "data": one.data, "due": one.due_on.isoformat()} for one in self.media
            ],
        }


Source: TypeAlias = "Callable[[Collection[int], dt.date], Iterable[Site]]"
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let ``source`` say where work is done; registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def sites(contracts: Collection[int], day: dt.date) -> tuple[Site, ...]:
    """Return where work under ``contracts`` is done on ``day``, those with media out first."""
    found = [site for source in _sources for site in source(contracts, day)] if contracts else []
    return tuple(sorted(found, key=lambda site: (not site.media, site.section, site.place)))
