"""Sealed bytes (封緘): files under their sha256 in the data folder, written once, checked when read.

A file is on disk, flushed and named before the row that points to it is committed; a row that is rolled back
leaves bytes nobody points to, never a row without its bytes.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from typing import TYPE_CHECKING

from sekisho.errors import CannotRun, NotFound
from sekisho.server.site.paths import data_folder

if TYPE_CHECKING:
    from pathlib import Path


def put(data: bytes) -> str:
    """Seal ``data`` and return its sha256.

    Raises:
        CannotRun: the disk is full or not writable.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    target = _path(sha256)
    if target.exists():
        return sha256
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)  # noqa: PTH105  atomic on one file system; the name is a str from mkstemp
        _sync_folder(target.parent)
    except OSError as error:
        raise CannotRun(
            "ファイルを保存できません。",
            why=f"{error.strerror}（{target.parent}）",
            next_step="空き容量と書込みの権限を確かめてください。何も保存されていません。",
        ) from error
    return sha256


def get(sha256: str) -> bytes:
    """Return the sealed bytes.

    Raises:
        NotFound: there is no such file.
        CannotRun: the bytes are not those that were sealed.
    """
    path = _path(sha256)
    if not path.is_file():
        raise NotFound(
            "封緘したファイルが見つかりません。",
            where=sha256,
            next_step="情報政策課に連絡し、バックアップから戻してください。",
        )
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise CannotRun(
            "封緘したファイルが、保存した時のものと違います。",
            why="sha256が一致しません。",
            where=sha256,
            next_step="情報政策課に連絡し、バックアップから戻してください。",
        )
    return data


def _path(sha256: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise NotFound("ファイルの指定が正しくありません。", where=sha256)
    return data_folder() / "blobs" / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
