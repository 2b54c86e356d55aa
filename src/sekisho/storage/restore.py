"""Restoring a backup: all is read, checked and verified beside the data folder, then exchanged at once.

Until the exchange nothing of the old data is touched; afterwards the old data still lies beside the new.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tarfile
from contextlib import ExitStack
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import attrs

from sekisho.errors import BadInput, CannotRun, Conflict, JournalDamaged
from sekisho.journal.note import parse_vkey
from sekisho.journal.table import TABLE
from sekisho.storage.backup import MANIFEST, SQLITE, Manifest
from sekisho.storage.durable import make_folders, only_one, sync_folder, told, write_new
from sekisho.storage.folders import work_folder
from sekisho.storage.keys import known_verifier
from sekisho.storage.postgres import DUMP, connected, is_postgres, run_tool
from sekisho.storage.verifying import verify_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

NOT_RESTORED = "控えから戻せません。今のデータはそのままです。"
WITHOUT_KEY = (
    "記録簿の署名鍵（keys/journal.key）がないか、この記録簿のものではありません。"
    "読むことと検証はできますが、鍵の控えを戻すまで新しい記録は封緘されません。"
)
PARTS = ("journal", "journal.work", "blobs", "keys", SQLITE, DUMP)
_MANAGED = (*PARTS, f"{SQLITE}-wal", f"{SQLITE}-shm")
_EXCHANGE = 2
_HERE = -100


@attrs.frozen
class Restored:
    """What restoring did."""

    manifest: Manifest
    old: Path | None
    """Where the data from before lies now."""
    notes: tuple[str, ...]


def restore(
    archive: Path, data: Path, at: datetime, *, force: bool = False, database_url: str = ""
) -> Restored:
    """Put the backup ``archive`` in the place of the data folder ``data``.

    Raises:
        BadInput: when the archive is not a whole backup.
        JournalDamaged: when the journal in it does not verify.
        Conflict: when there is data already and ``force`` is not given, or a server is running on it.
    """
    staging = data.with_name(f"{data.name}.restoring")
    with told(NOT_RESTORED, data), ExitStack() as held:
        held.callback(shutil.rmtree, staging, ignore_errors=True)
        make_folders(data.parent)
        shutil.rmtree(staging, ignore_errors=True)
        manifest = unpack(archive, staging)
        _verified(staging, manifest)
        _may_replace(data, manifest, database_url, force=force)
        if (work_folder(data / "journal") / "lock").exists():
            running = "関所が動いています。止めてから戻してください。"
            held.enter_context(only_one(work_folder(data / "journal") / "lock", running))
        notes = _keep_keys(staging, data)
        if manifest.database == "postgresql":
            _restore_postgres(staging / DUMP, database_url)
        old = _exchange(staging, data, data.with_name(f"{data.name}.old-{at:%Y%m%d%H%M%S}"))
    return Restored(manifest, old, tuple(notes))


def unpack(archive: Path, folder: Path) -> Manifest:
    """Write the files of a backup into the new ``folder``, each checked against the manifest."""
    found: dict[str, dict[str, int | str]] = {}
    manifest: Manifest | None = None
    try:
        with archive.open("rb") as source, tarfile.open(fileobj=source, mode="r:") as tar:
            folder.mkdir(mode=0o700)
            for name, content in _members(tar, archive):
                if name == MANIFEST:
                    manifest = Manifest.read(content, str(archive))
                    continue
                found[name] = {"size": len(content), "sha256": sha256(content).hexdigest()}
                path = folder / name
                make_folders(path.parent, 0o700 if name.startswith("keys/") else 0o755)
                write_new(path, content, 0o600 if name.startswith("keys/") else 0o644)
    except tarfile.TarError as fault:
        raise _broken(archive, str(fault)) from fault
    if manifest is None:
        raise _broken(archive, "目録（manifest.json）まで届いていません。")
    for name in sorted(found.keys() | manifest.files.keys()):
        if found.get(name) != manifest.files.get(name):
            raise _broken(archive, f"「{name}」が目録と違います。")
    for inner, _, _ in os.walk(folder):
        sync_folder(folder / inner)
    return manifest


def _members(tar: tarfile.TarFile, archive: Path) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    for member in tar:
        name = member.name
        parts = PurePosixPath(name).parts
        good = name == MANIFEST or (parts and parts[0] in PARTS and ".." not in parts)
        if not good or not member.isreg() or str(PurePosixPath(name)) != name or name in seen:
            raise _broken(archive, f"「{name}」は控えにあるはずのないものです。")
        seen.add(name)
        content = tar.extractfile(member)
        yield name, content.read() if content else b""


def _broken(archive: Path, why: str) -> BadInput:
    return BadInput(
        "この控えは壊れているか、関所の控えではありません。",
        why=why,
        next_step="別の控えを使ってください。今のデータはそのままです。",
        where=str(archive),
    )


def _verified(staging: Path, manifest: Manifest) -> None:
    """Verify the journal of the unpacked backup, with its own database beside it."""
    if not (staging / "journal").exists() and manifest.entries == 0:
        return
    report = verify_folder(staging / "journal")
    if not report.clean:
        first = report.findings[0]
        raise JournalDamaged(
            "控えの中の記録簿が検証に通りません。今のデータはそのままです。",
            why=f"{first.where}：{first.what}（ほか {len(report.findings) - 1} 件）",
            next_step="別の控えを使ってください。",
            where="journal",
        )


def _may_replace(data: Path, manifest: Manifest, database_url: str, *, force: bool) -> None:
    postgres = is_postgres(database_url)
    if manifest.database and postgres != (manifest.database == "postgresql"):
        raise BadInput(
            f"控えのデータベースは {manifest.database} ですが、今の設定は違います。",
            next_step="DATABASE_URL を、控えを作ったときと同じ種類に合わせてください。",
        )
    there = any((data / name).exists() for name in PARTS if name != "keys")
    if not force and (there or (postgres and _has_tables(database_url))):
        raise Conflict(
            "戻す先に、既にデータがあります。",
            why="上書きすると、控えより後の記録が見えなくなります。",
            next_step="置き換えてよければ --force を付けてください。今のデータは別名で残ります。",
            where=str(data),
        )


def _has_tables(database_url: str) -> bool:
    with connected(database_url) as connection:
        row = connection.execute("SELECT to_regclass(%s)", (TABLE,)).fetchone()
    return bool(row and row[0])


def _keep_keys(staging: Path, data: Path) -> list[str]:
    """Take over the keys of this machine where the backup has none, and say when they do not fit."""
    if not (staging / "keys").exists() and (data / "keys").exists():
        shutil.copytree(data / "keys", staging / "keys")
        (staging / "keys").chmod(0o700)
    vkey = staging / "journal" / "vkey"
    if not vkey.exists():
        return []
    if known_verifier(staging / "keys") == parse_vkey(vkey.read_text(encoding="utf-8").strip()):
        return []
    return [WITHOUT_KEY]


def _restore_postgres(dump: Path, database_url: str) -> None:
    run_tool(
        "pg_restore",
        database_url,
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        str(dump),
    )
    dump.unlink()


def _exchange(staging: Path, data: Path, old: Path) -> Path | None:
    """Put ``staging`` in the place of ``data`` in one step; what was there goes to ``old``."""
    if data.is_dir() and not any(data.iterdir()):
        data.rmdir()
    if not data.exists():
        staging.rename(data)
        sync_folder(data.parent)
        return None
    library = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(staging), os.fsencode(data)
    if library.renameat2(_HERE, paths[0], _HERE, paths[1], _EXCHANGE):
        number = ctypes.get_errno()
        if number in {errno.EBUSY, errno.EXDEV}:
            raise CannotRun(
                NOT_RESTORED,
                why="データの置き場所が、それ自体マウントされた場所です。",
                next_step="SEKISHO_DATA を、その中のフォルダーにしてください。",
                where=str(data),
            )
        raise OSError(number, os.strerror(number))
    staging.rename(old)
    for child in old.iterdir():
        if child.name not in _MANAGED:
            child.rename(data / child.name)
    sync_folder(data.parent)
    return old
