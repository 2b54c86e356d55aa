"""The growing end of a log: entries go in, the bytes of its files come out.

The same class derives the files when they are written and when they are verified, so the two cannot
differ. What it needs to go on from an existing log is only the partly filled tiles at its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.journal.merkle import Peaks, complete_root, leaf_hash
from sekisho.journal.tiles import ENTRIES, HEIGHT, WIDTH, Tile, bundle, edge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Growth:
    """The end of a log of ``size`` entries."""

    def __init__(self) -> None:
        self.size = 0
        self.records: list[bytes] = []
        self.levels: list[list[bytes]] = [[]]
        self._full: dict[Tile, bytes] = {}
        self._given = 0

    @classmethod
    def resume(cls, size: int, records: Sequence[bytes], hashes: Callable[[Tile], list[bytes]]) -> Growth:
        """Go on from a log of ``size`` entries, with its unfinished bundle and unfinished tiles."""
        growth = cls()
        growth.size = growth._given = size
        growth.records = list(records)
        for tile in edge(size):
            if tile.level != ENTRIES:
                growth._level(tile.level).extend(hashes(tile))
        return growth

    def _level(self, level: int) -> list[bytes]:
        while len(self.levels) <= level:
            self.levels.append([])
        return self.levels[level]

    def add(self, record: bytes) -> int:
        """Put an entry at the end and return its index."""
        self.records.append(record)
        if len(self.records) == WIDTH:
            self._full[Tile(ENTRIES, self.size // WIDTH)] = bundle(self.records)
            self.records = []
        index = self.size
        self.size += 1
        self._add_hash(0, leaf_hash(record))
        return index

    def _add_hash(self, level: int, value: bytes) -> None:
        hashes = self._level(level)
        hashes.append(value)
        if len(hashes) == WIDTH:
            number = (self.size >> (HEIGHT * (level + 1))) - 1
            self._full[Tile(level, number)] = b"".join(hashes)
            self.levels[level] = []
            self._add_hash(level + 1, complete_root(hashes))

    def peaks(self) -> Peaks:
        """Return the complete subtrees the log consists of."""
        peaks = Peaks()
        for level in range(len(self.levels) - 1, -1, -1):
            for value in self.levels[level]:
                peaks.add(value, level * HEIGHT)
        return peaks

    def root(self) -> bytes:
        """Return the root hash."""
        return self.peaks().root()

    def files(self) -> dict[Tile, bytes]:
        """Return every tile and bundle that changed since :meth:`given` was last called."""
        changed = dict(self._full)
        before = set(edge(self._given))
        for tile in edge(self.size):
            if tile not in before:
                changed[tile] = (
                    bundle(self.records) if tile.level == ENTRIES else b"".join(self.levels[tile.level])
                )
        return changed

    def given(self) -> None:
        """Note that what :meth:`files` returned is taken over by the caller."""
        self._full.clear()
        self._given = self.size
