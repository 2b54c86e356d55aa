"""``sekisho journal``: verify the record, prove an entry, take down a checkpoint.

Works on the files alone, without the server: an auditor's copy of the folder is enough. Where
``DATABASE_URL`` names a PostgreSQL, its table is compared too.
Exit codes: 0 in order, 1 something was found, 2 could not be looked at.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sekisho.errors import BadInput
from sekisho.journal.proof import problem
from sekisho.storage.durable import told
from sekisho.storage.tiledlog import TiledLog
from sekisho.storage.verifying import journal_in, read_checkpoint_file, read_vkey, verify_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.journal.findings import Report

SHOWN = 100
"""How many findings are printed for reading; ``--json`` gives all."""

PATH = click.argument("path", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="結果を JSON で出す。")


@click.group(help="記録簿を検証する・証明を出す。PATH は記録簿のフォルダー（journal）。")
def command() -> None:
    """Hold the commands together."""


def _print_json(value: Mapping[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=True, indent=2))


@command.command(
    help="記録簿のすべてのファイルと、表（隣の SQLite か、DATABASE_URL の PostgreSQL）を検証する。"
)
@PATH
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    multiple=True,
    help="以前に控えた検証点（checkpoint）のファイル。いくつでも。",
)
@click.option("--vkey", "vkey", help="控えてある公開鍵（vkey の一行）。")
@click.option("--database", type=click.Path(path_type=Path), help="隣にない SQLite のファイル。")
@AS_JSON
def verify(
    path: Path, against: tuple[Path, ...], vkey: str | None, database: Path | None, *, as_json: bool
) -> None:
    """Verify and exit with 1 when anything was found."""
    report = verify_folder(
        journal_in(path),
        against=against,
        vkey=vkey,
        database=database,
        database_url=os.environ.get("DATABASE_URL", ""),
    )
    if as_json:
        _print_json(report.as_dict())
    else:
        _print_report(report)
    sys.exit(0 if report.clean else 1)


def _print_report(report: Report) -> None:
    rows = "表はありません" if report.rows is None else f"表 {report.rows} 行"
    click.echo(f"記録 {report.size} 件、検証点 {report.number} 番、ファイル {report.files} 個、{rows}")
    for note in report.notes:
        click.echo(f"参考：{note}")
    if report.clean:
        click.echo("異常はありません。")
        return
    click.echo(f"異常が {len(report.findings)} 件あります。")
    for finding in report.findings[:SHOWN]:
        click.echo(f"・{_printable(finding.where)}：{finding.what}")
    if len(report.findings) > SHOWN:
        click.echo(f"（ほか {len(report.findings) - SHOWN} 件。--json ですべて出ます）")


def _printable(text: str) -> str:
    """Return a file's name so that any terminal can show it."""
    return text.encode("utf-8", "backslashreplace").decode()


@command.command(help="記録一件が含まれる証明、または過去が変わっていない証明を出す。証明を確かめる。")
@PATH
@click.option("--index", type=click.IntRange(min=0), help="記録の番号（0 から）。")
@click.option("--uid", help="記録の識別子。")
@click.option("--from", "older", type=click.Path(path_type=Path), help="以前に控えた検証点のファイル。")
@click.option("--from-size", type=click.IntRange(min=0), help="以前の記録の件数（封緘された件数）。")
@click.option(
    "--check", type=click.Path(path_type=Path), help="証明のファイルを、この記録簿の公開鍵で確かめる。"
)
@click.option("--vkey", help="--check で使う、控えてある公開鍵。")
@AS_JSON
def prove(path: Path, *, as_json: bool, check: Path | None, vkey: str | None, **asked: Any) -> None:  # noqa: ANN401  click's options
    """Print a proof, or check one."""
    if check is not None:
        _check(path, check, vkey, as_json=as_json)
        return
    proof = _proof(path, **asked)
    if as_json:
        _print_json(proof)
        return
    if proof["kind"] == "inclusion":
        click.echo(f"{proof['index']} 番の記録は、{proof['size']} 件の記録簿に含まれています。")
        click.echo(proof["record"])
    else:
        click.echo(f"{proof['size']} 件の記録簿は、{proof['from']} 件の記録簿の続きです。")
    click.echo("")
    click.echo(proof["checkpoint"])


def _proof(
    path: Path, index: int | None, uid: str | None, older: Path | None, from_size: int | None
) -> dict[str, Any]:
    given = [value for value in (index, uid, older, from_size) if value is not None]
    if len(given) != 1:
        raise click.UsageError("--index、--uid、--from、--from-size のどれか一つを指定してください。")
    log = TiledLog(journal_in(path))
    if older is not None:
        return log.consistency(read_checkpoint_file(older).message)
    if from_size is not None:
        return log.consistency(from_size)
    return log.inclusion(log.find(uid) if uid is not None else index or 0)


def _check(path: Path, check: Path, vkey: str | None, *, as_json: bool) -> None:
    verifier = read_vkey(vkey or TiledLog(journal_in(path)).vkey())
    with told("証明のファイルを読めません。", check):
        text = check.read_text(encoding="utf-8", errors="replace")
    try:
        proof = json.loads(text)
    except json.JSONDecodeError as fault:
        raise BadInput("証明のファイルが JSON ではありません。", where=str(check)) from fault
    wrong = problem(proof, verifier) if isinstance(proof, dict) else "証明の形ではありません。"
    if as_json:
        _print_json({"holds": not wrong, "problem": wrong})
    else:
        click.echo(wrong or "証明は正しく成り立ちます。")
    sys.exit(1 if wrong else 0)


@command.command(help="現在の検証点（監査人が控えておくもの）を出す。")
@PATH
@click.option("--out", type=click.Path(path_type=Path), help="ファイルに書く。")
@AS_JSON
def checkpoint(path: Path, out: Path | None, *, as_json: bool) -> None:
    """Print the current checkpoint, or write it to a file."""
    log = TiledLog(journal_in(path))
    current = log.checkpoint()
    if out is not None:
        with told("検証点を書けません。", out):
            out.write_text(current.message, encoding="utf-8")
    if as_json:
        _print_json({**current.as_dict(), "vkey": log.vkey()})
    elif out is None:
        click.echo(current.message, nl=False)
    else:
        click.echo(f"{current.size} 件、{current.number} 番の検証点を {out} に書きました。")
