"""Where attachments and decision records are kept: sealed in the data folder, under their digest.

A file is on disk before the row that points to it is committed; a row that is rolled back leaves bytes
nobody points to, never a row without its bytes.
"""

from __future__ import annotations

from sekisho.server.site.paths import data_folder
from sekisho.storage.blobs import Blobs


def kept() -> Blobs:
    """Return the sealed files of this installation."""
    return Blobs(data_folder() / "blobs")


def put(data: bytes) -> str:
    """Seal ``data`` and return its SHA-256; raises as :meth:`.Blobs.put` does."""
    return kept().put(data)


def get(sha256: str) -> bytes:
    """Return the sealed bytes; raises as :meth:`.Blobs.get` does."""
    return kept().get(sha256)
