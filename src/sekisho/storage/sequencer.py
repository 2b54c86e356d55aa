"""Putting entries in their one order: from an outbox, or from many callers at once.

:func:`drain` carries the rows of an outbox into the log without ever doubling one. :class:`Sequencer`
serves processes that record without a database: callers wait together for one write (group commit), a
checkpoint follows every second.
"""

from __future__ import annotations

import queue
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from sekisho.errors import CannotRun, JournalDamaged, SekishoError
from sekisho.journal.chain import read_chain
from sekisho.journal.entry import checked, uid_of
from sekisho.journal.table import Sealing
from sekisho.storage.folders import FolderReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sekisho.storage.logwriter import LogWriter

BATCH = 256
WAIT = 0.005
"""How long a batch waits for company, in seconds."""


class Placed(NamedTuple):
    """Where a row came to stand in the log."""

    uid: str
    place: int
    sealed_at: datetime


def already_sealed(writer: LogWriter, noted: int) -> Iterator[Placed]:
    """Yield the entries published after the first ``noted``, which the outbox may not know of yet.

    Raises:
        JournalDamaged: when the outbox knows of more entries than the log has.
    """
    if noted > writer.sealed:
        raise JournalDamaged(
            f"表では {noted} 件が封緘済みですが、記録簿には {writer.sealed} 件しかありません。",
            why="記録簿のフォルダーが古いものに戻されたか、失われています。",
            next_step="控えから記録簿を戻してください。新しい記録は、それまで封緘を待ちます。",
            where=str(writer.folder),
        )
    if noted == writer.sealed:
        return
    reader = FolderReader(writer.folder)
    sealing = Sealing.of(read_chain(reader, set(reader.names()), ()).history)
    for index, record in writer.published(noted):
        time_sealed = sealing.time(index)
        if time_sealed is not None:
            yield Placed(uid_of(record), index, time_sealed)


def drain(writer: LogWriter, rows: Sequence[tuple[str, str]], at: datetime) -> list[Placed]:
    """Seal ``rows`` (uid, record text), in their order, under one checkpoint of the time ``at``.

    The caller makes sure by :func:`already_sealed` that none of them is in the log.
    """
    first = writer.size
    checkpoint = writer.seal(at, [checked(record.encode()) for _, record in rows])
    return [Placed(uid, first + offset, checkpoint.time) for offset, (uid, _) in enumerate(rows)]


class Sequencer:
    """Group commit: one thread writes, callers of :meth:`submit` wait for a durable answer.

    A second thread seals, every ``every`` seconds, what is written by then; nobody waits for it.
    """

    def __init__(self, writer: LogWriter, clock: Callable[[], datetime], *, every: float = 1.0) -> None:
        self._writer = writer
        self._clock = clock
        self._every = every
        self._queue: queue.Queue[tuple[bytes, Future[int]] | None] = queue.Queue()
        self._writing = threading.Thread(target=self._write_all, name="sequencer", daemon=True)
        self._sealing = threading.Thread(target=self._seal_often, name="sealer", daemon=True)
        self._door = threading.Lock()
        self._closed = False
        self._ended = threading.Event()

    def start(self) -> None:
        """Begin to write and to seal."""
        self._writing.start()
        self._sealing.start()

    def submit(self, record: bytes) -> Future[int]:
        """Hand in one entry; the future gives its index once it is on the disk, or the reason it is not."""
        answer: Future[int] = Future()
        item = checked(record), answer
        with self._door:
            if self._closed:
                raise CannotRun("記録簿への書き込みは終了しています。")
            self._queue.put(item)
        return answer

    def stop(self) -> None:
        """Write what was handed in, seal it, and end."""
        with self._door:
            self._closed = True
            self._queue.put(None)
        self._writing.join()
        self._ended.set()
        self._sealing.join()

    def _write_all(self) -> None:
        going = True
        while going:
            batch, going = self._collect()
            wanted = [item for item in batch if item[1].set_running_or_notify_cancel()]
            if wanted:
                self._write(wanted)

    def _seal_often(self) -> None:
        going = True
        while going:
            going = not self._ended.wait(self._every)
            # What cannot be sealed now is on the disk already: the next second tries again.
            with suppress(SekishoError):
                self._writer.seal(self._clock())

    def _collect(self) -> tuple[list[tuple[bytes, Future[int]]], bool]:
        """Wait for a first entry, then shortly for others; False when it is time to end."""
        batch: list[tuple[bytes, Future[int]]] = []
        limit: float | None = None
        while len(batch) < BATCH:
            try:
                item = self._queue.get(timeout=None if limit is None else max(0.0, limit - time.monotonic()))
            except queue.Empty:
                break
            if item is None:
                return batch, False
            if limit is None:
                limit = time.monotonic() + WAIT
            batch.append(item)
        return batch, True

    def _write(self, batch: list[tuple[bytes, Future[int]]]) -> None:
        try:
            indexes = self._writer.append([record for record, _ in batch])
        except SekishoError as fault:
            for _, answer in batch:
                answer.set_exception(fault)
            return
        for index, (_, answer) in zip(indexes, batch, strict=True):
            answer.set_result(index)
