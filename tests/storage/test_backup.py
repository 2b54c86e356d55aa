"""Backups: consistent while in use, checked before they replace anything, never half restored."""

import io
import json
import os
import sqlite3
import subprocess
import tarfile
import threading
from contextlib import closing
from datetime import UTC, datetime

import pytest
from processes import DRAIN, RECORDER, environment, python

from sekisho.errors import BadInput, CannotRun, Conflict, JournalDamaged
from sekisho.storage import restore as restoring
from sekisho.storage.backup import MANIFEST, make_backup
from sekisho.storage.blobs import Blobs
from sekisho.storage.durable import only_one
from sekisho.storage.restore import restore
from sekisho.storage.verifying import verify_folder

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


def state(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.fixture
def archive(city_data, tmp_path):
    Blobs(city_data / "blobs").put("添付".encode())
    make_backup(city_data, tmp_path / "b.tar", AT, keys=True)
    return tmp_path / "b.tar"


def test_what_is_restored_is_what_was_saved(archive, city_data, tmp_path):
    done = restore(archive, tmp_path / "new", AT)
    saved, back = state(city_data), state(tmp_path / "new")
    for name in saved.keys() - {"sekisho.sqlite3", "journal.work/lock", "journal.work/gate"}:
        assert back[name] == saved[name], name
    assert (done.manifest.entries, done.notes, done.old) == (300, (), None)
    report = verify_folder(tmp_path / "new" / "journal")
    assert (report.clean, report.rows) == (True, 300)
    assert (tmp_path / "new" / "keys" / "journal.key").stat().st_mode & 0o777 == 0o600
    python(tmp_path / "new", RECORDER, "5", "later", stdout=subprocess.DEVNULL)
    python(tmp_path / "new", "-c", DRAIN)
    assert verify_folder(tmp_path / "new" / "journal").size == 305


def test_keys_stay_out_unless_asked_for_and_those_of_the_machine_are_kept(city_data, tmp_path):
    manifest = make_backup(city_data, tmp_path / "b.tar", AT)
    assert not any(name.startswith("keys") for name in manifest.files)
    done = restore(tmp_path / "b.tar", tmp_path / "new", AT)
    assert "署名鍵" in done.notes[0]
    done = restore(tmp_path / "b.tar", city_data, AT, force=True)
    assert done.notes == ()
    assert (city_data / "keys" / "journal.key").exists()


def test_existing_data_is_replaced_only_when_asked_and_stays_beside(archive, city_data):
    (city_data / "static").mkdir()
    (city_data / "static" / "x.css").write_text("", encoding="ascii")
    before = state(city_data)
    with pytest.raises(Conflict):
        restore(archive, city_data, AT)
    assert state(city_data) == before
    done = restore(archive, city_data, AT, force=True)
    assert done.old is not None
    assert done.old.name == f"{city_data.name}.old-20260401090000"
    assert (done.old / "journal" / "checkpoint").exists()
    assert (city_data / "static" / "x.css").exists()
    assert verify_folder(city_data / "journal").clean


def test_a_server_that_runs_is_not_replaced_under_its_feet(archive, city_data):
    with only_one(city_data / "journal.work" / "lock", "held"), pytest.raises(Conflict):
        restore(archive, city_data, AT, force=True)
    assert verify_folder(city_data / "journal").clean


def test_an_existing_backup_is_not_overwritten(archive, city_data):
    before = archive.read_bytes()
    with pytest.raises(Conflict):
        make_backup(city_data, archive, AT)
    assert archive.read_bytes() == before
    make_backup(city_data, archive, AT, force=True)


def test_a_backup_taken_while_entries_are_written_and_sealed_fits_together(sealed_city, city_data, tmp_path):
    stop = threading.Event()
    busy = [
        subprocess.Popen(
            [os.sys.executable, RECORDER, "record", "busy"], env=environment(city_data), stdout=-3
        ),
        subprocess.Popen(
            [os.sys.executable, "-c", "from sekisho.cli.sequencer import main; main()"],
            env=environment(city_data),
        ),
    ]
    try:
        stop.wait(4)
        for number in range(4):
            make_backup(city_data, tmp_path / f"{number}.tar", AT, keys=True)
            stop.wait(0.3)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    for number in range(4):
        done = restore(tmp_path / f"{number}.tar", tmp_path / f"new{number}", AT)
        assert done.manifest.entries >= 300
        assert verify_folder(tmp_path / f"new{number}" / "journal").clean


def rewrite(archive, change):
    """Write the archive anew with ``change`` applied to the list of (name, content)."""
    with tarfile.open(archive) as tar:
        members = [(member.name, tar.extractfile(member).read()) for member in tar]
    with tarfile.open(archive, "w") as tar:
        for name, content in change(members):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def without(members, name):
    return [member for member in members if member[0] != name]


BROKEN = {
    "a file missing": lambda members: without(members, "journal/vkey"),
    "a file too many": lambda members: [("journal/x", b""), *members],
    "no manifest": lambda members: without(members, MANIFEST),
    "a file outside": lambda members: [("../x", b""), *members],
    "an absolute path": lambda members: [("/tmp/x", b""), *members],  # noqa: S108  must never be written
    "a stranger": lambda members: [("bin/sh", b""), *members],
    "the same twice": lambda members: [members[0], *members],
    "a false manifest": lambda members: [*without(members, MANIFEST), (MANIFEST, b"{}")],
    "no manifest at all": lambda members: [*without(members, MANIFEST), (MANIFEST, b"[1")],
    "another content": lambda members: [
        (name, b"x" if name == "journal/vkey" else data) for name, data in members
    ],
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_backup_is_refused_and_nothing_is_touched(archive, city_data, how):
    rewrite(archive, BROKEN[how])
    before = state(city_data)
    with pytest.raises(BadInput):
        restore(archive, city_data, AT, force=True)
    assert state(city_data) == before
    assert not list(city_data.parent.glob("*.restoring"))


@pytest.mark.parametrize("cut", [0, 100, 5_000, -30_000])
def test_a_backup_cut_short_is_refused(archive, city_data, cut):
    archive.write_bytes(archive.read_bytes()[:cut])
    with pytest.raises(BadInput):
        restore(archive, city_data, AT, force=True)
    assert verify_folder(city_data / "journal").clean


def test_a_forged_backup_with_a_fitting_manifest_fails_the_journals_own_verification(city_data, tmp_path):
    with closing(sqlite3.connect(city_data / "sekisho.sqlite3")) as connection:
        connection.execute("UPDATE crossings_journalentry SET verb = 'forged' WHERE id = 7")
        connection.commit()
    make_backup(city_data, tmp_path / "b.tar", AT, keys=True)
    with pytest.raises(JournalDamaged) as told:
        restore(tmp_path / "b.tar", tmp_path / "new", AT)
    assert "id=7" in told.value.why
    assert not (tmp_path / "new").exists()


def test_a_full_disk_while_saving_leaves_no_backup(city_data, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CannotRun):
            make_backup(city_data, tmp_path / "b.tar", AT)
    assert not list(tmp_path.glob("*b.tar*"))


def test_a_full_disk_while_restoring_changes_nothing(archive, city_data, monkeypatch):
    before = state(city_data)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "write_new", full)
        with pytest.raises(CannotRun):
            restore(archive, city_data, AT, force=True)
    assert state(city_data) == before


def test_the_commands(city_data, tmp_path):
    def sekisho(data, *arguments):
        command = [os.sys.executable, "-c", "from sekisho.cli.main import main; main()", *arguments]
        return subprocess.run(command, env=environment(data), capture_output=True, text=True, check=False)

    target = tmp_path / "b.tar"
    done = sekisho(city_data, "backup", str(target), "--keys", "--json")
    assert (done.returncode, json.loads(done.stdout)["entries"]) == (0, 300)
    assert sekisho(city_data, "backup", str(target)).returncode == 1
    done = sekisho(city_data, "restore", str(target))
    assert done.returncode == 1
    assert "--force" in done.stderr
    done = sekisho(tmp_path / "fresh", "restore", str(target), "--json")
    assert (done.returncode, json.loads(done.stdout)["old"]) == (0, "")
    assert sekisho(tmp_path / "fresh", "restore", str(tmp_path / "missing.tar")).returncode == 2
    assert (
        sekisho(tmp_path / "fresh", "journal", "verify", str(tmp_path / "fresh" / "journal")).returncode == 0
    )
