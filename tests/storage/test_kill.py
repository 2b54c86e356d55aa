"""Real processes killed while they record and seal: nothing acknowledged is lost, doubled or reordered."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from processes import DRAIN, RECORDER, environment, python

from sekisho.errors import CannotRun
from sekisho.journal.entry import parse
from sekisho.storage.folders import FolderReader
from sekisho.storage.logwriter import LogWriter
from sekisho.storage.tiledlog import TiledLog
from sekisho.storage.verifying import verify_folder

SEAL = "from sekisho.cli.sequencer import main; main()"
ROUNDS = int(os.environ.get("SEKISHO_KILL_ROUNDS", "4"))
"""Rounds through Django; each starts two processes anew, which takes a few seconds. 200 before a release."""
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from sekisho.storage.keys import journal_signer
from sekisho.storage.folders import FolderReader
from sekisho.storage.logwriter import LogWriter
data = Path(sys.argv[1])
with LogWriter(data / "journal", journal_signer(data / "keys")) as writer:
    while True:
        first = writer.size
        writer.append([b'{"n":%d}' % number for number in range(first, first + 1 + first % 300)])
        sys.stdout.write(f"{writer.size}\\n")
        sys.stdout.flush()
        if first % 3:
            writer.seal(datetime.now(UTC))
"""


def begin(data, *arguments):
    return subprocess.Popen(
        [sys.executable, *arguments], env=environment(data), stdout=subprocess.PIPE, text=True
    )


def told(process):
    """Kill the process and return the whole lines it had said."""
    process.kill()
    text, _ = process.communicate()
    return text[: text.rfind("\n") + 1].split()


@pytest.mark.kill
def test_killed_while_recording_and_sealing(prepared, tmp_path):
    data = shutil.copytree(prepared, tmp_path / "data")
    rng = random.Random("kill")  # noqa: S311  a repeatable sequence, not a secret
    acknowledged = []
    for number in range(ROUNDS):
        recorder = begin(data, RECORDER, "record", str(number))
        sequencer = begin(data, "-c", SEAL)
        acknowledged += [recorder.stdout.readline().strip() for _ in range(5)]
        time.sleep(rng.random() * 1.5)
        first, second = rng.sample([recorder, sequencer], 2)
        first_said = told(first)
        time.sleep(rng.random() * 0.3)
        second_said = told(second)
        acknowledged += first_said if first is recorder else second_said
        if any(FolderReader.of(data / "journal").names()):
            report = verify_folder(data / "journal")
            assert report.clean, report.findings[:3]
    python(data, "-c", DRAIN)
    report = verify_folder(data / "journal")
    assert report.clean, report.findings[:3]
    sealed = [parse(record)["uid"] for _, record in TiledLog(data / "journal").records_from(0)]
    assert len(sealed) == len(set(sealed)), "nothing is doubled"
    assert set(acknowledged) <= set(sealed), "nothing acknowledged is lost"
    with closing(sqlite3.connect(data / "sekisho.sqlite3")) as connection:
        rows = connection.execute("SELECT uid FROM crossings_journalentry ORDER BY id").fetchall()
    assert [uid.replace("-", "") for uid in sealed] == [uid for (uid,) in rows], "nothing is reordered"
    assert [uid for uid in sealed if uid in set(acknowledged)] == acknowledged


@pytest.mark.kill
def test_the_log_writer_killed_many_times(folder, signer, clock):
    data = folder.parent
    rng = random.Random("kill the writer")  # noqa: S311  a repeatable sequence, not a secret
    known = 0
    for _ in range(5 * ROUNDS):
        writer = begin(data, "-c", WRITER, data)
        writer.stdout.readline()
        time.sleep(rng.random() * 0.1)
        known = max([known, *map(int, told(writer))])
        if any(FolderReader.of(folder).names()):
            report = verify_folder(folder)
            assert report.clean, report.findings
    with LogWriter(folder, signer) as last:
        last.seal(clock())
        assert last.size >= known
    assert verify_folder(folder).clean
    numbers = [parse(record)["n"] for _, record in TiledLog(folder).records_from(0)]
    assert numbers == list(range(len(numbers)))


