"""The search of the top bar: slices register what can be found by a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs
from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sekisho.server.accounts.permissions import Actor

LIMIT = 20


@attrs.frozen
class Hit:
    """One thing found."""

    title: str
    url: str
    note: str = ""


@attrs.frozen
class Found:
    """The hits of one kind, cut at :data:`LIMIT`."""

    label: str
    hits: tuple[Hit, ...]


Source: TypeAlias = "Callable[[Actor, str], Iterable[Hit]]"

_sources: dict[str, tuple[int, Source]] = {}


def register(label: str, source: Source, *, order: int = 50) -> None:
    """Let ``source(actor, words)`` answer under the heading ``label`` (Japanese, a message id).

    The source returns only what the actor may see, and at most about :data:`LIMIT` hits.
    """
    _sources[label] = (order, source)


def labels() -> tuple[str, ...]:
    """Return the heading of every kind."""
    return tuple(_sources)


def find(actor: Actor, words: str) -> list[Found]:
    """Return what is found for ``words``, by kind, empty kinds left out."""
    results = []
    for label, (_, source) in sorted(_sources.items(), key=lambda item: item[1][0]):
        hits = tuple(source(actor, words))[:LIMIT]
        if hits:
            results.append(Found(gettext(label), hits))
    return results
