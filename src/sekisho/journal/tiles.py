"""Names and contents of the files of a log (C2SP tlog-tiles, tile height 8).

``tile/<L>/<N>`` holds 256 hashes of level ``8 * L``; ``tile/entries/<N>`` holds 256 entries, each after
its length as two bytes; ``….p/<W>`` is the same with only ``W`` of them. ``N`` is written in groups of three
digits, all but the last with an ``x`` before it. ``history/<N>`` (ours) holds 256 checkpoints.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sekisho.journal.merkle import HASH_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDTH = 256
HEIGHT = 8
ENTRIES = -1
"""The level under which entry bundles are listed."""
CHECKPOINT = "checkpoint"
VKEY = "vkey"

_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Tile(NamedTuple):
    """One tile (or entry bundle): its level, its number and how many of its 256 places are filled."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The name of its file."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{number_path(self.number)}{part}"


def number_path(number: int) -> str:
    """Return ``number`` as file names spell it: 1234067 is ``x001/x234/067``."""
    groups = [f"{number % 1000:03}"]
    while number >= 1000:  # noqa: PLR2004  groups of three digits
        number //= 1000
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(groups)


def parse_path(path: str) -> Tile | None:
    """Return the tile that ``path`` names, or None when it is no tile's name in its only spelling."""
    match = _PATH.fullmatch(path)
    if not match:
        return None
    level, number, width = match.groups()
    tile = Tile(
        ENTRIES if level == "entries" else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width) if width else WIDTH,
    )
    return tile if tile.path == path else None


def history_path(number: int) -> str:
    """Return the name of the file that holds the checkpoints from ``number * 256`` on."""
    return f"history/{number_path(number)}"


def parse_history_path(path: str) -> int | None:
    """Return the number of the history file that ``path`` names, or None."""
    number = path.removeprefix("history/").replace("x", "").replace("/", "")
    if not number.isascii() or not number.isdigit():
        return None
    return int(number) if history_path(int(number)) == path else None


def count_at(level: int, size: int) -> int:
    """Return how many hashes (or entries) stand at ``level`` in a log of ``size`` entries."""
    return size if level == ENTRIES else size >> (HEIGHT * level)


def levels(size: int) -> list[int]:
    """Return the levels that have anything, entries first."""
    found = [ENTRIES] if size else []
    level = 0
    while count_at(level, size):
        found.append(level)
        level += 1
    return found


def edge(size: int) -> Iterator[Tile]:
    """Yield the partly filled tiles at the end of a log of ``size`` entries."""
    for level in levels(size):
        number, width = divmod(count_at(level, size), WIDTH)
        if width:
            yield Tile(level, number, width)


def is_full(tile: Tile, size: int) -> bool:
    """Say whether a log of ``size`` entries has all 256 places of ``tile`` filled."""
    return count_at(tile.level, size) >= (tile.number + 1) * WIDTH


def split_hashes(data: bytes) -> list[bytes]:
    """Return the hashes in a tile; a rest shorter than a hash is kept as a short last piece."""
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def bundle(records: Iterable[bytes]) -> bytes:
    """Return the entry bundle of ``records``."""
    return b"".join(len(record).to_bytes(2, "big") + record for record in records)


def unbundle(data: bytes) -> tuple[list[bytes], int]:
    """Return the entries in a bundle and how many bytes at its end do not make an entry."""
    records: list[bytes] = []
    add = records.append
    at, end = 0, len(data)
    while at + 2 <= end:
        stop = at + 2 + (data[at] << 8 | data[at + 1])
        if stop > end:
            break
        add(data[at + 2 : stop])
        at = stop
    return records, end - at
