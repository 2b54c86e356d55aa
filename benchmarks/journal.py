"""Writing and verifying the record: the tiled log against one durable SQLite commit per record.

Appending: batches of 256 records of 394 bytes are put on the disk (each acknowledged), a signed checkpoint
with its tiles follows every second and at the end. The peer writes the same records into SQLite with
``synchronous=FULL``, one commit each, in the same folder, in the same run. Acknowledgement: 2,000 records a
second are handed in one by one to the group commit. Verifying: every byte of the finished log, and ten
thousand random manipulations of a small one.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sekisho.journal.merkle import leaf_hashes
from sekisho.journal.tiles import unbundle
from sekisho.journal.verify import verify
from sekisho.storage.folders import FolderReader
from sekisho.storage.keys import journal_signer
from sekisho.storage.logwriter import LogWriter
from sekisho.storage.sequencer import BATCH, Sequencer
from sekisho.storage.verifying import verify_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

RECORDS = 200_000
SIZE = 394
COMMITS = 400
RATE = 2_000
SECONDS = 5
APPEND_TARGET = 10_000
VERIFY_TARGET = 300_000
ACKNOWLEDGE_TARGET = 25.0
ATTACKS = 10_000


def records(count: int) -> list[bytes]:
    """Return records of the size the figures in the design were measured with."""
    made = [b'{"n":%d,"text":"' % number for number in range(count)]
    return [start + b"x" * (SIZE - len(start) - 2) + b'"}' for start in made]


def appended(folder: Path, rows: list[bytes]) -> float:
    """Return records per second, acknowledged batch by batch, sealed every second and at the end."""
    with LogWriter(folder / "journal", journal_signer(folder / "keys")) as writer:
        begun = time.perf_counter()
        due = begun + 1
        for start in range(0, len(rows), BATCH):
            writer.append(rows[start : start + BATCH])
            if time.perf_counter() >= due:
                writer.seal(datetime.now(UTC))
                due += 1
        writer.seal(datetime.now(UTC))
        return len(rows) / (time.perf_counter() - begun)


def committed(folder: Path, rows: list[bytes]) -> float:
    """Return records per second of SQLite with one durable commit per record."""
    with closing(sqlite3.connect(folder / "peer.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, text BLOB)")
        begun = time.perf_counter()
        for row in rows:
            connection.execute("INSERT INTO record (text) VALUES (?)", (row,))
        return len(rows) / (time.perf_counter() - begun)


def acknowledged(folder: Path) -> list[float]:
    """Return how long each of 2,000 records a second waited for its acknowledgement, in milliseconds."""
    waits: list[float] = []
    with LogWriter(folder / "second", journal_signer(folder / "keys")) as writer:
        sequencer = Sequencer(writer, lambda: datetime.now(UTC))
        sequencer.start()
        begun = time.perf_counter()
        for number, row in enumerate(records(RATE * SECONDS)):
            pause = begun + number / RATE - time.perf_counter()
            if pause > 0:
                time.sleep(pause)
            handed_in = time.perf_counter()

            def answered(_: Future[int], handed_in: float = handed_in) -> None:
                waits.append((time.perf_counter() - handed_in) * 1000)

            sequencer.submit(row).add_done_callback(answered)
        sequencer.stop()
    return waits


def hashed(folder: Path) -> float:
    """Return records per second of hashing the entries alone, in one thread: the bound of any verifier."""
    bundles = [path.read_bytes() for path in sorted((folder / "journal/tile/entries").glob("???"))]
    begun = time.perf_counter()
    count = sum(len(leaf_hashes(unbundle(data)[0])) for data in bundles)
    return count / (time.perf_counter() - begun)


def measure(count: int = RECORDS) -> dict[str, Any]:
    """Return the title and one row per measured figure."""
    rows = records(count)
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        peer = committed(folder, rows[:COMMITS])
        append = appended(folder, rows)
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            report = verify_folder(folder / "journal")
            times.append(time.perf_counter() - begun)
            assert report.clean
            assert report.size == count
        verified = count / min(times)
        alone = hashed(folder)
        waits = sorted(acknowledged(folder))
        found = manipulated(folder)
    p99 = waits[int(len(waits) * 0.99)]
    return {
        "title": f"記録簿（{count:,}件、1件{SIZE}バイト）",
        "rows": [
            _rate("tiled log, checkpoint each second", append, APPEND_TARGET),
            _rate("SQLite, one durable commit per record", peer),
            {
                "what": f"acknowledgement at {RATE:,} records/s",
                "p50_ms": round(statistics.median(waits), 1),
                "p99_ms": round(p99, 1),
                "target": f"≤ {ACKNOWLEDGE_TARGET:g} ms (p99)",
                "met": p99 <= ACKNOWLEDGE_TARGET,
            },
            _rate("verify, every byte of every file", verified, VERIFY_TARGET),
            _rate("SHA-256 of the entries alone, one thread", alone),
            {
                "what": f"random manipulations found and located, of {ATTACKS:,}",
                "found": found,
                "target": f"= {ATTACKS:,}",
                "met": found == ATTACKS,
            },
        ],
    }


def _rate(what: str, value: float, target: int = 0) -> dict[str, object]:
    row: dict[str, object] = {"what": what, "per_second": round(value)}
    return {**row, "target": f"≥ {target:,}/s", "met": value >= target} if target else row


class _Altered:
    """The files of a log in memory, one of them changed."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def names(self) -> Iterator[str]:
        return iter(self.files)

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)


def manipulated(folder: Path) -> int:
    """Return how many of ``ATTACKS`` random manipulations of a small log were found in the right file."""
    with LogWriter(folder / "small", journal_signer(folder / "keys")) as writer:
        for size in (1, 3, 250, 256, 259, 300):
            writer.seal(datetime.now(UTC), records(300)[writer.size : size])
    reader = FolderReader(folder / "small")
    files = {name: reader.read(name) or b"" for name in reader.names()}
    source = random.Random(20210927)  # noqa: S311  repeatable attacks
    names = sorted(files)
    found = done = 0
    while done < ATTACKS:
        name = source.choice(names)
        changed = _attack(source, files[name])
        if changed != files[name]:
            done += 1
            altered = {key: data for key, data in files.items() if key != name}
            if changed is not None:
                altered[name] = changed
            found += any(finding.where == name for finding in verify(_Altered(altered)).findings)
    return found


def _attack(source: random.Random, data: bytes) -> bytes | None:
    """Flip a bit, delete, insert, cut off, exchange pieces, or take the file away."""
    one, other = sorted((source.randrange(len(data)), source.randrange(len(data) + 1)))
    flipped = bytes([data[min(one, len(data) - 1)] ^ 1 << source.randrange(8)])
    return source.choice(
        [
            data[:one] + flipped + data[one + 1 :],
            data[:one] + data[other:],
            data[:one] + source.randbytes(source.randint(1, 40)) + data[one:],
            data[:one],
            data[other:] + data[one:other] + data[:one],
            None,
        ]
    )


if __name__ == "__main__":
    for row in measure()["rows"]:
        print(row)
