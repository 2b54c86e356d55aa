"""A sample that a third party can draw again: order by digest of seed and thing, take the first.

The seed is given and recorded, never drawn here (``random`` differs between versions; SHA-256 does not).
Nobody who does not choose the seed can steer what is drawn, and a larger sample holds the smaller one.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def draw(things: Collection[str], seed: str, size: int) -> tuple[str, ...]:
    """Return up to ``size`` of ``things`` (each once), the same for the same seed in whatever order given."""
    return tuple(sorted(set(things), key=lambda thing: (_rank(seed, thing), thing))[:size])


def digest(things: Collection[str]) -> str:
    """Return the SHA-256 of the population, sorted, one a line: what the sample was drawn from."""
    return hashlib.sha256("\n".join(sorted(set(things))).encode()).hexdigest()


def _rank(seed: str, thing: str) -> str:
    return hashlib.sha256(f"{seed}\n{thing}".encode()).hexdigest()
