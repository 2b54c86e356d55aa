"""What other slices show on a ledger row's page, such as 再委託 on a contract's.

A slice above registers a source once at start-up; the ledgers know nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.standing import Strip


@attrs.frozen
class Part:
    """One part of the page: its template, and what the template is given as ``part.values``."""

    template: str
    values: dict[str, Any]
    owed: tuple[Strip, ...] = ()
    """What of it is still to be done; the nearest of all stands at the top of the page."""


Source: TypeAlias = "Callable[[Actor, Any, dt.date], Part | None]"

_sources: dict[str, list[Source]] = {}


def register(ledger: str, source: Source) -> None:
    """Let ``source`` add to the page of a row of ``ledger`` (``contract``, ``service`` …, ``application``).

    ``application:certifications`` stands beside the question on certifications while the form is filled in.

    It gets (actor, row, day), and must show only what the actor may see.
    """
    sources = _sources.setdefault(ledger, [])
    if source not in sources:
        sources.append(source)


def parts(ledger: str, actor: Actor, row: Any, day: dt.date) -> list[Part]:  # noqa: ANN401  any ledger's row
    """Return what is shown beside ``row``, in the order of registration."""
    found = (source(actor, row, day) for source in _sources.get(ledger, []))
    return [part for part in found if part is not None]
