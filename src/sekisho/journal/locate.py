"""Finding the place: which entry, which tile, when the quick pass saw that something is wrong.

Trust comes from the signed root downwards. For every tile there are two witnesses, the stored tile and
the hashes recomputed from what lies below; the one that leads to the trusted hash above it is right.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import product
from typing import TYPE_CHECKING

from sekisho.journal.findings import Finding, Kind
from sekisho.journal.merkle import HASH_SIZE, Peaks, complete_root, leaf_hashes
from sekisho.journal.scan import Scan, width_of
from sekisho.journal.tiles import ENTRIES, HEIGHT, WIDTH, Tile, count_at, edge, split_hashes, unbundle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sekisho.journal.reader import Reader

RUN = 65_536
"""How many entries are compared at once when entries were moved."""


class Locator:
    """Holds what is trusted while the damage is looked for."""

    def __init__(self, reader: Reader, scanned: Scan, root: bytes) -> None:
        self.reader = reader
        self.scan = scanned
        self.root = root
        self.trusted: dict[Tile, list[bytes]] = {}
        self.hopeless: list[Tile] = []
        """Tiles whose right content is known by hash only: both witnesses were changed."""

    def findings(self) -> list[Finding]:
        """Return every place that differs from what the signed root vouches for."""
        self._trust_edge()
        self._trust_down()
        found = [self._tile_finding(tile) for tile in self.scan.tiles_unlike if tile not in self.hopeless]
        found += [finding for tile in self.hopeless for finding in self._both(tile)]
        found += [self._lost(number) for number in self.scan.bundles_lost]
        found += self._entries()
        return [finding for finding in found if finding]

    def stored(self, tile: Tile) -> list[bytes] | None:
        """Return the hashes of a stored tile; None when there are not as many as there should be."""
        data = self.reader.read(tile.path)
        if data is None or len(data) != tile.width * HASH_SIZE:
            return None
        return split_hashes(data)

    def recomputed(self, tile: Tile) -> list[bytes] | None:
        """Return the hashes of a tile recomputed from below; None when something below is lost."""
        if tile.level:
            start = tile.number * WIDTH
            part = self.scan.levels[tile.level][start : start + tile.width]
            known = [value for value in part if value is not None]
        else:
            known = self.hashes_of_bundle(tile.number)
        return known if len(known) == tile.width else None

    def hashes_of_bundle(self, number: int) -> list[bytes]:
        """Return the hashes of the entries that stand in a bundle now."""
        data = self.reader.read(Tile(ENTRIES, number, width_of(number, self.scan.size)).path)
        return leaf_hashes(unbundle(data or b"")[0])

    def _candidates(self, tile: Tile) -> list[list[bytes]]:
        return [hashes for hashes in (self.recomputed(tile), self.stored(tile)) if hashes]

    def _trust_edge(self) -> None:
        """Find the combination of unfinished tiles that leads to the signed root."""
        tiles = [tile for tile in edge(self.scan.size) if tile.level != ENTRIES]
        tiles.sort(reverse=True)
        for choice in product(*(self._candidates(tile) for tile in tiles)):
            peaks = Peaks()
            for tile, hashes in zip(tiles, choice, strict=True):
                for value in hashes:
                    peaks.add(value, tile.level * HEIGHT)
            if peaks.root() == self.root:
                self.trusted.update(zip(tiles, choice, strict=True))
                return

    def _trust_down(self) -> None:
        """Go down from every trusted tile to the tiles below it."""
        for level in range(len(self.scan.levels) - 1, 0, -1):
            for number in range(-(-count_at(level, self.scan.size) // WIDTH)):
                width = min(WIDTH, count_at(level, self.scan.size) - number * WIDTH)
                hashes = self.trusted.get(Tile(level, number, width), [])
                for offset, above in enumerate(hashes):
                    self._trust_tile(Tile(level - 1, number * WIDTH + offset), above)

    def _trust_tile(self, tile: Tile, above: bytes) -> None:
        for hashes in self._candidates(tile):
            if complete_root(hashes) == above:
                self.trusted[tile] = hashes
                return
        self.hopeless.append(tile)

    def _both(self, tile: Tile) -> Iterator[Finding]:
        """Report a tile that was changed together with what lies below it."""
        what = "ハッシュのファイルと、その下の記録が、ともに書き換えられています。"
        yield Finding(Kind.FILE_ALTERED, what, tile.path)
        if tile.level == 0:
            first = tile.number * WIDTH
            what = f"{first} 番から {first + tile.width - 1} 番までの記録のどれかが書き換えられています。"
            yield Finding(Kind.ENTRY_ALTERED, what, Tile(ENTRIES, *tile[1:]).path, index=first)

    def _tile_finding(self, tile: Tile) -> Finding | None:
        data = self.reader.read(tile.path)
        if data is None:
            return Finding(Kind.FILE_MISSING, "ハッシュのファイルがありません。", tile.path)
        right = self.trusted.get(tile)
        if right is None:
            return Finding(
                Kind.FILE_ALTERED, "ハッシュのファイルも、その下の記録も、署名と合いません。", tile.path
            )
        wanted = b"".join(right)
        if data == wanted:
            return None
        at = next((at for at, pair in enumerate(zip(data, wanted, strict=False)) if pair[0] != pair[1]), None)
        at = min(len(data), len(wanted)) if at is None else at
        return Finding(
            Kind.FILE_ALTERED, f"ハッシュのファイルが {at} バイト目から書き換えられています。", tile.path
        )

    def _lost(self, number: int) -> Finding:
        tile = Tile(ENTRIES, number, width_of(number, self.scan.size))
        first = number * WIDTH
        return Finding(
            Kind.FILE_MISSING,
            f"{first} 番から {first + tile.width - 1} 番までの記録のファイルがありません。",
            tile.path,
            index=first,
        )

    def _entries(self) -> Iterator[Finding]:
        """Compare the entries with the trusted hashes, run by run of bundles that are not right."""
        start: int | None = None
        right: list[bytes] = []
        now: list[bytes] = []
        for number in range(-(-self.scan.size // WIDTH)):
            wrong = self._wrong(number)
            if wrong and start is None:
                start = number * WIDTH
            if wrong:
                right += wrong[0]
                now += wrong[1]
            if start is not None and (not wrong or len(right) >= RUN):
                yield from self._differences(start, right, now)
                start, right, now = None, [], []
            if number in self.scan.bundles_broken:
                yield from self._broken(number)
        if start is not None:
            yield from self._differences(start, right, now)

    def _wrong(self, number: int) -> tuple[list[bytes], list[bytes]] | None:
        """Return (right, present) hashes of a bundle that is not right, where the right ones are known."""
        if number in self.scan.bundles_lost:
            return None
        right = self.trusted.get(Tile(0, number, width_of(number, self.scan.size)))
        if right is None:
            return None
        now = self.hashes_of_bundle(number)
        return None if right == now else (right, now)

    def _broken(self, number: int) -> Iterator[Finding]:
        tile = Tile(ENTRIES, number, width_of(number, self.scan.size))
        records, rest = unbundle(self.reader.read(tile.path) or b"")
        index = number * WIDTH + len(records)
        if rest:
            what = f"{index} 番の記録から先が読めません（余り {rest} バイト）。"
            yield Finding(Kind.FILE_ALTERED, what, tile.path, index=index)
        elif len(records) != tile.width:
            what = f"記録が {tile.width} 件あるべきところ、{len(records)} 件あります。"
            yield Finding(Kind.FILE_ALTERED, what, tile.path, index=number * WIDTH)

    def _differences(self, start: int, right: list[bytes], now: list[bytes]) -> Iterator[Finding]:
        """Say what was done to the entries from ``start`` on."""
        steps = [
            step
            for step in SequenceMatcher(None, right, now, autojunk=False).get_opcodes()
            if step[0] != "equal"
        ]
        gone = {right[at]: at for step in steps for at in range(step[1], step[2])}
        come = {now[at]: at for step in steps for at in range(step[3], step[4])}
        for value in gone.keys() & come.keys():
            index, place = start + gone[value], start + come[value]
            what = f"{index} 番の記録が {place} 番の場所に移されています。"
            yield Finding(Kind.ENTRY_REORDERED, what, self._path(index), index=index)
        for step in steps:
            away = [start + at for at in range(step[1], step[2]) if right[at] not in come]
            added = [start + at for at in range(step[3], step[4]) if now[at] not in gone]
            yield from self._changes(away, added)

    def _changes(self, away: list[int], added: list[int]) -> Iterator[Finding]:
        for index in away[: len(added)]:
            what = f"{index} 番の記録が書き換えられています。"
            yield Finding(Kind.ENTRY_ALTERED, what, self._path(index), index=index)
        for index in away[len(added) :]:
            what = f"{index} 番の記録が抜き取られています。"
            yield Finding(Kind.ENTRY_REMOVED, what, self._path(index), index=index)
        for index in added[len(away) :]:
            what = f"{index} 番の場所に、なかった記録が差し込まれています。"
            yield Finding(Kind.ENTRY_INSERTED, what, self._path(index), index=index)

    def _path(self, index: int) -> str:
        number = min(index, self.scan.size - 1) // WIDTH
        return Tile(ENTRIES, number, width_of(number, self.scan.size)).path