SEQUENCER = """
import sys
from collections import deque
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from sekisho.storage.keys import journal_signer
from sekisho.storage.logwriter import LogWriter
from sekisho.storage.sequencer import Sequencer
data = Path(sys.argv[1])
with LogWriter(data / "journal", journal_signer(data / "keys")) as writer:
    first = writer.size
    sequencer = Sequencer(writer, lambda: datetime.now(UTC), every=0.01)
    sequencer.start()
    waiting = deque()
    for number in count(first):
        waiting.append(sequencer.submit(b'{"n":%d}' % number))
        if len(waiting) > 100:
            print(waiting.popleft().result(), flush=True)
"""


@pytest.mark.kill
def test_killed_while_one_thread_acknowledges_and_another_seals(folder, signer, clock):
    data = folder.parent
    rng = random.Random("kill both")  # noqa: S311  a repeatable sequence, not a secret
    known = 0
    for _ in range(5 * ROUNDS):
        process = begin(data, "-c", SEQUENCER, data)
        said = [process.stdout.readline()]
        time.sleep(rng.random())
        said += told(process)
        assert list(map(int, said)) == list(range(int(said[0]), int(said[0]) + len(said)))
        assert int(said[0]) >= known, "nothing acknowledged was lost"
        known = int(said[-1]) + 1
        report = verify_folder(folder) if any(FolderReader.of(folder).names()) else None
        assert report is None or report.clean, report.findings
    with LogWriter(folder, signer) as last:
        assert last.sealed > 0, "some sealing ended before its process was killed"
        assert last.size >= known
        last.seal(clock())
    assert verify_folder(folder).clean
    numbers = [parse(record)["n"] for _, record in TiledLog(folder).records_from(0)]
    assert numbers == list(range(len(numbers))), "nothing is doubled or reordered"


FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sekisho.errors import CannotRun
from sekisho.storage.keys import journal_signer
from sekisho.storage.folders import FolderReader
from sekisho.storage.logwriter import LogWriter
data = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with LogWriter(data / "journal", journal_signer(data / "keys")) as writer:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    try:
        while True:
            writer.append([b'{"n":%d}' % number for number in range(writer.size, writer.size + 150)])
            sys.stdout.write(f"{writer.size}\\n")
            if writer.size % 900 == 0:
                writer.seal(datetime.now(UTC))
    except CannotRun as fault:
        sys.stderr.write(fault.for_people())
        sys.exit(2)
"""


@pytest.mark.parametrize("limit", [700, 3_000, 9_000])
def test_a_disk_that_is_really_full_is_told_and_recovered_from(folder, signer, clock, limit):
    data = folder.parent
    with LogWriter(folder, signer) as writer:
        writer.seal(clock())
    done = subprocess.run(
        [sys.executable, "-c", FULL.replace("20_000", str(limit)), data],
        capture_output=True,
        text=True,
        check=False,
        env=environment(data),
    )
    assert done.returncode == 2, done.stderr
    assert "記録簿に書けません" in done.stderr
    assert "次にすること" in done.stderr
    assert verify_folder(folder).clean
    known = max(map(int, done.stdout.split()), default=0)
    with LogWriter(folder, signer) as writer:
        assert writer.size == known, "what was acknowledged, and no more"
        writer.append([b'{"n":%d}' % known])
        writer.seal(clock())
    assert verify_folder(folder).clean
    numbers = [parse(record)["n"] for _, record in TiledLog(folder).records_from(0)]
    assert numbers == list(range(known + 1))


def test_a_place_that_may_not_be_written_is_told(tmp_path, signer):
    (tmp_path / "file").write_text("", encoding="ascii")
    with pytest.raises(CannotRun), LogWriter(tmp_path / "file" / "journal", signer):
        pass
