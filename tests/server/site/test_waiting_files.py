"""Files that wait for consent: sent twice at once they wait once, and thrown away twice they are gone."""

import os
import threading
import time
from pathlib import Path

import pytest

from sekisho.errors import NotFound
from sekisho.server.site import waiting

WEEK = waiting.KEPT_SECONDS


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(waiting, "_folder", lambda: tmp_path)
    return tmp_path


def test_what_several_send_in_one_moment_is_kept_whole():
    data, found, start = os.urandom(2_000_000), [], threading.Barrier(4)

    def one():
        start.wait(timeout=30)
        for _turn in range(10):
            try:
                digest = waiting.keep(data)
                found.append(waiting.fetch(digest, "台帳.xlsx") == data)
            except Exception as error:  # noqa: BLE001  what each got is looked at below
                found.append(error)

    threads = [threading.Thread(target=one) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert found == [True] * 40


def test_what_another_process_throws_away_first_is_no_fault(folder, monkeypatch):
    digest = waiting.keep(b"old")
    os.utime(folder / digest, (time.time() - WEEK - 1,) * 2)
    known = Path.iterdir

    def iterdir(self):
        for path in list(known(self)):
            if path.name == digest:
                path.unlink()
            yield path

    monkeypatch.setattr(Path, "iterdir", iterdir)
    waiting.keep(b"new")
    with pytest.raises(NotFound):
        waiting.fetch(digest, "台帳.xlsx")
