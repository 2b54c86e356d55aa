"""Reading the index table of the SQLite database beside a journal, without writing anything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sekisho.journal.findings import Finding, Kind
from sekisho.journal.table import COLUMNS, TABLE, Comparison, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sekisho.journal.table import Sealing

_PAGE = 2_000


def compare_sqlite(
    database: Path, entries: Iterable[tuple[int, bytes]], sealing: Sealing, acknowledged: int
) -> Comparison:
    """Compare every row of the table in an SQLite database with the log."""
    comparison = Comparison(sealing, acknowledged)
    try:
        with closing(_connect(database)) as connection:
            _check_structure(connection, comparison)
            comparison.waiting_rows(_rows(connection, "log_index IS NULL ORDER BY id"))
            comparison.placed_rows(_rows(connection, "log_index IS NOT NULL ORDER BY log_index, id"), entries)
            _check_numbers(connection, comparison)
    except sqlite3.DatabaseError as fault:
        what = f"表が読めません。データベースのファイルが壊れています（{fault}）。"
        comparison.findings.append(Finding(Kind.TABLE, what, f"{database.name} {TABLE}"))
    return comparison


def _connect(database: Path) -> sqlite3.Connection:
    """Open read-only; where even the side files of SQLite may not be made, as a file that nobody changes."""
    name = database.resolve().as_uri()
    try:
        connection = sqlite3.connect(f"{name}?mode=ro", uri=True)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection = sqlite3.connect(f"{name}?mode=ro&immutable=1", uri=True)
    connection.text_factory = _text
    connection.execute("BEGIN")
    return connection


def _text(data: bytes) -> str:
    """Read text whatever its bytes: what is not UTF-8 simply will not equal the record."""
    return data.decode("utf-8", "surrogateescape")


def _check_structure(connection: sqlite3.Connection, comparison: Comparison) -> None:
    """Find pages and indexes of the table that contradict each other."""
    for (line,) in connection.execute(f"PRAGMA integrity_check('{TABLE}')"):
        if line != "ok":
            comparison.findings.append(Finding(Kind.TABLE, f"表の構造が壊れています（{line}）。", TABLE))


def _rows(connection: sqlite3.Connection, which: str) -> Iterator[Row]:
    # Table and columns are our own constants: nothing from outside enters the statement.
    statement = f"SELECT {', '.join(COLUMNS)} FROM {TABLE} NOT INDEXED WHERE {which}"  # noqa: S608  constants
    cursor = connection.execute(statement)
    while page := cursor.fetchmany(_PAGE):
        yield from (Row(*columns) for columns in page)


def _check_numbers(connection: sqlite3.Connection, comparison: Comparison) -> None:
    """Find a row number beyond any that SQLite ever gave."""
    given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (TABLE,)).fetchone()
    top = connection.execute(f"SELECT max(id), min(id) FROM {TABLE}").fetchone()  # noqa: S608  constants
    if top[0] is None:
        return
    if given is None or not isinstance(given[0], int) or top[0] > given[0]:
        comparison.found(
            Kind.ROW_ALTERED, "行の番号（id）が、与えられた番号より大きくなっています。", top[0], None
        )
    if top[1] < 1:
        comparison.found(Kind.ROW_ALTERED, "行の番号（id）が 1 より小さくなっています。", top[1], None)
