"""The log on disk, read: entries, checkpoints and proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.errors import BadInput, CannotRun, NotFound
from sekisho.journal.checkpoint import parse
from sekisho.journal.entry import uid_of
from sekisho.journal.merkle import leaf_hash, root_from_inclusion
from sekisho.journal.note import decode64, parse_vkey
from sekisho.journal.proof import consistency, inclusion
from sekisho.journal.reader import LogReader, checkpoint_at, checkpoint_of, damaged, text_of
from sekisho.journal.tiles import CHECKPOINT, ENTRIES, VKEY, Tile
from sekisho.storage.folders import FolderReader, standing_still

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sekisho.journal.checkpoint import Checkpoint


class TiledLog:
    """A journal folder, read-only. Each call looks at the log as it stands at that moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reader = FolderReader.of(folder)

    def checkpoint(self) -> Checkpoint:
        """Return the current checkpoint.

        Raises:
            CannotRun: when there is no journal here.
            JournalDamaged: when it cannot be read.
        """
        if self.reader.read(CHECKPOINT) is None and not any(self.reader.names()):
            raise CannotRun(
                "記録簿がありません。",
                next_step="記録簿のフォルダー（データの置き場所の下の journal）を指定してください。",
                where=str(self.folder),
            )
        return checkpoint_of(self.reader)

    def vkey(self) -> str:
        """Return the public key that lies beside the log."""
        text = (text_of(self.reader, VKEY) or "").strip()
        if parse_vkey(text) is None:
            raise damaged(VKEY, "公開鍵として読めません。")
        return text

    def log(self) -> LogReader:
        """Return the entries and hashes as they stand now."""
        return LogReader(self.reader, self.checkpoint().size)

    def records_from(self, start: int) -> Iterator[tuple[int, bytes]]:
        """Yield (index, entry) from ``start`` to the end."""
        with standing_still(self.folder):
            yield from self.log().records_from(start)

    def find(self, uid: str) -> int:
        """Return the index of the entry with this ``uid``.

        Raises:
            NotFound: when no sealed entry has it.
        """
        wanted = uid.encode()
        for index, data in self.records_from(0):
            if wanted in data and uid_of(data) == uid:
                return index
        raise NotFound(
            f"識別子 {uid} の記録は、封緘された記録の中にありません。",
            next_step="書いた直後なら、数秒待ってからもう一度お試しください。",
        )

    def inclusion(self, index: int) -> dict[str, Any]:
        """Return the proof that entry ``index`` is in the log: index, size, leaf hash, path, checkpoint.

        Raises:
            NotFound: when there is no such entry.
            JournalDamaged: when the files do not lead to the signed root.
        """
        with standing_still(self.folder):
            checkpoint = self.checkpoint()
            if not 0 <= index < checkpoint.size:
                raise NotFound(f"{index} 番の記録はありません。記録は {checkpoint.size} 件です（0 番から）。")
            log = LogReader(self.reader, checkpoint.size)
            proof = inclusion(log, index, checkpoint, self.vkey())
            leaf = leaf_hash(log.record(index))
            path = [decode64(step) or b"" for step in proof["path"]]
            if root_from_inclusion(leaf, index, checkpoint.size, path) != checkpoint.root:
                where = Tile(ENTRIES, index // 256, min(256, checkpoint.size - index // 256 * 256)).path
                raise damaged(where, f"{index} 番の記録が、署名された全体のハッシュにつながりません。")
            return proof

    def consistency(self, older: str | int) -> dict[str, Any]:
        """Return the proof that the log begins with an older one: a checkpoint's text, or its size."""
        with standing_still(self.folder):
            checkpoint = self.checkpoint()
            past = checkpoint_at(self.reader, older) if isinstance(older, int) else parse(older)
            if past is None or (isinstance(older, int) and past.size != older):
                raise BadInput(
                    "古い方の検証点がありません。",
                    why="ファイルが検証点でないか、その件数で封緘されたことがありません。",
                    next_step="控えておいた checkpoint ファイルを渡してください。",
                )
            return consistency(LogReader(self.reader, checkpoint.size), past, checkpoint, self.vkey())
