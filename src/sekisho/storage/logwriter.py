"""The log on disk, written: by one process at a time, each publication whole or not at all.

Order of a publication, each step on the disk before the next: the changed files in ``staging/``; its
renaming to ``ready/`` (from here on it will happen); every file moved into ``journal/``, the checkpoint
last; ``ready/`` removed. Whoever opens the log next finishes what is in ``ready/``.
"""

from __future__ import annotations

import shutil
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Self

from sekisho.errors import JournalDamaged
from sekisho.journal.checkpoint import Checkpoint, make, parse, split_history
from sekisho.journal.entry import checked
from sekisho.journal.growth import Growth
from sekisho.journal.merkle import leaf_hashes
from sekisho.journal.reader import LogReader, checkpoint_of, damaged, text_of
from sekisho.journal.tiles import (
    CHECKPOINT,
    ENTRIES,
    VKEY,
    WIDTH,
    Tile,
    edge,
    history_path,
    is_full,
)
from sekisho.storage.durable import gate, make_folders, only_one, replace, sync_folder, told, write_tree
from sekisho.storage.folders import FolderReader, file_names, ready_folder, work_folder
from sekisho.storage.pending import Pending

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from sekisho.journal.note import Signer

ACKNOWLEDGED = "acknowledged"
NOT_WRITTEN = "記録簿に書けません。"


