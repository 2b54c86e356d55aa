"""What verification has to say: each finding names the place, and the whole is a report."""

from __future__ import annotations

from enum import StrEnum

import attrs


class Kind(StrEnum):
    """What was done to the journal, as far as it can be known."""

    ENTRY_ALTERED = "entry_altered"
    ENTRY_REMOVED = "entry_removed"
    ENTRY_INSERTED = "entry_inserted"
    ENTRY_REORDERED = "entry_reordered"
    ENTRY_LOST = "entry_lost"
    FILE_ALTERED = "file_altered"
    FILE_MISSING = "file_missing"
    FILE_UNEXPECTED = "file_unexpected"
    SIGNATURE = "signature"
    KEY = "key"
    HISTORY = "history"
    ROLLBACK = "rollback"
    FORK = "fork"
    ROW_ALTERED = "row_altered"
    ROW_MISSING = "row_missing"
    ROW_INSERTED = "row_inserted"
    TABLE = "table"


@attrs.frozen
class Finding:
    """One thing that is not as it should be."""

    kind: Kind
    what: str
    """A Japanese sentence."""
    where: str = ""
    """The file, or ``crossings_journalentry`` and the row."""
    index: int | None = None
    """The entry, counted from 0, where there is one."""
    row: int | None = None
    """The row's ``id`` in the table, where there is one."""

    def as_dict(self) -> dict[str, object]:
        """Return it for ``--json``, without the fields that say nothing."""
        shown = attrs.asdict(self, filter=lambda _, value: value not in (None, ""))
        return {**shown, "kind": str(self.kind)}


@attrs.frozen
class Report:
    """The outcome of verifying one journal."""

    findings: tuple[Finding, ...]
    size: int
    root: bytes
    number: int
    """The running number of the checkpoint that was verified."""
    vkey: str
    files: int
    rows: int | None = None
    """How many rows of the table were compared; None when there was no table."""
    notes: tuple[str, ...] = ()
    """What is worth knowing but not wrong."""

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_dict(self) -> dict[str, object]:
        """Return it for ``--json``."""
        return {
            "clean": self.clean,
            "size": self.size,
            "root": self.root.hex(),
            "checkpoint": self.number,
            "vkey": self.vkey,
            "files": self.files,
            "rows": self.rows,
            "notes": list(self.notes),
            "findings": [finding.as_dict() for finding in self.findings],
        }
