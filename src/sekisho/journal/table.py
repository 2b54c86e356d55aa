"""Comparing the index table of the database with the log, row by row.

The log is the evidence. Every column of a row follows from its entry, except the row's own number and
the time of sealing; the numbers must rise with the log where the database gives them in the order of
commits, the time is that of the sealing checkpoint.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import attrs

from sekisho.journal.entry import parse
from sekisho.journal.findings import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sekisho.journal.checkpoint import Checkpoint

TABLE = "crossings_journalentry"


class Row(NamedTuple):
    """A row of the table, its columns spelled as SQLite holds them."""

    id: int
    uid: str
    at: str
    verb: str
    subject_type: str
    subject_id: str
    record: str
    actor_id: int | None
    section_id: int | None
    body_id: int
    log_index: int | None
    sealed_at: str | None


COLUMNS = Row._fields
NAMES = {
    "uid": "識別子（uid）",
    "at": "日時（at）",
    "verb": "行為（verb）",
    "subject_type": "対象の種類（subject_type）",
    "subject_id": "対象（subject_id）",
    "record": "記録の本文（record）",
    "actor_id": "行為者（actor_id）",
    "section_id": "課（section_id）",
    "body_id": "団体（body_id）",
    "sealed_at": "封緘の日時（sealed_at）",
}


def database_time(time: datetime) -> str:
    """Return ``time`` as SQLite holds it for Django: UTC, microseconds only where there are any."""
    return str(time.astimezone(UTC).replace(tzinfo=None))


def _time(text: object) -> str | None:
    try:
        return database_time(datetime.fromisoformat(str(text)))
    except ValueError:
        return None


def expected(data: bytes) -> dict[str, object] | None:
    """Return the columns that follow from an entry, or None when it is not an entry of the table."""
    fields = parse(data)
    subject = fields.get("subject") if fields else None
    if fields is None or not isinstance(subject, dict):
        return None
    return {
        "uid": str(fields.get("uid", "")).replace("-", ""),
        "at": _time(fields.get("at")),
        "verb": fields.get("verb"),
        "subject_type": subject.get("type"),
        "subject_id": subject.get("id"),
        "record": data.decode(),
        "actor_id": fields.get("actor"),
        "section_id": fields.get("section"),
        "body_id": fields.get("body"),
    }


def unlike(row: Row, wanted: dict[str, object]) -> list[str]:
    """Return the columns of ``row`` that are not as ``wanted``, value and type."""
    have = row._asdict()
    return [
        name for name, value in wanted.items() if have[name] != value or type(have[name]) is not type(value)
    ]


@attrs.define
class Sealing:
    """When each entry was sealed: the time of the first checkpoint that holds it."""

    sizes: list[int]
    times: list[datetime]

    @classmethod
    def of(cls, history: Sequence[Checkpoint]) -> Sealing:
        """Read it off the history."""
        return cls([one.size for one in history], [one.time for one in history])

    def time(self, index: int) -> datetime | None:
        """Return the time at which entry ``index`` was sealed."""
        at = bisect_right(self.sizes, index)
        return self.times[at] if at < len(self.times) else None


@attrs.define
class Comparison:
    """The state of comparing rows with entries in the order of the log."""

    sealing: Sealing
    acknowledged: int
    """Up to which entry the sequencer has noted every row as sealed."""
    rising: bool = True
    """Whether row numbers must rise with the log. On PostgreSQL a later number may be committed earlier."""
    findings: list[Finding] = attrs.field(factory=list)
    rows: int = 0
    waiting: int = 0
    """Rows that are not sealed yet."""
    _numbers: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    """(row number, entry) of the last two rows that stood in order."""
    unmarked: dict[str, Row] = attrs.field(factory=dict)

    def found(self, kind: Kind, what: str, row: int | None, index: int | None) -> None:
        """Note a finding."""
        where = f"{TABLE} id={row}" if row is not None else TABLE
        self.findings.append(Finding(kind, what, where, index=index, row=row))

    def waiting_rows(self, rows: Iterable[Row]) -> None:
        """Take the rows without a place in the log; each must at least agree with its own record."""
        for row in rows:
            self.rows += 1
            self.unmarked[row.uid] = row
            wanted = expected(row.record.encode()) if isinstance(row.record, str) else None
            wrong = unlike(row, wanted) if wanted else ["record"]
            if row.sealed_at is not None:
                wrong.append("sealed_at")
            self._altered(row, wrong, None)

    def placed_rows(self, rows: Iterable[Row], entries: Iterable[tuple[int, bytes]]) -> None:
        """Walk rows (by ``log_index``) and entries together."""
        walk = iter(rows)
        row = next(walk, None)
        for index, data in entries:
            while row is not None and _place(row) < index:
                self._stray(row)
                row = next(walk, None)
            if row is not None and row.log_index == index:
                self._pair(row, index, data)
                row = next(walk, None)
            else:
                self._rowless(index, data)
        while row is not None:
            self._stray(row)
            row = next(walk, None)
        self.waiting = len(self.unmarked)

    def _pair(self, row: Row, index: int, data: bytes) -> None:
        self.rows += 1
        wanted = expected(data)
        if wanted is None:
            self.found(Kind.ROW_ALTERED, f"{index} 番の記録が読めず、行と比べられません。", row.id, index)
            return
        sealed = self.sealing.time(index)
        wanted["sealed_at"] = database_time(sealed) if sealed else None
        self._altered(row, unlike(row, wanted), index)
        if self.rising:
            self._order(row.id, index)

    def _order(self, number: int, index: int) -> None:
        """Find row numbers that do not rise with the log; a single one too high is told from one too low."""
        (before, _), (last, last_index) = self._numbers
        if number > last:
            self._numbers = ((last, last_index), (number, index))
            return
        wrong = (number, index)
        if number > before:
            wrong = (last, last_index)
            self._numbers = ((before, 0), (number, index))
        self.found(Kind.ROW_ALTERED, "行の番号（id）の順が、記録簿の順と違います。", *wrong)

    def _altered(self, row: Row, wrong: list[str], index: int | None) -> None:
        if wrong:
            names = "、".join(NAMES[name] for name in wrong)
            self.found(Kind.ROW_ALTERED, f"表の行の{names}が、封緘された記録と違います。", row.id, index)

    def _stray(self, row: Row) -> None:
        self.rows += 1
        what = f"表の行が指す {row.log_index} 番は、記録簿にないか、他の行と重なっています。"
        self.found(Kind.ROW_INSERTED, what, row.id, None)

    def _rowless(self, index: int, data: bytes) -> None:
        """Judge an entry without a row: fine only between sealing and the note of it in the table."""
        wanted = expected(data)
        row = self.unmarked.pop(str(wanted["uid"]), None) if wanted else None
        if row is None:
            self.found(Kind.ROW_MISSING, f"{index} 番の記録の行が、表にありません。", None, index)
            return
        self._altered(row, unlike(row, wanted or {}), index)
        if index < self.acknowledged:
            what = f"封緘済みの {index} 番の記録の行から、番号（log_index）が消されています。"
            self.found(Kind.ROW_ALTERED, what, row.id, index)


def _place(row: Row) -> int:
    return row.log_index if isinstance(row.log_index, int) else -1