class LogWriter:
    """The one writer of a journal folder; use as a context manager.

    ``append`` puts entries on the disk (they will not be lost), ``seal`` publishes them under a signed
    checkpoint. One thread may seal while another appends: the lock is held to see what is to be published
    and to note that it is, not while the files are written. After any fault the state is read again from
    the disk.
    """

    def __init__(self, folder: Path, signer: Signer) -> None:
        self.folder = folder
        self.work = work_folder(folder)
        self.signer = signer
        self.last: Checkpoint | None = None
        self._held = ExitStack()
        self._lock = threading.RLock()
        self._growth = Growth()
        self._history: list[str] = []
        self._pending: Pending | None = None
        self._doubtful = False

    def __enter__(self) -> Self:
        with told(NOT_WRITTEN, self.work):
            make_folders(self.work)
            self._held.enter_context(
                only_one(self.work / "lock", "記録簿には、ほかのプロセスが書き込んでいます。")
            )
            try:
                (self.work / "gate").touch()
                self._load()
            except BaseException:
                self._held.close()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_pending()
        self._held.close()

    @property
    def size(self) -> int:
        """How many entries there are, published or only acknowledged."""
        with self._lock:
            self._settle()
            return self._growth.size

    @property
    def sealed(self) -> int:
        """How many entries are published."""
        with self._lock:
            self._settle()
            return self.last.size if self.last else 0

    def published(self, start: int) -> Iterator[tuple[int, bytes]]:
        """Yield (index, entry) of what is published from ``start`` on."""
        return LogReader(FolderReader(self.folder), self.sealed).records_from(start)

    def append(self, records: Sequence[bytes]) -> range:
        """Put entries at the end, on the disk, and return their indexes."""
        records = [checked(record) for record in records]
        with self._lock:
            self._settle()
            with told(NOT_WRITTEN, self.work):
                self._open_pending().append(self.size, records)
            return self._add(records)

    def seal(self, at: datetime, records: Sequence[bytes] = ()) -> Checkpoint:
        """Publish what was appended, and ``records`` after it, under a checkpoint of the time ``at``.

        ``records`` are for callers whose source keeps them until this returns: they skip the acknowledgement.
        When nothing is new, the last checkpoint stays.
        """
        records = [checked(record) for record in records]
        with self._lock:
            self._settle()
            self._add(records)
            if self.last and self.last.size == self._growth.size:
                return self.last
            checkpoint = make(self.signer, self._growth.size, self._growth.root(), at, self.last)
            files = self._files(checkpoint)
            until = self._pending.end if self._pending else 0
            if records:
                # They are nowhere on the disk yet: nothing may be appended after them before they are.
                return self._publish(checkpoint, files, until)
        return self._publish(checkpoint, files, until)

    def acknowledge(self) -> None:
        """Note that the table holds the place of every published entry."""
        if self.last:
            with told(NOT_WRITTEN, self.work):
                replace(self.work / ACKNOWLEDGED, self.last.message.encode())

    def _settle(self) -> None:
        """After a fault, believe only what is on the disk."""
        if self._doubtful:
            with told(NOT_WRITTEN, self.folder):
                self._load()

    def _add(self, records: Sequence[bytes]) -> range:
        first = self._growth.size
        for record in records:
            self._growth.add(record)
        return range(first, self._growth.size)

    def _files(self, checkpoint: Checkpoint) -> dict[str, bytes]:
        """Return every file that this checkpoint changes."""
        files = {tile.path: data for tile, data in self._growth.files().items()}
        self._growth.given()
        self._history = [*(self._history if checkpoint.number % WIDTH else []), checkpoint.message]
        files[history_path(checkpoint.number // WIDTH)] = "".join(self._history).encode()
        files[CHECKPOINT] = checkpoint.message.encode()
        if self.last is None:
            files[VKEY] = (self.signer.verifier.vkey + "\n").encode()
        return files

    def _publish(self, checkpoint: Checkpoint, files: Mapping[str, bytes], until: int) -> Checkpoint:
        """Publish ``files``; then the entries up to ``until`` in the file of waiting ones wait no more."""
        with self._or_doubt():
            self._stage(files)
            self._move(checkpoint.size, self.last.size if self.last else 0)
        with self._lock, self._or_doubt():
            if self._pending:
                self._pending.drop(until)
            self.last = checkpoint
        return checkpoint

    @contextmanager
    def _or_doubt(self) -> Iterator[None]:
        """After a fault inside the block nothing remembered is believed."""
        try:
            with told(NOT_WRITTEN, self.folder):
                yield
        except BaseException:
            self._doubtful = True
            raise

    def _stage(self, files: Mapping[str, bytes]) -> None:
        """Put the next state of the log on the disk, ready to be moved into place.

        It becomes ready at once for all readers, and for none who makes the journal stand still.
        """
        staging = self.work / "staging"
        try:
            for name in files:
                make_folders((self.folder / name).parent)
            write_tree(staging, files)
            with gate(self.work / "gate", shared=False):
                staging.rename(ready_folder(self.folder))
        except OSError:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        sync_folder(self.work)

    def _move(self, size: int, before: int) -> None:
        """Move the next state into place and drop partial tiles that are full by now."""
        ready = ready_folder(self.folder)
        names = sorted(file_names(ready), key=lambda name: name == CHECKPOINT)
        with gate(self.work / "gate", shared=False):
            for name in names:
                make_folders((self.folder / name).parent)
                (ready / name).replace(self.folder / name)
            for parent in {(self.folder / name).parent for name in names}:
                sync_folder(parent)
            self._drop_partials(size, before)
            shutil.rmtree(ready)
        sync_folder(self.work)

    def _drop_partials(self, size: int, before: int) -> None:
        for tile in edge(before):
            if is_full(tile, size):
                folder = (self.folder / tile.path).parent
                shutil.rmtree(folder, ignore_errors=True)
                sync_folder(folder.parent)

    def _close_pending(self) -> None:
        if self._pending:
            self._pending.close()
            self._pending = None

    def _open_pending(self) -> Pending:
        if self._pending is None:
            self._pending = Pending(self.work / "pending")
        return self._pending

    def _load(self) -> None:
        """Finish what was begun and read the end of the log; refuse to go on from a damaged one."""
        self._close_pending()
        shutil.rmtree(self.work / "staging", ignore_errors=True)
        if ready_folder(self.folder).exists():
            reader = FolderReader.of(self.folder)
            self._move(checkpoint_of(reader).size, _size_before(reader))
        self.last = None
        self._growth = Growth()
        self._history = []
        reader = FolderReader(self.folder)
        if reader.read(CHECKPOINT) is not None:
            self._resume(reader)
        elif any(reader.names()):
            raise damaged(CHECKPOINT, "検証点がありません。")
        self._replay()
        self._doubtful = False

    def _resume(self, reader: FolderReader) -> None:
        last = checkpoint_of(reader)
        if not last.signed_by(self.signer.verifier):
            raise damaged(CHECKPOINT, "検証点が、手元の署名鍵で署名されたものではありません。")
        log = LogReader(reader, last.size)
        number, width = divmod(last.size, WIDTH)
        records = log.records(number) if width else []
        growth = Growth.resume(last.size, records, lambda tile: log.hashes(tile.level, tile.number))
        if growth.root() != last.root or growth.levels[0] != leaf_hashes(records):
            raise damaged(Tile(ENTRIES, number, width or WIDTH).path, "末尾の記録が、検証点と合いません。")
        history = split_history(text_of(reader, history_path(last.number // WIDTH)) or "")
        if not history or history[-1] != last.message or len(history) != last.number % WIDTH + 1:
            raise damaged(history_path(last.number // WIDTH), "検証点の履歴が、現在の検証点と合いません。")
        self.last, self._growth, self._history = last, growth, history

    def _replay(self) -> None:
        """Take up entries that were acknowledged but not yet published."""
        if not (self.work / "pending").exists():
            return
        for index, record in self._open_pending().read():
            if index > self._growth.size:
                raise JournalDamaged(
                    "書き込み待ちの記録と、公開された記録簿がつながりません。",
                    why=f"記録簿は {self._growth.size} 件、続きは {index} 番。記録簿が巻き戻されています。",
                    next_step="控えから記録簿を戻してください。",
                    where=str(self.work / "pending"),
                )
            if index == self._growth.size:
                self._growth.add(record)


def _size_before(reader: FolderReader) -> int:
    """Return the size at the checkpoint before the current one, as far as the same history file tells."""
    number = checkpoint_of(reader).number
    history = split_history(text_of(reader, history_path(number // WIDTH)) or "")
    past = parse(history[-2]) if len(history) > 1 else None
    return past.size if past else 0
