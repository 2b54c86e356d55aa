"""Firms that merged: who stands for whom. Pure over the pairs (merged firm, firm it went into)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    Pair = tuple[int, int]


def kin(pairs: Iterable[Pair], firms: Iterable[int]) -> set[int]:
    """Return ``firms`` with all that merged into them, and all they merged into, over any number of steps.

    Two firms that merged into one are kin of it, not of each other's other business; but what either held
    is now held by the one, so whoever asks about one is told of all.
    """
    ties: dict[int, set[int]] = {}
    for old, new in pairs:
        ties.setdefault(old, set()).add(new)
        ties.setdefault(new, set()).add(old)
    found, waiting = set(firms), list(firms)
    while waiting:
        fresh = ties.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def closes_circle(pairs: Iterable[Pair], old: int, new: int) -> bool:
    """Tell whether ``old`` going into ``new`` would make a firm its own successor."""
    into: dict[int, set[int]] = {}
    for before, after in pairs:
        into.setdefault(before, set()).add(after)
    seen: set[int] = set()
    waiting = [new]
    while waiting:
        here = waiting.pop()
        if here == old:
            return True
        if here not in seen:
            seen.add(here)
            waiting += into.get(here, set())
    return False
