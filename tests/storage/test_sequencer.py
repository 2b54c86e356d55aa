"""Group commit: an answer means the entry is on the disk, and nobody waits for the sealing."""

import errno
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from faults import Death, contents, records, strike

from sekisho.errors import BadInput, CannotRun
from sekisho.storage.folders import standing_still, work_folder
from sekisho.storage.logwriter import LogWriter
from sekisho.storage.sequencer import Sequencer
from sekisho.storage.verifying import verify_folder

PATIENCE = 20


@contextmanager
def sequencing(folder, signer, clock, every=0.01):
    with LogWriter(folder, signer) as writer:
        sequencer = Sequencer(writer, clock, every=every)
        sequencer.start()
        try:
            yield sequencer
        finally:
            sequencer.stop()


@contextmanager
def sealing_halted_half_way(writer, at):
    """Seal in a second thread; inside the block its files are written and may not become the log."""
    with ThreadPoolExecutor(1) as pool:
        with standing_still(writer.folder):
            sealing = pool.submit(writer.seal, at)
            until = time.monotonic() + PATIENCE
            while not (work_folder(writer.folder) / "staging" / "checkpoint").exists():
                assert time.monotonic() < until
            yield sealing
        sealing.exception()


def test_answers_come_while_the_sealing_cannot_go_on(folder, signer, clock):
    with sequencing(folder, signer, clock) as sequencer:
        assert sequencer.submit(b"{}").result(PATIENCE) == 0
        with standing_still(folder):
            for number in range(1, 40):
                assert sequencer.submit(b"{}").result(PATIENCE) == number
                time.sleep(0.002)
    assert verify_folder(folder).size == 40


def test_each_of_many_callers_gets_the_place_of_its_own_entry(folder, signer, clock):
    with sequencing(folder, signer, clock) as sequencer, ThreadPoolExecutor(8) as callers:

        def many(caller):
            given = [b'{"uid":"%d-%d"}' % (caller, number) for number in range(300)]
            answers = [sequencer.submit(record) for record in given]
            return [(answer.result(PATIENCE), record) for answer, record in zip(answers, given, strict=True)]

        told = [one for answers in callers.map(many, range(8)) for one in answers]
    assert contents(folder) == [record for _, record in sorted(told)]
    assert verify_folder(folder).clean


def test_whoever_no_longer_waits_holds_up_nobody(folder, signer, clock):
    with sequencing(folder, signer, clock) as sequencer:
        answers = [sequencer.submit(record) for record in records(0, 50)]
        given_up = [answer.cancel() for answer in answers[::2]]
        places = [answer.result(PATIENCE) for answer in answers[1::2]]
    assert sorted(places) == places
    assert len(contents(folder)) == 50 - sum(given_up)


def test_what_cannot_be_an_entry_is_told_at_once_and_after_the_end_nothing_is_taken(folder, signer, clock):
    with sequencing(folder, signer, clock, every=PATIENCE) as sequencer:
        with pytest.raises(BadInput):
            sequencer.submit(b"x" * 65_536)
        kept = sequencer.submit(b"{}")
    assert kept.result(0) == 0
    assert verify_folder(folder).size == 1, "the end seals what was handed in"
    with pytest.raises(CannotRun):
        sequencer.submit(b"{}")


@pytest.mark.parametrize("later", [0, 40, 300])
def test_entries_that_come_during_a_sealing_wait_for_the_next(folder, signer, clock, later):
    with LogWriter(folder, signer) as writer:
        writer.append(records(0, 300))
        with sealing_halted_half_way(writer, clock()) as sealing:
            writer.append(records(300, 300 + later))
        assert sealing.result().size == writer.sealed == 300
        assert contents(folder) == records(0, 300)
        waiting = (work_folder(folder) / "pending").read_bytes()
        assert [b'"u-%d"' % number in waiting for number in (299, 300)] == [False, later > 0]
        writer.append(records(300 + later, 310 + later))
    with LogWriter(folder, signer) as writer:
        assert writer.size == 310 + later
        writer.seal(clock())
    assert contents(folder) == records(0, 310 + later)
    assert verify_folder(folder).clean


@pytest.mark.parametrize("step", range(36))
def test_death_during_a_sealing_loses_nothing_acknowledged_meanwhile(
    folder, signer, clock, monkeypatch, step
):
    with monkeypatch.context() as patch, suppress(Death), LogWriter(folder, signer) as writer:
        writer.seal(clock(), records(0, 100))
        writer.append(records(100, 300))
        with sealing_halted_half_way(writer, clock()) as sealing:
            writer.append(records(300, 340))
            strike(patch, step, Death())
        sealing.result()
        assert step > 10, "it dies when told to early"
    assert verify_folder(folder).clean
    with LogWriter(folder, signer) as writer:
        assert writer.size == 340
        writer.append(records(340, 341))
        writer.seal(clock())
    assert contents(folder) == records(0, 341)
    assert verify_folder(folder).clean


@pytest.mark.parametrize("step", range(36))
def test_a_full_disk_during_a_sealing_loses_nothing_acknowledged_meanwhile(
    folder, signer, clock, monkeypatch, step
):
    with LogWriter(folder, signer) as writer:
        writer.append(records(0, 300))
        with monkeypatch.context() as patch, sealing_halted_half_way(writer, clock()):
            writer.append(records(300, 340))
            strike(patch, step, OSError(errno.ENOSPC, "No space left on device"))
        assert writer.append(records(340, 341)).start == 340
        writer.seal(clock())
    assert contents(folder) == records(0, 341)
    assert verify_folder(folder).clean
