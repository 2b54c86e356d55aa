"""Comparing the index table inside a PostgreSQL dump with the log, before anything is restored from it.

``pg_restore`` without a database gives the table as text: after the line ``COPY … FROM stdin;`` one line a
row, columns parted by tabs, escapes as the documentation of COPY ("Text Format") has them.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sekisho.journal.findings import Finding, Kind
from sekisho.journal.table import COLUMNS, TABLE, Comparison, Row
from sekisho.storage.postgres import run_tool, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from sekisho.journal.table import Sealing

_COPY = re.compile(rf"COPY \S*{TABLE} \((.+)\) FROM stdin;")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_NUMBERS = {"id", "actor_id", "section_id", "body_id", "log_index"}


def compare_dump(
    dump: Path, entries: Iterable[tuple[int, bytes]], sealing: Sealing, acknowledged: int
) -> Comparison:
    """Compare every row of the table in a dump with the log.

    Raises:
        CannotRun: when ``pg_restore`` is missing.
    """
    comparison = Comparison(sealing, acknowledged, rising=False)
    try:
        rows = sorted(table_in(dump), key=lambda row: (row.log_index or 0, row.id))
    except ValueError as fault:
        comparison.findings.append(Finding(Kind.TABLE, f"表が読めません（{fault}）。", TABLE))
        return comparison
    comparison.waiting_rows(row for row in rows if row.log_index is None)
    comparison.placed_rows((row for row in rows if row.log_index is not None), entries)
    return comparison


def table_in(dump: Path) -> Iterator[Row]:
    """Yield the rows of the table in a dump.

    Raises:
        ValueError: when it is not there, or not as the product makes it.
        CannotRun: when ``pg_restore`` is missing or cannot read the dump.
    """
    with tempfile.TemporaryDirectory(dir=dump.parent) as scratch:
        target = Path(scratch) / "table"
        run_tool("pg_restore", "", "--data-only", f"--table={TABLE}", f"--file={target}", str(dump))
        text = target.read_bytes().decode("utf-8", "surrogateescape")
    lines = iter(text.split("\n"))
    head = next(filter(None, map(_COPY.fullmatch, lines)), None)
    if head is None:
        message = f"{TABLE} がありません"
        raise ValueError(message)
    names = head[1].split(", ")
    if set(names) != set(COLUMNS):
        message = f"列が違います：{head[1]}"
        raise ValueError(message)
    for line in lines:
        if line == r"\.":
            return
        values: dict[str, Any] = {
            name: _value(name, value) for name, value in zip(names, line.split("\t"), strict=True)
        }
        yield spelled(Row(**values))


def _value(name: str, text: str) -> str | int | None:
    if text == r"\N":
        return None
    if name in _NUMBERS:
        return int(text)
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)
