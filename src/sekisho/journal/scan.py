"""The quick pass over a log: hash every entry once and compare with every tile.

What the pass keeps is small (one hash per 256 entries), so that a log larger than memory can be verified.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import attrs

from sekisho.journal.merkle import Peaks, complete_root, leaf_hashes
from sekisho.journal.tiles import ENTRIES, HEIGHT, WIDTH, Tile, count_at, unbundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sekisho.journal.reader import Reader

    Mapper = Callable[[Callable[[int], "Bundle"], Iterable[int]], Iterable["Bundle"]]


class Bundle(NamedTuple):
    """What one entry bundle came to."""

    present: bool
    whole: bool
    """Whether it holds as many entries as it should and nothing else."""
    root: bytes | None
    """The root over 256 entries; None when there are not 256."""
    tile_fits: bool
    """Whether the stored tile of level 0 holds exactly these hashes."""


@attrs.define
class Scan:
    """What the entries came to."""

    size: int
    levels: list[list[bytes | None]]
    """The hashes of level 1 and up, as recomputed; None where a bundle was not whole."""
    root: bytes | None
    roots: dict[int, bytes]
    """The root at each size that was asked for, as far as the entries before it are whole."""
    bundles_lost: list[int]
    bundles_broken: list[int]
    tiles_unlike: list[Tile]
    """The stored tiles that differ from the recomputed ones."""


def width_of(number: int, size: int) -> int:
    """Return how many entries bundle ``number`` holds in a log of ``size``."""
    return min(WIDTH, size - number * WIDTH)


def digest_bundle(reader: Reader, size: int, number: int) -> Bundle:
    """Hash one bundle and compare it with its tile. May run in another process."""
    width = width_of(number, size)
    data = reader.read(Tile(ENTRIES, number, width).path)
    records, rest = unbundle(data or b"")
    hashes = leaf_hashes(records)
    whole = not rest and len(records) == width
    return Bundle(
        present=data is not None,
        whole=whole,
        root=complete_root(hashes) if whole and width == WIDTH else None,
        tile_fits=reader.read(Tile(0, number, width).path) == b"".join(hashes),
    )


def scan(reader: Reader, size: int, sizes: Sequence[int], mapper: Mapper = map) -> Scan:
    """Pass over the whole log. ``sizes`` are those whose root is wanted; ``mapper`` may spread the work."""
    result = Scan(size, [[], []], None, {}, [], [], [])
    wanted = sorted({at for at in sizes if at <= size}, reverse=True)
    peaks: Peaks | None = Peaks()
    bundles = -(-size // WIDTH)
    for number, bundle in enumerate(mapper(partial(digest_bundle, reader, size), range(bundles))):
        if not bundle.present:
            result.bundles_lost.append(number)
        elif not bundle.whole:
            result.bundles_broken.append(number)
        if not bundle.tile_fits:
            result.tiles_unlike.append(Tile(0, number, width_of(number, size)))
        if width_of(number, size) == WIDTH:
            result.levels[1].append(bundle.root)
        whole = peaks if bundle.whole else None
        peaks = _advance(reader, result, whole, number, bundle, wanted) if whole else None
    if peaks:
        result.root = peaks.root()
        result.roots.update(dict.fromkeys(wanted, result.root))
    _scan_levels(reader, result)
    return result


def _advance(
    reader: Reader, result: Scan, peaks: Peaks, number: int, bundle: Bundle, wanted: list[int]
) -> Peaks:
    """Go over one whole bundle, taking down the roots wanted on the way."""
    start, width = number * WIDTH, width_of(number, result.size)
    while wanted and wanted[-1] <= start:
        result.roots[wanted.pop()] = peaks.root()
    inside = width < WIDTH or (wanted and wanted[-1] < start + width)
    if not inside and bundle.root:
        peaks.add(bundle.root, HEIGHT)
        return peaks
    step = peaks.copy()
    data = reader.read(Tile(ENTRIES, number, width).path) or b""
    for offset, value in enumerate(leaf_hashes(unbundle(data)[0])):
        while wanted and wanted[-1] <= start + offset:
            result.roots[wanted.pop()] = step.root()
        step.add(value)
    return step


def _scan_levels(reader: Reader, result: Scan) -> None:
    """Recompute the higher levels and compare their tiles."""
    level = 1
    while count_at(level, result.size):
        hashes = result.levels[level]
        above: list[bytes | None] = []
        for number in range(-(-len(hashes) // WIDTH)):
            part = hashes[number * WIDTH : (number + 1) * WIDTH]
            known = [value for value in part if value is not None]
            tile = Tile(level, number, len(part))
            if len(known) != len(part) or reader.read(tile.path) != b"".join(known):
                result.tiles_unlike.append(tile)
            if len(part) == WIDTH:
                above.append(complete_root(known) if len(known) == WIDTH else None)
        result.levels.append(above)
        level += 1
