"""Sealed files: attachments and issued PDFs, each under the SHA-256 of its content.

A file is written once and never changed; two equal files are one. Reading checks the content against its
name, so that a changed file is refused and never shown.
"""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from sekisho.errors import BadInput, JournalDamaged, NotFound
from sekisho.storage.durable import make_folders, sync_folder, told, write_new

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DIGEST = re.compile("[0-9a-f]{64}")


class Blobs:
    """The folder of sealed files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep ``data``, on the disk when this returns, and return its digest (64 hexadecimal digits)."""
        digest = sha256(data).hexdigest()
        path = self.path(digest)
        with told("ファイルを保管できません。", path):
            if path.exists() and path.read_bytes() == data:
                return digest
            make_folders(path.parent, 0o700)
            part = path.with_name(f".{digest}.{secrets.token_hex(4)}")
            try:
                write_new(part, data, 0o400)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
            sync_folder(path.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the content kept under ``digest``.

        Raises:
            NotFound: when there is none.
            JournalDamaged: when the content is no longer the one that was kept.
        """
        path = self.path(digest)
        if not path.is_file():
            raise NotFound(
                "保管されているはずのファイルがありません。",
                why=f"要約値 {digest} のファイルが見つかりません。",
                next_step="控えから戻してください。",
            )
        with told("保管したファイルを読めません。", path):
            data = path.read_bytes()
        if sha256(data).hexdigest() != digest:
            raise JournalDamaged(
                "保管したファイルが書き換えられています。",
                why="内容が、保管したときの要約値（SHA-256）と違います。",
                next_step="控えから戻してください。このファイルは使わないでください。",
                where=str(path),
            )
        return data

    def path(self, digest: str) -> Path:
        """Return where the file of ``digest`` lies.

        Raises:
            BadInput: when it is not a digest.
        """
        if not _DIGEST.fullmatch(digest):
            raise BadInput(f"「{digest}」はファイルの要約値（16 進 64 桁）ではありません。")
        return self.folder / digest[:2] / digest

    def digests(self) -> Iterator[str]:
        """Yield the digest of every file kept."""
        if self.folder.is_dir():
            for path in sorted(self.folder.glob("??/*")):
                if _DIGEST.fullmatch(path.name):
                    yield path.name

    def damaged(self) -> list[str]:
        """Return the digests whose content is no longer right."""
        wrong = []
        for digest in self.digests():
            try:
                self.get(digest)
            except JournalDamaged:
                wrong.append(digest)
        return wrong
