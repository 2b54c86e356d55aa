"""Backup: database, journal, sealed files and (if asked) keys in one tar, with a manifest of hashes.

The parts fit together: while the database is copied nothing is published in the journal, and sealed files
are copied after the database that points to them. Restoring is in :mod:`sekisho.storage.restore`.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from sekisho.errors import BadInput, CannotRun, Conflict
from sekisho.journal.checkpoint import parse
from sekisho.storage.durable import sync_folder, told
from sekisho.storage.folders import FolderReader, file_names, standing_still, work_folder
from sekisho.storage.logwriter import ACKNOWLEDGED
from sekisho.storage.postgres import DUMP, is_postgres, run_tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE = "sekisho.sqlite3"
WORK = ("pending", ACKNOWLEDGED)
NOT_MADE = "控えを作れません。"


@attrs.define
class Manifest:
    """What a backup holds."""

    made_at: str
    database: str
    """``sqlite``, ``postgresql`` or empty when there was none."""
    keys: bool
    entries: int
    files: dict[str, dict[str, int | str]] = attrs.field(factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Return it as it is written."""
        return {"format": FORMAT, **attrs.asdict(self)}

    @classmethod
    def read(cls, data: bytes, where: str) -> Manifest:
        """Read what :meth:`as_dict` wrote.

        Raises:
            BadInput: when it is not a manifest of this format.
        """
        try:
            fields = json.loads(data)
            if fields.pop("format") == FORMAT:
                return cls(**fields)
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            raise _unreadable(where) from fault
        raise _unreadable(where)


def _unreadable(where: str) -> BadInput:
    return BadInput(
        "この控えの目録（manifest.json）が読めません。",
        why="関所が作った控えでないか、新しい版で作られています。",
        next_step="別の控えを使ってください。",
        where=where,
    )


def make_backup(
    data: Path, target: Path, at: datetime, *, keys: bool = False, database_url: str = "", force: bool = False
) -> Manifest:
    """Write the backup of the data folder ``data`` to ``target``; whole, or not at all.

    Args:
        data: the data folder.
        target: the tar to write.
        at: the time to note in it.
        keys: include the secret keys. Such a backup must be kept like the keys themselves.
        database_url: a PostgreSQL address, when the database is not SQLite in the data folder.
        force: replace an existing ``target``.
    """
    if target.exists() and not force:
        raise Conflict(
            "同じ名前の控えが既にあります。",
            next_step="別の名前にするか、--force を付けてください。",
            where=str(target),
        )
    part = target.with_name(f".{target.name}.part")
    with told(NOT_MADE, target), tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        try:
            with (
                part.open("wb") as out,
                tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar,
            ):
                manifest = _Writer(tar, data, Path(scratch), at, keys=keys).write(database_url)
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(target)
            sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)
    return manifest


class _Writer:
    """Puts the parts of one backup into an open tar."""

    def __init__(self, tar: tarfile.TarFile, data: Path, scratch: Path, at: datetime, *, keys: bool) -> None:
        self.tar = tar
        self.data = data
        self.scratch = scratch
        self.at = at
        self.keys = keys
        self.files: dict[str, dict[str, int | str]] = {}

    def write(self, database_url: str) -> Manifest:
        """Write everything, the manifest last."""
        journal = self.data / "journal"
        work = work_folder(journal)
        reader = FolderReader.of(journal)
        with standing_still(journal):
            for name in WORK:
                if (work / name).is_file():
                    self._add(f"{work.name}/{name}", (work / name).read_bytes())
            database = self._database(database_url)
            for name in reader.names():
                self._add(f"journal/{name}", reader.read(name) or b"")
            checkpoint = parse((reader.read("checkpoint") or b"").decode("utf-8", "replace"))
        self._add_folder("blobs")
        if self.keys:
            self._add_folder("keys")
        manifest = Manifest(
            self.at.isoformat(timespec="seconds"), database, self.keys, checkpoint.size if checkpoint else 0
        )
        manifest.files = dict(sorted(self.files.items()))
        text = json.dumps(manifest.as_dict(), ensure_ascii=False, indent=1)
        self._put(MANIFEST, text.encode())
        return manifest

    def _database(self, database_url: str) -> str:
        if is_postgres(database_url):
            dump = self.scratch / DUMP
            run_tool("pg_dump", database_url, "--format=custom", f"--file={dump}")
            self._add(DUMP, dump.read_bytes())
            return "postgresql"
        source = self.data / SQLITE
        if not source.exists():
            return ""
        copy = self.scratch / SQLITE
        copy_sqlite(source, copy)
        self._add(SQLITE, copy.read_bytes())
        return "sqlite"

    def _add_folder(self, name: str) -> None:
        for member in _settled(self.data / name):
            try:
                self._add(f"{name}/{member}", (self.data / name / member).read_bytes())
            except FileNotFoundError:
                continue  # a waiting upload that was thrown away meanwhile

    def _add(self, name: str, data: bytes) -> None:
        self.files[name] = {"size": len(data), "sha256": sha256(data).hexdigest()}
        self._put(name, data)

    def _put(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        member.mode = 0o600 if name.startswith("keys/") else 0o644
        member.mtime = int(self.at.timestamp())
        self.tar.addfile(member, io.BytesIO(data))


def _settled(folder: Path) -> Iterator[str]:
    """Yield the names of files that are not still being written."""
    return (name for name in file_names(folder) if not name.rsplit("/", 1)[-1].startswith("."))


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an SQLite database as it stands at one instant, while others use it."""
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as reading,
            closing(sqlite3.connect(target)) as writing,
        ):
            reading.backup(writing)
    except sqlite3.Error as fault:
        raise CannotRun(
            NOT_MADE,
            why=f"データベースを読めません（{fault}）。",
            next_step="「sekisho journal verify」で記録簿を確かめてください。",
            where=str(source),
        ) from fault
