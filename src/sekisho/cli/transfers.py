"""``sekisho import transfers``: look at a personnel order kept in Excel or CSV, and take it in."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import attrs
import click

from sekisho.cli.django_setup import start
from sekisho.cli.importing import columns_of, problem_lines, read_file, shown_line, write_file
from sekisho.errors import BadInput
from sekisho.server.importing import consent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sekisho.server.accounts.permissions import Actor


@attrs.frozen(kw_only=True)
class Request:
    """What was asked for on the command line."""

    file: Path
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
        from sekisho.server.accounts import transfers

        file = transfers.File(request.file.name, data, columns_of(request.mapped), request.sheet)
        shown = transfers.look(file)
        planned = shown.chosen(accept_doubts=request.accept_doubts)
        back = transfers.rejected_rows(file, accept_doubts=request.accept_doubts)
        counts: dict[str, Any] = dict(planned.counts)
        if actor is not None and not request.dry_run:
            counts = transfers.import_transfers(
                actor, file, accept_doubts=request.accept_doubts, shown=request.shown
            )
    if request.rejected_to is not None:
        write_file(request.rejected_to, back)
    report = {
        "rows": shown.parsed.total,
        "accepted": planned.accepted,
        "problems": [one.as_dict() for one in (*shown.parsed.problems, *planned.refused)],
    }
    if request.dry_run and actor is not None:
        report["shown"] = consent.digest(shown.parsed, planned)
    if request.as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for line in _told(report, counts, dry_run=request.dry_run):
            click.echo(line)
    return 0 if report["accepted"] == report["rows"] else 1


def in_force(held: ExitStack, *, username: str, body: str) -> Actor | None:
    """Put the body in force; return in whose name to act, None for a trial run at the machine itself.

    Raises:
        BadInput: nobody was named and there is more than one body.
    """
    from sekisho.server.accounts import queries
    from sekisho.server.accounts.tenancy import in_body

    if username:
        from sekisho.cli.who import acting_as

        return held.enter_context(acting_as(username))
    found = queries.body_of(body) if body else queries.sole_body()
    if found is None:
        raise BadInput(
            "どの団体の職員かが決まりません。",
            next_step="--as 利用者ID か --body 団体コード を付けてください。",
        )
    held.enter_context(in_body(found.pk))
    return None


def _told(report: dict[str, Any], counts: dict[str, Any], *, dry_run: bool) -> Iterator[str]:
    ending = "取り込めます（まだ何も書き込んでいません）。" if dry_run else "取り込みました。"
    yield f"人事異動：{report['rows']}行のうち{report['accepted']}行を{ending}"
    yield (
        f"  始まる職{counts['created']}件、終わる職{counts['ended']}件、変わらない行{counts['unchanged']}件"
    )
    yield from problem_lines(report["problems"])
    yield from shown_line(report)
