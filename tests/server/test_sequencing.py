"""From the outbox to the log: every row once, in order, whatever happens in between."""

import threading

import attrs
import pytest
from django.db import transaction

from sekisho.errors import CannotRun, JournalDamaged
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings import sequencing
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.crossings.models import JournalEntry
from sekisho.storage.logwriter import LogWriter
from sekisho.storage.tiledlog import TiledLog
from sekisho.storage.verifying import verify_folder


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SEKISHO_DATA", str(tmp_path))
    return tmp_path


def write(count, start=0):
    with transaction.atomic():
        return [
            record(None, "test.done", Subject("test", start + at), {"n": start + at}) for at in range(count)
        ]


def sealed(data):
    return [text.decode() for _, text in TiledLog(data / "journal").records_from(0)]


def recorded():
    return list(JournalEntry.unscoped.order_by("pk").values_list("record", flat=True))


@pytest.mark.django_db
def test_rows_of_all_bodies_are_sealed_in_their_order(city, other_city, data):
    write(3)
    with in_body(other_city.body.pk):
        write(2, 3)
    write(4, 5)
    assert sequencing.drain_once() == 9
    assert sequencing.drain_once() == 0
    assert sealed(data) == recorded()
    assert list(JournalEntry.unscoped.order_by("pk").values_list("log_index", flat=True)) == list(range(9))
    times = set(JournalEntry.unscoped.values_list("sealed_at", flat=True))
    assert times == {TiledLog(data / "journal").checkpoint().time}
    assert verify_folder(data / "journal").clean


@pytest.mark.django_db
def test_a_batch_takes_only_so_many(city, data):
    write(10)
    assert [sequencing.drain_once(batch=4) for _ in range(4)] == [4, 4, 2, 0]
    assert sealed(data) == recorded()


@pytest.mark.django_db
def test_rows_published_just_before_a_crash_are_not_sealed_again(city, data, monkeypatch):
    write(5)
    sequencing.drain_once()
    write(300, 5)
    monkeypatch.setattr(sequencing, "_note", crash_when_noting)
    with pytest.raises(ZeroDivisionError):
        sequencing.drain_once()
    monkeypatch.undo()
    monkeypatch.setenv("SEKISHO_DATA", str(data))
    assert JournalEntry.unscoped.filter(log_index__isnull=True).count() == 300
    assert len(sealed(data)) == 261
    assert sequencing.drain_once() == 300
    assert sealed(data) == recorded()


def crash_when_noting(placed):
    if list(placed):
        raise ZeroDivisionError
    return 0


@pytest.mark.django_db
def test_a_lost_index_is_rebuilt_from_the_log(city, data):
    write(20)
    sequencing.drain_once(batch=7)
    sequencing.drain_once(batch=13)
    before = list(JournalEntry.unscoped.order_by("pk").values_list("log_index", "sealed_at"))
    JournalEntry.unscoped.update(log_index=None, sealed_at=None)
    assert sequencing.drain_once() == 20
    assert list(JournalEntry.unscoped.order_by("pk").values_list("log_index", "sealed_at")) == before
    assert len(sealed(data)) == 20


@pytest.mark.django_db
def test_a_log_put_back_to_an_older_state_is_refused(city, data):
    write(3)
    sequencing.drain_once()
    JournalEntry.unscoped.filter(log_index=2).update(log_index=7)
    with pytest.raises(JournalDamaged):
        sequencing.drain_once()


@pytest.mark.django_db
def test_only_one_process_is_the_sequencer(city, data):
    write(3)
    with sequencing.open_log():
        assert sequencing.drain_once() == 0
    assert sequencing.drain_once() == 3


@pytest.mark.django_db
def test_a_full_disk_leaves_the_rows_waiting(city, data, monkeypatch):
    write(3)
    sequencing.drain_once()
    write(3, 3)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("sekisho.storage.logwriter.write_tree", full)
        with pytest.raises(CannotRun) as told:
            sequencing.drain_once()
    assert "空き" in told.value.why
    assert sequencing.drain_once() == 3
    assert sealed(data) == recorded()


@pytest.mark.django_db
def test_a_fault_while_publishing_does_not_seal_twice(city, data, monkeypatch):
    write(3)

    def broken(*_, **__):
        raise OSError(5, "Input/output error")

    with sequencing.open_log() as writer:
        outbox = sequencing.Outbox(writer)
        outbox.drain()
        write(300, 3)
        with monkeypatch.context() as patched:
            patched.setattr("sekisho.storage.logwriter.gate", broken)
            with pytest.raises(CannotRun):
                outbox.drain()
        assert outbox.drain() + outbox.drain() == 300
    assert sealed(data) == recorded()


@pytest.mark.django_db
def test_an_entry_whose_row_is_gone_is_told_but_does_not_stop_the_others(city, data, caplog):
    write(3)
    sequencing.drain_once()
    JournalEntry.unscoped.filter(log_index=2).delete()
    write(2, 3)
    assert sequencing.drain_once() == 2
    assert "データベースが古い" in caplog.text
    assert len(sealed(data)) == 5


class Minutes(threading.Event):
    """An hour in which something is recorded twice, and which ends after the second time."""

    def __init__(self):
        super().__init__()
        self.parts = [600, 5]

    def wait(self, timeout=None):  # noqa: ARG002  the signature of an event
        if self.parts:
            write(self.parts.pop(0))
        if not self.parts:
            self.set()
        return self.is_set()


@pytest.mark.django_db(transaction=True)
def test_the_loop_seals_what_comes_and_ends_after_a_last_look(city, data):
    write(5)
    sequencing.run(Minutes())
    assert sealed(data) == recorded()
    assert len(recorded()) == 610


@pytest.mark.django_db
def test_the_proof_of_a_row_is_the_proof_of_its_record(city, data):
    rows = write(5)
    sequencing.drain_once()
    rows[3].refresh_from_db()
    proof = TiledLog(data / "journal").inclusion(rows[3].log_index)
    assert proof["record"] == rows[3].record
    assert TiledLog(data / "journal").find(str(rows[3].uid)) == 3
    assert attrs.asdict(verify_folder(data / "journal"))["size"] == 5


@pytest.mark.django_db
def test_a_foreign_key_is_refused(city, data):
    write(1)
    sequencing.drain_once()
    (data / "keys" / "journal.key").unlink()
    write(1, 1)
    with pytest.raises(JournalDamaged):
        sequencing.drain_once()
    assert isinstance(sequencing.open_log(), LogWriter)
