"""Writing files so that they are still there, whole, after a crash or a power cut.

Every function here that returns has put its bytes on the disk. A full disk and the like become a
:class:`~sekisho.errors.CannotRun` that says what to do.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sekisho.errors import CannotRun, Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_WHY = {
    errno.ENOSPC: "ディスクに空きがありません。",
    errno.EDQUOT: "割り当てられた容量を使い切っています。",
    errno.EFBIG: "ファイルの大きさの上限に達しました。",
    errno.EACCES: "書き込む権限がありません。",
    errno.EPERM: "書き込む権限がありません。",
    errno.EROFS: "読み取り専用の場所です。",
    errno.EIO: "ディスクの読み書きに失敗しました。",
}
_MANY = 8


@contextmanager
def told(what: str, where: Path) -> Iterator[None]:
    """Turn a fault of the machine inside the block into an error for people."""
    try:
        yield
    except OSError as fault:
        raise CannotRun(
            what,
            why=_WHY.get(fault.errno or 0, fault.strerror or str(fault)),
            next_step="空き容量と権限を確かめて、もう一度実行してください。書きかけは残りません。",
            where=str(where),
        ) from fault


def sync_folder(folder: Path) -> None:
    """Put the names in ``folder`` on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_new(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file and put its bytes on the disk; its name is left to :func:`sync_folder`."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        write_all(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)


def write_all(handle: int, data: bytes) -> None:
    """Write every byte, however many calls it takes."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def replace(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put ``data`` in the place of ``path`` at once: readers see the old or the new, never a part."""
    part = path.with_name(f".{path.name}.part")
    try:
        write_new(part, data, mode)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folders(folder: Path, mode: int = 0o755) -> None:
    """Make ``folder`` and what is missing above it, and put their names on the disk."""
    if folder.is_dir():
        return
    make_folders(folder.parent, mode)
    folder.mkdir(mode=mode, exist_ok=True)
    sync_folder(folder.parent)


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make ``folder`` anew with ``files`` in it, all on the disk."""
    if folder.exists():
        shutil.rmtree(folder)
    paths = {folder / name: data for name, data in files.items()}
    for parent in {path.parent for path in paths}:
        make_folders(parent)
    if len(paths) > _MANY:
        with ThreadPoolExecutor(_MANY) as pool:
            list(pool.map(write_new, paths.keys(), paths.values()))
    else:
        for path, data in paths.items():
            write_new(path, data)
    for parent in {path.parent for path in paths}:
        sync_folder(parent)


@contextmanager
def only_one(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file ``path``; it is let go when the process ends, however it ends.

    Raises:
        Conflict: when another process holds it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise Conflict(
                what,
                why="同時に二つ動かすと記録の順が決まらなくなるため、一つしか動かせません。",
                next_step="動いている方を止めるか、そのまま任せてください。",
                where=str(path),
            ) from fault
        yield
    finally:
        os.close(handle)


@contextmanager
def gate(path: Path, *, shared: bool) -> Iterator[None]:
    """Wait for the gate file: many readers, or one who changes. Without the file nobody waits."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
