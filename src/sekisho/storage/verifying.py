"""Verifying a journal on disk with everything that lies beside it: key, sequencer's note, database."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Self

import attrs

from sekisho.errors import BadInput, CannotRun, JournalDamaged
from sekisho.journal.chain import read_chain
from sekisho.journal.checkpoint import Checkpoint, parse
from sekisho.journal.note import Verifier, parse_vkey
from sekisho.journal.reader import LogReader
from sekisho.journal.table import Sealing
from sekisho.journal.verify import Older, verify
from sekisho.storage.dumped import compare_dump
from sekisho.storage.durable import told
from sekisho.storage.folders import FolderReader, standing_still, work_folder
from sekisho.storage.indextable import compare_sqlite
from sekisho.storage.keys import known_verifier
from sekisho.storage.logwriter import ACKNOWLEDGED
from sekisho.storage.postgres import DUMP, compare_postgres, is_postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from sekisho.journal.findings import Report
    from sekisho.journal.scan import Bundle
    from sekisho.journal.table import Comparison

DATABASE = "sekisho.sqlite3"
_SPREAD = 400
"""From how many bundles on the hashing is spread over processes (400 are 102,400 entries)."""


def journal_in(path: Path) -> Path:
    """Return the journal folder that ``path`` means: itself, or ``journal`` in a data folder.

    A folder whose files are all gone still counts when the writer's folder lies beside it.

    Raises:
        CannotRun: when there is none.
    """
    for folder in (path / "journal", path):
        if (folder / "checkpoint").is_file() or (folder / "tile").is_dir() or (folder / "vkey").is_file():
            return folder
    if path.is_dir() and work_folder(path).is_dir():
        return path
    raise CannotRun(
        "ここには記録簿がありません。",
        why="checkpoint ファイルも tile フォルダーもありません。",
        next_step="記録簿のフォルダー（データの置き場所の下の journal）を指定してください。",
        where=str(path),
    )


def read_checkpoint_file(path: Path) -> Checkpoint:
    """Return an older checkpoint that somebody kept.

    Raises:
        BadInput: when the file is not one.
    """
    with told("控えの検証点を読めません。", path):
        text = path.read_text(encoding="utf-8", errors="replace")
    checkpoint = parse(text)
    if checkpoint is None:
        raise BadInput(
            "このファイルは検証点（checkpoint）ではありません。",
            next_step="「sekisho journal checkpoint」で控えたファイルを指定してください。",
            where=str(path),
        )
    return checkpoint


def read_vkey(text: str) -> Verifier:
    """Return the public key an auditor gives as text.

    Raises:
        BadInput: when it is not one.
    """
    verifier = parse_vkey(text.strip())
    if verifier is None:
        raise BadInput("公開鍵として読めません。", next_step="vkey ファイルの一行をそのまま渡してください。")
    return verifier


def verify_folder(
    folder: Path,
    *,
    against: Sequence[Path] = (),
    vkey: str | None = None,
    database: Path | None = None,
    database_url: str = "",
) -> Report:
    """Verify the journal in ``folder``, and the table of its database when there is one.

    Args:
        folder: the journal folder.
        against: files with older checkpoints.
        vkey: the public key as an auditor knows it.
        database: the SQLite database, when it is not ``sekisho.sqlite3`` beside the folder.
        database_url: the address of the database, when it is PostgreSQL; ``database`` goes before it.

    Raises:
        CannotRun: when the files or the database cannot be read, or nothing was ever sealed here.
    """
    older = [Older(str(path), read_checkpoint_file(path)) for path in against]
    trusted = [read_vkey(vkey)] if vkey else []
    notes: list[str] = []
    with ExitStack() as held:
        held.enter_context(told("記録簿を読めません。", folder))
        held.enter_context(standing_still(folder))
        trusted = trusted or _own_key(folder, notes)
        acknowledged = _acknowledged(folder, notes)
        if acknowledged:
            older.append(acknowledged)
        reader = FolderReader.of(folder)
        mapper = held.enter_context(_Spread(_bundles(reader)))
        report = verify(reader, trusted=trusted, against=older, mapper=mapper.map)
        compare = _table_of(folder, database, database_url)
        if compare:
            report = _with_table(report, reader, compare, acknowledged.checkpoint.size if acknowledged else 0)
    if not (report.files or acknowledged or any(finding.row for finding in report.findings)):
        raise CannotRun(
            "記録簿はまだ始まっていません。",
            why="フォルダーにファイルが一つもなく、封緘されたという控えもありません。",
            next_step="サイトを動かして最初の記録が封緘されてから、もう一度実行してください。",
            where=str(folder),
        )
    return attrs.evolve(report, notes=(*report.notes, *notes))


def _own_key(folder: Path, notes: list[str]) -> list[Verifier]:
    try:
        verifier = known_verifier(folder.parent / "keys")
    except CannotRun as fault:
        notes.append(f"手元の署名鍵とは比べていません：{fault.what}")
        return []
    return [verifier] if verifier else []


def _acknowledged(folder: Path, notes: list[str]) -> Older | None:
    """Return the last checkpoint the sequencer noted for itself."""
    path = work_folder(folder) / ACKNOWLEDGED
    if not path.exists():
        return None
    checkpoint = parse(path.read_text(encoding="utf-8", errors="replace"))
    if checkpoint is None:
        notes.append("書き込み側の控え（acknowledged）が読めないため、比べていません。")
        return None
    return Older(str(path), checkpoint)


def _bundles(reader: FolderReader) -> int:
    data = (reader.read("checkpoint") or b"").decode("utf-8", "replace")
    checkpoint = parse(data)
    return -(-checkpoint.size // 256) if checkpoint else 0


class _Spread:
    """Spreads the hashing of a large log over the machine's cores; a small one is hashed here."""

    def __init__(self, bundles: int) -> None:
        self._pool = ProcessPoolExecutor(mp_context=get_context("fork")) if bundles >= _SPREAD else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def map(self, work: Callable[[int], Bundle], numbers: Iterable[int]) -> Iterable[Bundle]:
        """Like :func:`map`."""
        return self._pool.map(work, numbers, chunksize=32) if self._pool else map(work, numbers)


def _table_of(folder: Path, database: Path | None, database_url: str) -> Callable[..., Comparison] | None:
    """Return how the table that belongs to the journal is compared, if there is one."""
    if database is None and is_postgres(database_url):
        return partial(compare_postgres, database_url)
    dump = folder.parent / DUMP
    if database is None and dump.exists():
        return partial(compare_dump, dump)
    path = database or folder.parent / DATABASE
    return partial(compare_sqlite, path) if path.exists() else None


def _with_table(
    report: Report, reader: FolderReader, compare: Callable[..., Comparison], acknowledged: int
) -> Report:
    chain = read_chain(reader, set(reader.names()), ())
    comparison = compare(_readable(reader, report.size), Sealing.of(chain.history), acknowledged)
    notes = list(report.notes)
    if comparison.waiting:
        notes.append(f"まだ封緘されていない行が {comparison.waiting} 件あります。")
    return attrs.evolve(
        report,
        findings=(*report.findings, *comparison.findings),
        rows=comparison.rows,
        notes=tuple(notes),
    )


def _readable(reader: FolderReader, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield the entries of every bundle that can be read; the others are reported already."""
    log = LogReader(reader, size)
    for number in range(-(-size // 256)):
        try:
            records = log.records(number)
        except JournalDamaged:
            continue
        yield from enumerate(records, number * 256)
