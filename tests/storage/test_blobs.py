"""Sealed files: what was put is what is got, or nothing is."""

import os

import pytest

from sekisho.errors import BadInput, CannotRun, JournalDamaged, NotFound
from sekisho.storage.blobs import Blobs


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path / "blobs")


def test_equal_contents_are_one_file(blobs):
    digest = blobs.put(b"content")
    assert (
        blobs.put(b"content") == digest == "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"
    )
    assert blobs.get(digest) == b"content"
    assert list(blobs.digests()) == [digest]


def test_a_changed_file_is_refused_and_mended_by_putting_it_again(blobs):
    digest = blobs.put(b"content")
    path = blobs.path(digest)
    path.chmod(0o600)
    path.write_bytes(b"Content")
    with pytest.raises(JournalDamaged):
        blobs.get(digest)
    assert blobs.damaged() == [digest]
    blobs.put(b"content")
    assert blobs.get(digest) == b"content"
    assert blobs.damaged() == []


def test_what_was_never_put_is_not_found(blobs):
    with pytest.raises(NotFound):
        blobs.get("0" * 64)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_a_path_is_not_a_digest(blobs, digest):
    with pytest.raises(BadInput):
        blobs.get(digest)


def test_a_full_disk_leaves_nothing_behind(blobs, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CannotRun):
            blobs.put(b"content")
    assert [path for path in blobs.folder.rglob("*") if path.is_file()] == []
    assert blobs.put(b"content")
