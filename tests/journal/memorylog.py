"""A log in memory, written as the storage writes it, for tests that attack it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sekisho.journal.checkpoint import make
from sekisho.journal.growth import Growth
from sekisho.journal.note import Signer
from sekisho.journal.tiles import edge, history_path, is_full

START = datetime(2026, 4, 1, tzinfo=UTC)
SIGNER = Signer("sekisho/journal/test", bytes(range(32)))
OTHER = Signer("sekisho/journal/test", bytes(range(1, 33)))


class Files(dict):
    """Files in memory (sekisho.journal.reader.Reader)."""

    def names(self):
        return iter(list(self))

    def read(self, name):
        return self.get(name)


class MemoryLog:
    """Grows a log and keeps its files and all its checkpoints."""

    def __init__(self, signer=SIGNER):
        self.signer = signer
        self.growth = Growth()
        self.files = Files({"vkey": f"{signer.verifier.vkey}\n".encode()})
        self.checkpoints = []
        self.records = []
        self.seal()

    def add(self, *records):
        for record in records:
            self.records.append(record)
            self.growth.add(record)
        return self.seal()

    def seal(self):
        last = self.checkpoints[-1] if self.checkpoints else None
        at = START + timedelta(seconds=len(self.checkpoints))
        one = make(self.signer, self.growth.size, self.growth.root(), at, last)
        for tile, data in self.growth.files().items():
            self.files[tile.path] = data
        self.growth.given()
        for tile in edge(last.size if last else 0):
            if is_full(tile, one.size):
                for name in [
                    name for name in self.files if name.startswith(tile.path.split(".p/")[0] + ".p/")
                ]:
                    del self.files[name]
        self.checkpoints.append(one)
        start = one.number // 256 * 256
        self.files[history_path(one.number // 256)] = "".join(
            past.message for past in self.checkpoints[start:]
        ).encode()
        self.files["checkpoint"] = one.message.encode()
        return one


def grow(sizes, signer=SIGNER, prefix=b"entry"):
    """Return a log sealed after each of ``sizes``."""
    log = MemoryLog(signer)
    for size in sizes:
        log.add(*(b"%s-%d" % (prefix, number) for number in range(len(log.records), size)))
    return log
