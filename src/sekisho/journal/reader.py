"""What the journal needs from whoever holds its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sekisho.errors import JournalDamaged
from sekisho.journal.checkpoint import Checkpoint, parse, split_history
from sekisho.journal.merkle import complete_root
from sekisho.journal.tiles import (
    CHECKPOINT,
    ENTRIES,
    HEIGHT,
    WIDTH,
    Tile,
    count_at,
    history_path,
    split_hashes,
    unbundle,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class Reader(Protocol):
    """A folder of files, read by their names relative to it, with ``/`` between the parts."""

    def names(self) -> Iterator[str]:
        """Yield the name of every file."""

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, or None when there is none."""


def text_of(reader: Reader, name: str) -> str | None:
    """Return a file as text, or None when it is missing or not UTF-8."""
    data = reader.read(name)
    if data is None:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def damaged(name: str, why: str) -> JournalDamaged:
    """Return the error for a file that does not hold what it should."""
    return JournalDamaged(
        "記録簿のファイルが壊れているか、書き換えられています。",
        why=why,
        next_step="「sekisho journal verify」で場所を確かめ、控えから戻してください。",
        where=name,
    )


class LogReader:
    """A log of ``size`` entries behind a :class:`Reader`: its entries, hashes and nodes, read as needed."""

    def __init__(self, reader: Reader, size: int) -> None:
        self.reader = reader
        self.size = size
        self._cache: dict[Tile, list[bytes]] = {}

    def _tile(self, level: int, number: int) -> Tile:
        """Return the tile as it stands in a log of this size."""
        return Tile(level, number, min(WIDTH, count_at(level, self.size) - number * WIDTH))

    def hashes(self, level: int, number: int) -> list[bytes]:
        """Return the hashes of a tile."""
        tile = self._tile(level, number)
        if tile not in self._cache:
            data = self.reader.read(tile.path)
            found = split_hashes(data) if data is not None else []
            if len(found) != tile.width or len(b"".join(found)) != tile.width * len(found[0]):
                raise damaged(tile.path, "ハッシュの数が足りないか、多すぎます。")
            if len(self._cache) > 64:  # noqa: PLR2004  a few tiles are enough for any proof
                self._cache.clear()
            self._cache[tile] = found
        return self._cache[tile]

    def node(self, height: int, index: int) -> bytes:
        """Return the root of the complete subtree of ``height`` at ``index``."""
        level, rest = divmod(height, HEIGHT)
        first = index << rest
        hashes = self.hashes(level, first // WIDTH)
        start = first % WIDTH
        return complete_root(hashes[start : start + (1 << rest)])

    def records(self, number: int) -> list[bytes]:
        """Return the entries of a bundle."""
        tile = self._tile(ENTRIES, number)
        data = self.reader.read(tile.path)
        found, rest = unbundle(data) if data is not None else ([], 0)
        if rest or len(found) != tile.width:
            raise damaged(tile.path, "記録の数が足りないか、多すぎます。")
        return found

    def record(self, index: int) -> bytes:
        """Return one entry."""
        return self.records(index // WIDTH)[index % WIDTH]

    def records_from(self, start: int) -> Iterator[tuple[int, bytes]]:
        """Yield (index, entry) from ``start`` to the end."""
        for number in range(start // WIDTH, -(-self.size // WIDTH)):
            for offset, record in enumerate(self.records(number)):
                if number * WIDTH + offset >= start:
                    yield number * WIDTH + offset, record


def checkpoint_of(reader: Reader) -> Checkpoint:
    """Return the current checkpoint.

    Raises:
        JournalDamaged: when there is none that can be read.
    """
    text = text_of(reader, CHECKPOINT)
    checkpoint = parse(text) if text is not None else None
    if checkpoint is None:
        raise damaged(CHECKPOINT, "署名つきの検証点（checkpoint）として読めません。")
    return checkpoint


def checkpoint_at(reader: Reader, size: int) -> Checkpoint | None:
    """Return the first checkpoint in the history that is at least ``size`` entries long."""
    number = 0
    while (text := text_of(reader, history_path(number))) is not None:
        for message in split_history(text):
            checkpoint = parse(message)
            if checkpoint and checkpoint.size >= size:
                return checkpoint
        number += 1
    return None
