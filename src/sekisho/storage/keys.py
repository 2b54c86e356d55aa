"""The journal's signing key: made once, kept with the owner, public half beside the log."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from sekisho.errors import CannotRun
from sekisho.journal.note import KEY_SIZE, Signer, parse_skey
from sekisho.storage.durable import make_folders, sync_folder, told, write_new

if TYPE_CHECKING:
    from pathlib import Path

    from sekisho.journal.note import Verifier

KEY = "journal.key"


def journal_signer(keys: Path) -> Signer:
    """Return the signing key in the folder ``keys``, making it on first use.

    The name it signs under is its own (``sekisho/journal/`` and a random part), so that two logs can never
    be taken for one another.
    """
    path = keys / KEY
    with told("記録簿の署名鍵を作れません。", path):
        make_folders(keys, 0o700)
        if not path.exists():
            _make(path)
    return read_signer(path)


def read_signer(path: Path) -> Signer:
    """Return the signing key in the file ``path``.

    Raises:
        CannotRun: when the file cannot be read as one.
    """
    with told("記録簿の署名鍵を読めません。", path):
        text = path.read_text(encoding="utf-8", errors="replace")
    signer = parse_skey(text.strip())
    if signer is None:
        raise CannotRun(
            "記録簿の署名鍵が壊れています。",
            why="Ed25519 の署名鍵として読めません。",
            next_step="控えから戻してください。鍵を作り直すと、以前の記録とつながらなくなります。",
            where=str(path),
        )
    return signer


def known_verifier(keys: Path) -> Verifier | None:
    """Return the public half of the key in ``keys``, or None when this reader has no access to it."""
    path = keys / KEY
    return read_signer(path).verifier if os.access(path, os.R_OK) else None


def _make(path: Path) -> None:
    """Write a new key under a name of its own and link it in place: of two that race, one wins whole."""
    signer = Signer(f"sekisho/journal/{secrets.token_hex(6)}", secrets.token_bytes(KEY_SIZE))
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    write_new(part, (signer.skey + "\n").encode(), 0o600)
    try:
        os.link(part, path)
    except FileExistsError:
        return
    finally:
        part.unlink()
    sync_folder(path.parent)
