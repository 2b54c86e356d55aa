"""Writing the log: whole or not at all, at whatever instant the process dies or the disk is full."""

import errno
import os
import threading
from pathlib import Path

import pytest
from faults import Death, contents, records, strike

from sekisho.errors import BadInput, CannotRun, Conflict, JournalDamaged
from sekisho.storage.folders import FolderReader, standing_still, work_folder
from sekisho.storage.keys import KEY, journal_signer, read_signer
from sekisho.storage.logwriter import LogWriter
from sekisho.storage.verifying import verify_folder


@pytest.mark.parametrize("step", range(0, 90, 3))
def test_death_at_any_step_leaves_a_log_that_verifies_and_loses_nothing(
    folder, signer, clock, monkeypatch, step
):
    acknowledged = 100
    with LogWriter(folder, signer) as writer:
        writer.append(records(0, 100))
        writer.seal(clock())
    with monkeypatch.context() as patch:
        try:
            with LogWriter(folder, signer) as writer:
                strike(patch, step, Death())
                writer.append(records(100, 300))
                acknowledged = 300
                writer.seal(clock())
                writer.append(records(300, 310))
                acknowledged = 310
                writer.seal(clock())
        except Death:
            patch.undo()
    report = verify_folder(folder)
    assert report.clean, report.findings
    with LogWriter(folder, signer) as writer:
        assert acknowledged <= writer.size <= 310
        writer.append(records(writer.size, 320))
        writer.seal(clock())
    assert verify_folder(folder).clean
    assert contents(folder) == records(0, 320)
    assert not list(work_folder(folder).glob("staging*"))


@pytest.mark.parametrize("step", range(1, 60, 4))
def test_a_full_disk_is_told_and_the_same_writer_goes_on_when_there_is_room(
    folder, signer, clock, monkeypatch, step
):
    full = OSError(errno.ENOSPC, "No space left on device")
    with LogWriter(folder, signer) as writer:
        writer.seal(clock(), records(0, 250))
        with monkeypatch.context() as patch:
            strike(patch, step, full)
            try:
                writer.seal(clock(), records(250, 600))
            except CannotRun as told:
                assert "空きがありません" in told.why  # noqa: PT017  it need not happen at every step
        assert verify_folder(folder).clean
        assert writer.append(records(600, 601)).start in {250, 600}, "all of the batch or nothing"
        writer.seal(clock())
    assert verify_folder(folder).clean


def test_what_was_acknowledged_is_published_by_the_next_writer(folder, signer, clock):
    with LogWriter(folder, signer) as writer:
        writer.append(records(0, 5))
        writer.append(records(5, 9))
    with LogWriter(folder, signer) as writer:
        assert (writer.size, writer.sealed) == (9, 0)
        writer.seal(clock())
    assert contents(folder) == records(0, 9)


def test_a_frame_cut_off_was_never_acknowledged(folder, signer, clock):
    with LogWriter(folder, signer) as writer:
        writer.append(records(0, 5))
        writer.append(records(5, 9))
    pending = work_folder(folder) / "pending"
    pending.write_bytes(pending.read_bytes()[:-3])
    with LogWriter(folder, signer) as writer:
        assert writer.size == 5
        writer.append(records(5, 6))
        writer.seal(clock())
    assert contents(folder) == records(0, 6)


def test_two_cannot_write_at_once(folder, signer):
    with LogWriter(folder, signer), pytest.raises(Conflict), LogWriter(folder, signer):
        pass


@pytest.mark.parametrize(
    "name", ["checkpoint", "history/000", "tile/entries/002.p/88", "tile/0/002.p/88", "tile/1/000.p/2"]
)
def test_a_damaged_log_is_not_written_on(written, signer, name):
    path = written / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(JournalDamaged), LogWriter(written, signer):
        pass


def test_a_log_put_back_while_entries_wait_is_refused(written, signer, clock):
    older = {path: path.read_bytes() for path in written.rglob("*") if path.is_file()}
    with LogWriter(written, signer) as writer:
        writer.seal(clock(), records(600, 605))
        writer.append(records(605, 606))
    for path in list(written.rglob("*")):
        if path.is_file():
            path.unlink()
    for path, data in older.items():
        path.write_bytes(data)
    with pytest.raises(JournalDamaged), LogWriter(written, signer):
        pass


def test_another_key_may_not_continue_the_log(written, tmp_path):
    with pytest.raises(JournalDamaged), LogWriter(written, journal_signer(tmp_path / "other")):
        pass


def test_the_longest_record_is_sealed_and_a_longer_one_refused(folder, signer, clock):
    with LogWriter(folder, signer) as writer:
        writer.append([b"x" * 65_535])
        with pytest.raises(BadInput):
            writer.append([b"x" * 65_536])
        with pytest.raises(BadInput):
            writer.seal(clock(), [b"good", b"x" * 65_536])
        writer.seal(clock())
        assert writer.size == 1
    assert verify_folder(folder).clean


def test_nothing_new_makes_no_new_checkpoint(written, signer, clock):
    with LogWriter(written, signer) as writer:
        assert writer.seal(clock()) == writer.last
        assert writer.last.number == 4


def test_the_key_is_made_once_and_kept_to_its_owner(tmp_path):
    first = journal_signer(tmp_path / "keys")
    assert journal_signer(tmp_path / "keys") == first
    assert (tmp_path / "keys" / KEY).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [KEY]


def test_a_broken_key_is_told(tmp_path):
    path = tmp_path / KEY
    path.write_text("PRIVATE+KEY+x+y+z", encoding="ascii")
    with pytest.raises(CannotRun):
        read_signer(path)
    with pytest.raises(CannotRun):
        read_signer(tmp_path / "missing")


def test_links_and_pipes_are_no_files_of_a_journal(written):
    checkpoint = written / "checkpoint"
    checkpoint.rename(written.parent / "elsewhere")
    checkpoint.symlink_to(written.parent / "elsewhere")
    os.mkfifo(written / "pipe")
    (written / "vkey").unlink()
    (written / "vkey").mkdir()
    assert FolderReader.of(written).read("vkey") is None
    found = {finding.where for finding in verify_folder(written).findings}
    assert found >= {"checkpoint", "pipe", "vkey"}


def test_the_folder_of_a_journal_holds_nothing_else(written):
    names = {path.relative_to(written).as_posix() for path in Path(written).rglob("*") if path.is_file()}
    assert {name.split("/")[0] for name in names} == {"checkpoint", "history", "tile", "vkey"}


def test_a_reader_who_makes_the_journal_stand_still_sees_one_state_of_it(folder, signer, clock):
    def seen():
        reader = FolderReader.of(folder)
        return {name: reader.read(name) for name in reader.names()}

    with LogWriter(folder, signer) as writer:
        writer.seal(clock(), [b'{"n":0}'])
        with standing_still(folder):
            before = seen()
            writer.append([b'{"n":1}'])
            sealing = threading.Thread(target=writer.seal, args=(clock(),))
            sealing.start()
            sealing.join(1)
            assert sealing.is_alive(), "it waits for the reader"
            assert seen() == before
        sealing.join()
        assert writer.sealed == 2
