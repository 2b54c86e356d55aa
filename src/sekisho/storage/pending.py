"""Entries that are acknowledged but not yet published: one file that is only appended to.

A batch is one frame: the index of its first entry, its length, a digest, the entries. A frame cut off by
a crash was never acknowledged and is dropped. After publishing, the file keeps what came later.
"""

from __future__ import annotations

import os
import struct
from hashlib import sha256
from typing import TYPE_CHECKING

from sekisho.journal.tiles import bundle, unbundle
from sekisho.storage.durable import replace, sync_folder, write_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_HEAD = struct.Struct(">QI16s")


class Pending:
    """The open file of acknowledged entries."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        sync_folder(path.parent)
        self.end = 0
        """Where the last whole frame ends, in bytes."""

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)

    def read(self) -> Iterator[tuple[int, bytes]]:
        """Yield (index, entry) of every whole frame and cut off what comes after."""
        data = os.pread(self._handle, os.fstat(self._handle).st_size, 0)
        self.end = 0
        while len(data) >= self.end + _HEAD.size:
            first, length, digest = _HEAD.unpack_from(data, self.end)
            start = self.end + _HEAD.size
            payload = data[start : start + length]
            if len(payload) < length or _digest(first, payload) != digest:
                break
            self.end = start + length
            yield from enumerate(unbundle(payload)[0], first)
        os.ftruncate(self._handle, self.end)

    def append(self, first: int, records: Sequence[bytes]) -> None:
        """Put a batch on the disk. When that fails nothing of it stays."""
        payload = bundle(records)
        os.lseek(self._handle, self.end, os.SEEK_SET)
        try:
            write_all(self._handle, _HEAD.pack(first, len(payload), _digest(first, payload)) + payload)
            os.fsync(self._handle)
        except OSError:
            os.ftruncate(self._handle, self.end)
            raise
        self.end = os.lseek(self._handle, 0, os.SEEK_CUR)

    def drop(self, until: int) -> None:
        """Forget the frames before the byte ``until``: they are published. Later ones stay on the disk."""
        if until == self.end:
            os.ftruncate(self._handle, 0)
        else:
            replace(self._path, os.pread(self._handle, self.end - until, until), 0o600)
            handle = os.open(self._path, os.O_RDWR)
            os.close(self._handle)
            self._handle = handle
        self.end -= until


def _digest(first: int, payload: bytes) -> bytes:
    return sha256(first.to_bytes(8, "big") + payload).digest()[:16]
