"""A third party's verifier, Debian's copy of Go's checksum-database code, takes our logs as they are."""

import os
import subprocess
from pathlib import Path

import pytest
from memorylog import Files, grow

from sekisho.journal.tiles import bundle, unbundle

SOURCE = Path(__file__).with_name("goverify")
GO = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "CGO_ENABLED": "0"}


@pytest.fixture(scope="session")
def goverify(tmp_path_factory):
    folder = tmp_path_factory.mktemp("go")
    program = folder / "goverify"
    environment = {**os.environ, **GO, "GOCACHE": str(folder / "cache")}
    subprocess.run(["go", "build", "-o", program, "."], cwd=SOURCE, env=environment, check=True)
    return program


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def check(goverify, folder, *older):
    return subprocess.run([goverify, folder, *older], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("sizes", [(1,), (255, 256), (257, 600, 1000), (65_536, 66_000)])
def test_go_verifies_every_record_and_the_whole_past(goverify, tmp_path, sizes):
    log = grow(sizes)
    folder = write(tmp_path / "journal", log.files)
    older = []
    for one in log.checkpoints:
        older.append(tmp_path / f"{one.number}")
        older[-1].write_text(one.message, encoding="utf-8")
    done = check(goverify, folder, *older)
    assert done.stdout == f"ok {sizes[-1]} records {len(sizes)} past\n"
    assert done.returncode == 0


def test_go_names_the_altered_record(goverify, tmp_path):
    log = grow((600,))
    records, _ = unbundle(log.files["tile/entries/001"])
    records[44] += b"!"
    folder = write(tmp_path, Files({**log.files, "tile/entries/001": bundle(records)}))
    done = check(goverify, folder)
    assert (done.returncode, done.stdout) == (1, "record 300 altered\n")


def test_go_refuses_a_false_tile_and_a_false_checkpoint(goverify, tmp_path):
    log = grow((600,))
    tile = log.files["tile/0/001"]
    folder = write(tmp_path / "a", Files({**log.files, "tile/0/001": b"x" + tile[1:]}))
    assert check(goverify, folder).returncode == 1
    false = log.files["checkpoint"].replace(b"\n600\n", b"\n599\n")
    folder = write(tmp_path / "b", Files({**log.files, "checkpoint": false}))
    assert check(goverify, folder).stdout.startswith("checkpoint: ")
