"""``sekisho import accounts``: look at a list of accounts kept in Excel or CSV, and take it in."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import attrs
import click

from sekisho.cli.django_setup import start
from sekisho.cli.importing import columns_of, problem_lines, read_file, shown_line, write_file
from sekisho.cli.transfers import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@attrs.frozen(kw_only=True)
class Request:
    """What was asked for on the command line."""

    file: Path
    service: str
    dry_run: bool
    as_json: bool
    accept_doubts: bool
    body: str
    username: str
    sheet: str
    mapped: tuple[str, ...]
    rejected_to: Path | None
    shown: str | None = None


def run(request: Request) -> int:
    """Carry out one call and return its exit code: 0 every row, 1 problems keep rows out."""
    data = read_file(request.file)
    start()
    with ExitStack() as held:
        actor = in_force(held, username=request.username, body=request.body)
        from sekisho.server.access.actions import imports

        mapping = columns_of(request.mapped)
        file = imports.File(request.file.name, data, request.service, mapping, request.sheet)
        back = imports.rejected_rows(actor, file, accept_doubts=request.accept_doubts)
        if request.dry_run or actor is None:
            report = imports.look(actor, file).report(accept_doubts=request.accept_doubts)
        else:
            report = imports.import_accounts(
                actor, file, accept_doubts=request.accept_doubts, shown=request.shown
            )
    if request.rejected_to is not None:
        write_file(request.rejected_to, back)
    if request.as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for line in _told(report, dry_run=request.dry_run):
            click.echo(line)
    return 0 if report["accepted"] == report["rows"] else 1


def _told(report: dict[str, Any], *, dry_run: bool) -> Iterator[str]:
    ending = "取り込めます（まだ何も書き込んでいません）。" if dry_run else "取り込みました。"
    yield f"利用者アカウント：{report['rows']}行のうち{report['accepted']}行を{ending}"
    yield (
        f"  加わる{report['created']}件、変わる{report['updated']}件、変わらない{report['unchanged']}件、"
        f"断る{report['refused']}行"
    )
    yield from problem_lines(report["problems"])
    yield from shown_line(report if dry_run else {})
