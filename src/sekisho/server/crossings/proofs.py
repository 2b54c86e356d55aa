"""The proof that one entry stands in the signed log, from the log's files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sekisho.errors import Conflict, JournalDamaged
from sekisho.server.site.paths import journal_folder
from sekisho.storage.tiledlog import TiledLog

if TYPE_CHECKING:
    from sekisho.server.crossings.models import JournalEntry


def inclusion_of(row: JournalEntry) -> dict[str, Any]:
    """Return the inclusion proof of an entry.

    Raises:
        Conflict: the entry is not sealed yet.
        JournalDamaged: the files do not lead to the signed root, or the log holds another text than the
            table at this place.
    """
    if row.log_index is None:
        raise Conflict(
            "この記録は、まだ封緘されていません。",
            why="書いた記録は、数秒のうちに順に封緘されます。",
            next_step="少し待って、画面を開き直してください。",
        )
    proof = TiledLog(journal_folder()).inclusion(row.log_index)
    if proof["record"] != row.record:
        raise JournalDamaged(
            f"{row.log_index} 番の記録が、データベースの表と記録簿とで違います。",
            why="どちらかが、書いたあとに変えられています。",
            next_step="何も直さずに、情報政策課と監査責任者に知らせてください。",
            where=str(row.uid),
        )
    return proof


def folder_shown() -> str:
    """Return the folder of the log as one writes it in a command where the site was started."""
    folder = journal_folder()
    here = Path.cwd().resolve()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)


def signed_checkpoint() -> dict[str, Any]:
    """Return the newest signed checkpoint and the key that verifies it."""
    log = TiledLog(journal_folder())
    newest = log.checkpoint()
    return {"checkpoint": newest.message, "size": newest.size, "vkey": log.vkey()}
