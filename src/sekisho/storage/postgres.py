"""PostgreSQL seen from outside the server: reading the index table of a journal, its own tools for backups.

Nothing is written here but by ``pg_restore``. Times are read as text, so that one no calendar knows is a
finding and not a fault.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sekisho.errors import CannotRun
from sekisho.journal.findings import Finding, Kind
from sekisho.journal.table import COLUMNS, TABLE, Comparison, Row, database_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from sekisho.journal.table import Sealing

DUMP = "database.pgdump"
_PAGE = 2_000
_TIMES = ("at", "sealed_at")
_SETUP = (
    "SET datestyle = 'ISO'; SET enable_indexscan = off; SET enable_indexonlyscan = off;"
    "SET enable_bitmapscan = off"
)
"""The rows themselves are read, not an index that may say otherwise."""
_LOOK = "DATABASE_URL と、データベースが動いているかを確かめてください。"


def is_postgres(database_url: str) -> bool:
    """Say whether an address of a database means PostgreSQL."""
    return database_url.startswith(("postgres://", "postgresql://"))


@contextmanager
def connected(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Give a connection that sees one instant and can write nothing.

    Raises:
        CannotRun: when the database cannot be reached, or does not let itself be read.
    """
    try:
        with psycopg.connect(database_url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield connection
    except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege) as fault:
        raise CannotRun("データベースを読めません。", why=str(fault).strip(), next_step=_LOOK) from fault


def compare_postgres(
    database_url: str, entries: Iterable[tuple[int, bytes]], sealing: Sealing, acknowledged: int
) -> Comparison:
    """Compare every row of the table in a PostgreSQL database with the log.

    Raises:
        CannotRun: when the database cannot be reached, or does not let itself be read.
    """
    comparison = Comparison(sealing, acknowledged, rising=False)
    with connected(database_url) as connection:
        try:
            connection.execute(_SETUP)
            comparison.waiting_rows(_rows(connection, "log_index IS NULL ORDER BY id"))
            comparison.placed_rows(_rows(connection, "log_index IS NOT NULL ORDER BY log_index, id"), entries)
            _check_numbers(connection, comparison)
        except (psycopg.ProgrammingError, psycopg.DataError, psycopg.InternalError) as fault:
            if isinstance(fault, psycopg.errors.InsufficientPrivilege):
                raise
            what = f"表が読めません（{fault.diag.message_primary or fault}）。"
            comparison.findings.append(Finding(Kind.TABLE, what, TABLE))
    return comparison


def _rows(connection: psycopg.Connection[Any], which: str) -> Iterator[Row]:
    shown = {"uid": "uid::text", **{name: f"({name} AT TIME ZONE 'UTC')::text || '+00'" for name in _TIMES}}
    # Table and columns are our own constants: nothing from outside enters the statement.
    columns = ", ".join(shown.get(name, name) for name in COLUMNS)
    statement = f"SELECT {columns} FROM {TABLE} WHERE {which}"  # noqa: S608  constants
    with connection.cursor(name="rows") as cursor:
        cursor.execute(statement.encode())
        while page := cursor.fetchmany(_PAGE):
            yield from (spelled(Row(*columns)) for columns in page)


def spelled(row: Row) -> Row:
    """Return a row as PostgreSQL shows it in the spelling of SQLite."""
    return row._replace(uid=row.uid.replace("-", ""), at=_time(row.at), sealed_at=_time(row.sealed_at))


def _time(text: Any) -> Any:  # noqa: ANN401  whatever the column holds
    """Spell a time as SQLite holds it: microseconds all or none."""
    try:
        return database_time(datetime.fromisoformat(text)) if text else text
    except ValueError:
        return text


def _check_numbers(connection: psycopg.Connection[Any], comparison: Comparison) -> None:
    """Find a row number beyond any that PostgreSQL ever gave."""
    given = connection.execute(
        "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass), 0)", (TABLE,)
    ).fetchone()
    beyond = f"SELECT id FROM {TABLE} WHERE id > %s OR id < 1 ORDER BY id"  # noqa: S608  constants
    for (number,) in connection.execute(beyond.encode(), given):
        what = "行の番号（id）が、与えられた番号の範囲にありません。"
        comparison.found(Kind.ROW_ALTERED, what, number, None)


def run_tool(name: str, database_url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools, on a database or none; its password is shown to no other process.

    Raises:
        CannotRun: when it is missing or says no.
    """
    parts = {part: str(value) for part, value in conninfo_to_dict(database_url).items()}
    secret = {"PGPASSWORD": parts.pop("password")} if "password" in parts else {}
    database = [f"--dbname={make_conninfo(**parts)}"] if parts else []
    command = [name, *database, *arguments]
    try:
        subprocess.run(  # noqa: S603  own arguments
            command, check=True, capture_output=True, text=True, env={**os.environ, **secret}
        )
    except FileNotFoundError as fault:
        raise CannotRun(
            f"{name} がありません。", next_step="Debian なら postgresql-client を入れてください。"
        ) from fault
    except subprocess.CalledProcessError as fault:
        lines = (fault.stderr or "").strip().splitlines()
        why = next((line for line in lines if "error:" in line), "".join(lines[-1:]))
        raise CannotRun(f"{name} が失敗しました。", why=why, next_step=_LOOK) from fault
