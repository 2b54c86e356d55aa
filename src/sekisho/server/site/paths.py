"""Where a city's data lives on disk. Everything else asks here."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """Return the data folder: ``SEKISHO_DATA`` or ``./var``. It is made when missing."""
    folder = Path(os.environ.get("SEKISHO_DATA", "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def journal_folder() -> Path:
    """Return the folder of the tiled log."""
    return data_folder() / "journal"


def keys_folder() -> Path:
    """Return the folder of secrets, readable by the owner alone."""
    folder = data_folder() / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
