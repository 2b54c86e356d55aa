"""``sekisho standing``: how each clause stands over the governed things of a body; run, history, OSCAL.

Exit codes: 0 done, 2 could not be done (no such body, nothing judged yet).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from sekisho.cli.django_setup import start
from sekisho.errors import BadInput, CannotRun, say
from sekisho.storage.durable import told

if TYPE_CHECKING:
    from sekisho.server.catalogues.models import StandingRun

_NUMBERS = ("applicable", "satisfied", "violated", "unknown")
_WORDS = ("当てはまる", "満たす", "満たさない", "わからない")


@click.command(help="条文ごとに、当てはまるもの・満たすもの・満たさないもの・わからないものの数を出す")
@click.option("--body", "code", help="団体コード。団体が一つなら要らない。")
@click.option("--run", "run_now", is_flag=True, help="いま判定し直す（止まった判定があれば続きから）。")
@click.option("--history", is_flag=True, help="これまでの判定を出す。")
@click.option("--oscal", type=click.Path(path_type=Path), help="OSCALの評価結果（JSON）をファイルに書く。")
@click.option("--json", "as_json", is_flag=True, help="結果を JSON で出す。")
def command(code: str | None, oscal: Path | None, *, run_now: bool, history: bool, as_json: bool) -> None:
    """Answer from the last finished run, or run first."""
    start()
    from sekisho.server.accounts.queries import body_of, sole_body
    from sekisho.server.accounts.tenancy import in_body
    from sekisho.server.catalogues import runs

    body = body_of(code) if code else sole_body()
    if body is None:
        raise BadInput("団体が一つではありません。", next_step="--body に団体コードを書いてください。")
    with in_body(body.pk):
        if run_now:
            _judge(quiet=as_json)
        run = runs.latest()
        if run is None:
            raise CannotRun("まだ判定していません。", next_step="sekisho standing --run で判定してください。")
        if oscal is not None:
            _write_oscal(run, oscal)
        told_as = _history() if history else _present(run)
    if as_json:
        click.echo(json.dumps({"body": body.code, **told_as}, ensure_ascii=True, indent=2))
    elif oscal is None:
        _show(told_as["runs" if history else "clauses"], history=history)


def _judge(*, quiet: bool) -> None:
    from sekisho.server.catalogues import runs

    with Progress(console=Console(stderr=True), disable=quiet) as shown:
        bar = shown.add_task("判定", total=None)
        runs.judge_all(progress=lambda done, total: shown.update(bar, completed=done, total=total))


def _present(run: StandingRun) -> dict[str, Any]:
    from sekisho.server.catalogues import numbers, queries

    rows = numbers.of_run(run, queries.rulebook_in_force())
    return {
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat() if run.finished else None,
        "refreshed": run.refreshed.isoformat() if run.refreshed else None,
        "rulebook": run.rulebook,
        "things": run.done,
        "clauses": [
            {
                "clause": row.clause.id,
                "title": row.clause.title,
                **{name: getattr(row, name) for name in _NUMBERS},
            }
            for row in rows
        ],
    }


def _history() -> dict[str, Any]:
    from sekisho.server.catalogues import numbers

    return {
        "runs": [
            {
                "started": one.started.isoformat(),
                "rulebook": one.rulebook,
                "applicable": one.satisfied + one.violated + one.unknown,
                "satisfied": one.satisfied,
                "violated": one.violated,
                "unknown": one.unknown,
            }
            for one in numbers.whole_history()
        ]
    }


def _write_oscal(run: StandingRun, path: Path) -> None:
    from sekisho.server.catalogues import numbers, papers, queries

    rulebook = queries.rulebook_in_force()
    data = papers.oscal_bytes(papers.Given(run, numbers.of_run(run, rulebook), rulebook))
    with told("OSCALの評価結果を書けません。", path):
        path.write_bytes(data)
    click.echo(say("{path} に書きました。", path=path), err=True)


def _show(rows: list[dict[str, Any]], *, history: bool) -> None:
    first = ("started",) if history else ("clause", "title")
    table = Table(*(["判定"] if history else ["条文", "見出し"]), *_WORDS)
    for row in rows:
        if history or row["applicable"]:
            table.add_row(*(str(row[name]) for name in (*first, *_NUMBERS)))
    Console().print(table)
