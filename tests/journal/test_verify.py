"""Each way of tampering, named and located."""

import pytest
from memorylog import OTHER, SIGNER, Files, MemoryLog, grow

from sekisho.journal.checkpoint import make
from sekisho.journal.findings import Kind
from sekisho.journal.merkle import leaf_hash
from sekisho.journal.tiles import bundle, unbundle
from sekisho.journal.verify import Older, verify


def kinds(report):
    return {finding.kind for finding in report.findings}


def entries(log, number, change):
    """Rewrite one bundle by ``change`` on its list of entries."""
    name = f"tile/entries/{number:03}"
    records, _ = unbundle(log.files[name])
    change(records)
    log.files[name] = bundle(records)


@pytest.mark.parametrize("sizes", [(), (1,), (255,), (256,), (257, 512), (65_536,), (65_536, 65_800)])
def test_an_untouched_log_is_clean(sizes):
    log = grow(sizes)
    report = verify(log.files)
    assert report.clean, report.findings
    assert (report.size, report.number) == (len(log.records), len(sizes))


def test_an_altered_entry_is_named(log):
    entries(log, 1, lambda records: records.__setitem__(7, b"entry-X"))
    (finding,) = verify(log.files).findings
    assert (finding.kind, finding.index, finding.where) == (Kind.ENTRY_ALTERED, 263, "tile/entries/001")


def test_an_altered_entry_is_named_even_when_its_hash_is_altered_to_match(log):
    entries(log, 1, lambda records: records.__setitem__(7, b"entry-X"))
    tile = bytearray(log.files["tile/0/001"])
    tile[7 * 32 : 8 * 32] = leaf_hash(b"entry-X")
    log.files["tile/0/001"] = bytes(tile)
    found = {finding.where for finding in verify(log.files).findings}
    assert "tile/0/001" in found


def test_a_removed_entry_is_named(log):
    entries(log, 2, lambda records: records.pop(100))
    found = [finding for finding in verify(log.files).findings if finding.kind is Kind.ENTRY_REMOVED]
    assert [finding.index for finding in found] == [612]


def test_an_inserted_entry_is_named(log):
    entries(log, 0, lambda records: records.insert(5, b"foreign"))
    found = [finding for finding in verify(log.files).findings if finding.kind is Kind.ENTRY_INSERTED]
    assert [finding.index for finding in found] == [5]


def test_reordered_entries_are_named(log):
    def swap(records):
        records[10], records[20] = records[20], records[10]

    entries(log, 2, swap)
    found = verify(log.files).findings
    assert kinds(verify(log.files)) == {Kind.ENTRY_REORDERED}
    assert {finding.index for finding in found} & {522, 532}


def test_an_entry_taken_out_and_all_moved_up_is_named(log):
    records = [record for at, record in enumerate(log.records) if at != 300]
    records.append(b"padding")
    for number, name in enumerate(["000", "001", "002", "003.p/133"]):
        log.files[f"tile/entries/{name}"] = bundle(records[number * 256 : (number + 1) * 256])
    report = verify(log.files)
    assert (Kind.ENTRY_REMOVED, 300) in {(finding.kind, finding.index) for finding in report.findings}


def test_an_entry_added_at_the_end_is_named(log):
    log.files["tile/entries/003.p/134"] = bundle([*log.records[768:], b"foreign"])
    (finding,) = verify(log.files).findings
    assert (finding.kind, finding.where) == (Kind.FILE_UNEXPECTED, "tile/entries/003.p/134")


def test_a_truncated_file_is_named(log):
    log.files["tile/entries/002"] = log.files["tile/entries/002"][:-3]
    report = verify(log.files)
    assert {(finding.kind, finding.index) for finding in report.findings} >= {(Kind.ENTRY_REMOVED, 767)}


def test_every_missing_file_is_named(log):
    for name in list(log.files):
        report = verify(Files({key: value for key, value in log.files.items() if key != name}))
        assert name in {finding.where for finding in report.findings}, name


def test_every_foreign_file_is_named(log):
    for name in (
        "note.txt",
        "tile/0/004",
        "tile/entries/003.p/5",
        "tile/7/000",
        "history/001",
        "tile/0/.000.part",
    ):
        report = verify(Files({**log.files, name: b"x"}))
        assert name in {finding.where for finding in report.findings}, name


def test_a_rolled_back_log_is_found_by_a_newer_checkpoint(log):
    older = grow((1, 7, 250))
    report = verify(older.files, against=[Older("控え", log.checkpoints[-1])])
    assert kinds(report) == {Kind.ROLLBACK}


def test_a_rewritten_past_is_found_by_an_older_checkpoint(log):
    kept = log.checkpoints[5]
    rewritten = MemoryLog()
    records = list(log.records)
    records[260] = b"rewritten"
    for size in (1, 7, 250, 256, 300, 511, 900, 901):
        rewritten.add(*records[len(rewritten.records) : size])
    assert verify(rewritten.files).clean
    (finding,) = verify(rewritten.files, against=[Older("控え", kept)]).findings
    assert finding.kind is Kind.FORK
    assert finding.index == 256, "the last checkpoint both agree on"


def test_a_past_before_which_only_the_checkpoints_were_rewritten_is_found(log):
    kept = log.checkpoints[4]
    shorter = grow((300, 901))
    report = verify(shorter.files, against=[Older("控え", kept)])
    assert kinds(report) <= {Kind.FORK, Kind.ROLLBACK}
    assert not report.clean


def test_an_exchanged_key_is_found(log):
    log.files["vkey"] = f"{OTHER.verifier.vkey}\n".encode()
    assert Kind.KEY in kinds(verify(log.files))
    forged = grow((1, 7), OTHER)
    assert verify(forged.files).clean, "by itself it is a log like any other"
    assert Kind.KEY in kinds(verify(forged.files, trusted=[SIGNER.verifier]))
    assert Kind.KEY in kinds(verify(forged.files, against=[Older("控え", log.checkpoints[1])]))


def test_a_checkpoint_taken_out_of_the_history_is_named(log):
    messages = [one.message for one in log.checkpoints]
    del messages[3]
    log.files["history/000"] = "".join(messages).encode()
    report = verify(log.files)
    assert any("3 番の検証点" in finding.what for finding in report.findings)


def test_an_older_checkpoint_put_in_the_place_of_the_current_is_a_rollback(log):
    log.files["checkpoint"] = log.checkpoints[3].message.encode()
    (finding,) = verify(log.files).findings
    assert (finding.kind, finding.where) == (Kind.ROLLBACK, "checkpoint")


def test_a_checkpoint_of_another_root_is_a_fork(log):
    false = make(SIGNER, 901, bytes(32), log.checkpoints[-1].time, log.checkpoints[-1])
    log.files["checkpoint"] = false.message.encode()
    log.files["history/000"] += false.message.encode()
    assert Kind.FORK in kinds(verify(log.files))


def test_nothing_at_all_is_not_a_journal():
    report = verify(Files())
    assert not report.clean


def test_more_checkpoints_than_one_file_holds_are_followed():
    log = grow(range(1, 600))
    assert verify(log.files).clean
    assert sorted(name for name in log.files if name.startswith("history")) == [
        "history/000",
        "history/001",
        "history/002",
    ]
    log.files["history/001"] = log.files["history/001"].replace(b"no 300\n", b"no 301\n")
    report = verify(log.files)
    assert any(finding.where == "history/001" for finding in report.findings)
