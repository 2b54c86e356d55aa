"""Files waiting for consent: kept under their digest in ``blobs/temp``, thrown away after a week."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from sekisho.errors import CannotRun, NotFound, say
from sekisho.server.site.paths import data_folder

if TYPE_CHECKING:
    from pathlib import Path

KEPT_SECONDS = 7 * 24 * 60 * 60


def keep(data: bytes) -> str:
    """Write ``data`` whole to the folder and return its SHA-256.

    Raises:
        CannotRun: the disk is full or cannot be written.
    """
    digest = hashlib.sha256(data).hexdigest()
    target = _folder() / digest
    half = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    try:
        with half.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        half.replace(target)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise CannotRun(
            "ファイルを置けませんでした。",
            why=say("ディスクに書けません（{fault}）。", fault=error.strerror),
            next_step="情報政策課に連絡してください。台帳は変わっていません。",
        ) from error
    _throw_away_old(target.parent)
    return digest


def fetch(digest: str, filename: str) -> bytes:
    """Return the bytes kept under ``digest``.

    Raises:
        NotFound: they were thrown away.
        CannotRun: they are not what was kept.
    """
    try:
        data = (_folder() / digest).read_bytes()
    except FileNotFoundError as error:
        raise NotFound(
            say("「{filename}」は、もう置いてありません。", filename=filename),
            why="取り込む前のファイルは7日で消します。",
            next_step="もう一度ファイルを選んでください。",
        ) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise CannotRun(
            say("置いてあった「{filename}」の中身が変わっています。", filename=filename),
            next_step="もう一度ファイルを選んでください。続くときは情報政策課に連絡してください。",
        )
    return data


def _folder() -> Path:
    folder = data_folder() / "blobs" / "temp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _throw_away_old(folder: Path) -> None:
    oldest = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another process throws away, too
            if path.stat().st_mtime < oldest:
                path.unlink()
