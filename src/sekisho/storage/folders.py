"""The folders of a journal, and reading it as one thing while it is being published.

``journal/`` holds only what an auditor needs. Beside it, ``journal.work/`` belongs to the writer: the
lock, entries not yet published, and the next state of the log while it is being moved into place
(``ready/``). Until the move is over, ``ready/`` counts as lying over ``journal/``.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from sekisho.storage.durable import gate

if TYPE_CHECKING:
    from collections.abc import Iterator


def work_folder(folder: Path) -> Path:
    """Return the writer's folder beside the journal ``folder``."""
    return folder.with_name(folder.name + ".work")


def ready_folder(folder: Path) -> Path:
    """Return where the next state of the log stands while it is moved into place."""
    return work_folder(folder) / "ready"


@attrs.frozen
class FolderReader:
    """The files of a journal (:class:`sekisho.journal.reader.Reader`)."""

    folder: Path
    over: Path | None = None

    @classmethod
    def of(cls, folder: Path) -> FolderReader:
        """Return the reader of a journal folder, with what is being published laid over it."""
        return cls(folder, ready_folder(folder))

    def names(self) -> Iterator[str]:
        """Yield every file's name once."""
        seen = set()
        for folder in filter(None, (self.over, self.folder)):
            for name in file_names(folder):
                if name not in seen:
                    seen.add(name)
                    yield name

    def read(self, name: str) -> bytes | None:
        """Return a file's content; None when there is none, or when it is not a plain file."""
        for folder in filter(None, (self.over, self.folder)):
            try:
                handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            except OSError:
                continue
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                os.close(handle)
                continue
            with os.fdopen(handle, "rb") as source:
                return source.read()
        return None


def file_names(folder: Path, before: str = "") -> Iterator[str]:
    """Yield the name of every file below ``folder``, relative to it, in a fixed order."""
    try:
        found = sorted(os.scandir(folder), key=lambda item: item.name)
    except FileNotFoundError:
        return
    for item in found:
        if item.is_dir(follow_symlinks=False):
            yield from file_names(Path(item.path), f"{before}{item.name}/")
        else:
            yield before + item.name


@contextmanager
def standing_still(folder: Path) -> Iterator[None]:
    """Keep the writer from publishing while the block reads the journal."""
    with gate(work_folder(folder) / "gate", shared=True):
        yield
