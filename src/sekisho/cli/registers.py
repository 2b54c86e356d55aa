"""``sekisho import ismap``: look at the public register of ISMAP or ISMAP-LIU, and take it in.

With ``--dry-run`` no database is needed: then only the file is read, and nothing is compared.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import attrs
import click

from sekisho.cli.importing import columns_of, has_database, problem_lines, read_file, shown_line, write_file
from sekisho.errors import BadInput
from sekisho.japan.dates import format_wareki, parse_date
from sekisho.server.importing import rejected
from sekisho.server.trust.importing import register_rows
from sekisho.terms import CertificationKind, RegisterChange, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.importing.parsed import Parsed


@attrs.frozen(kw_only=True)
class Request:
    """What was asked for on the command line."""

    file: Path
    liu: bool
    dry_run: bool
    as_json: bool
    accept_doubts: bool
    accept_older: bool
    as_of: str
    body: str
    username: str
    sheet: str
    mapped: tuple[str, ...]
    rejected_to: Path | None
    shown: str | None = None

    @property
    def kind(self) -> CertificationKind:
        """Which register it is."""
        return CertificationKind.ISMAP_LIU if self.liu else CertificationKind.ISMAP


def run(request: Request) -> int:
    """Carry out one call and return its exit code: 0 every row, 1 problems keep rows out."""
    data = read_file(request.file)
    mapping = columns_of(request.mapped)
    if request.dry_run and not (request.username or request.body or has_database()):
        parsed = register_rows.read(
            data, request.file.name, request.kind, mapping=mapping, sheet=request.sheet
        )
        report = parsed.report(accept_doubts=request.accept_doubts)
    else:
        parsed, report = _with_database(request, data, mapping)
    if request.rejected_to is not None:
        write_file(request.rejected_to, rejected.workbook(parsed, accept_doubts=request.accept_doubts))
    if request.as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for line in _told(request, report):
            click.echo(line)
    return 0 if report["accepted"] == report["rows"] else 1


def _with_database(
    request: Request, data: bytes, mapping: dict[str, str]
) -> tuple[Parsed[Any], dict[str, Any]]:
    with ExitStack() as held:
        actor = _in_force(held, request)
        from django.utils import timezone

        from sekisho.server.trust import actions
        from sekisho.server.trust.register_files import File, look

        day = parse_date(request.as_of, where="--as-of") if request.as_of else None
        file = File(request.kind, request.file.name, data, day, mapping, request.sheet)
        shown = look(file, timezone.localdate())
        taken = shown.taken(accept_doubts=request.accept_doubts)
        report: dict[str, Any] = {
            **shown.parsed.report(accept_doubts=request.accept_doubts),
            "kind": request.kind.value,
            "as_of": shown.as_of.isoformat(),
            "older": shown.older,
            "shown": shown.digest(taken),
            "warnings": list(shown.warnings),
            "effects": [
                {"evidence": one.evidence.pk, "name": str(one.evidence), "change": one.change.value}
                for one in taken.effects
            ],
        }
        if actor is not None:
            edition, new = actions.import_register(
                actor,
                file,
                accept_doubts=request.accept_doubts,
                accept_older=request.accept_older,
                shown=request.shown,
            )
            report |= {"edition": edition.pk, "new": new}
    return shown.parsed, report


def _in_force(held: ExitStack, request: Request) -> Actor | None:
    """Put the body in force; return in whose name to write, None for a trial run."""
    if request.username:
        from sekisho.cli.who import acting_as

        actor = held.enter_context(acting_as(request.username))
        return None if request.dry_run else actor
    from sekisho.cli.django_setup import start

    start()
    from sekisho.server.accounts import queries
    from sekisho.server.accounts.tenancy import in_body

    body = queries.body_of(request.body) if request.body else queries.sole_body()
    if body is None:
        raise BadInput(
            "どの団体の台帳と比べるかが決まりません。",
            next_step="--as 利用者ID か --body 団体コード を付けてください。",
        )
    held.enter_context(in_body(body.pk))
    return None


def _told(request: Request, report: dict[str, Any]) -> Iterator[str]:
    name = f"{request.kind.label}クラウドサービスリスト"
    if "as_of" in report:
        name += f"（{format_wareki(parse_date(report['as_of']))}現在）"
    counted = f"{report['rows']}行のうち{report['accepted']}行を"
    if request.dry_run:
        yield f"{name}：{counted}取り込めます（まだ何も書き込んでいません）。"
    elif report["new"]:
        yield f"{name}：{counted}取り込みました。"
    else:
        yield f"{name}：同じ内容の登録簿が、もう取り込まれています。何も変わっていません。"
    if report.get("older"):
        yield "今の登録簿より古い登録簿です。古い版として残すだけのときは --accept-older を付けてください。"
    yield from report.get("warnings", [])
    for one in report.get("effects", []):
        yield f"  {one['name']}：{RegisterChange(one['change']).label}"
    yield from problem_lines(report["problems"])
    if any(one["severity"] == Severity.DOUBT for one in report["problems"]) and not request.accept_doubts:
        yield "疑いのある行は、--accept-doubts を付けると読んだとおりに取り込みます。"
    if request.dry_run:
        yield from shown_line(report)
