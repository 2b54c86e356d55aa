"""``sekisho tour``: from import to verification in a throw-away city, without a browser."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from sekisho.cli.django_setup import start
from sekisho.errors import CannotRun


@click.command(help="仮の市で、取込み・申請・判定・審査・決裁・台帳・記録・検証をひと通り行う")
@click.option("--keep", type=click.Path(path_type=Path), help="市をこのフォルダに残す（記録簿は journal/）")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出す")
def command(keep: Path | None, *, as_json: bool) -> None:
    """Walk the way; exit 0 only if every step held."""
    with ExitStack() as held:
        folder = keep if keep is not None else Path(held.enter_context(tempfile.TemporaryDirectory()))
        if keep is not None and keep.exists() and any(keep.iterdir()):
            raise CannotRun(f"フォルダ「{keep}」は空ではありません。", next_step="別の名前にしてください。")
        os.environ["SEKISHO_DATA"] = str(folder.resolve())
        os.environ.pop("DATABASE_URL", None)
        all_held = _walk(as_json=as_json)
    if keep is not None and not as_json:
        click.echo(f"市は {keep} に残しました。検証：sekisho journal verify {keep / 'journal'}")
    sys.exit(0 if all_held else 1)


def _walk(*, as_json: bool) -> bool:
    start()
    from django.core.management import call_command
    from django.db import connections

    from sekisho.server.demo.tour import Tour

    call_command("migrate", verbosity=0, interactive=False)
    told = []
    for number, step in enumerate(Tour().steps(), 1):
        told.append(step.as_dict())
        if not as_json:
            click.echo(f"{'✓' if step.held else '✗'} {number}. {step.title}")
            for line in step.told:
                click.echo(f"     {line}")
            if step.clauses:
                click.echo(f"     根拠条文：{'、'.join(step.clauses)}")
        if not step.held:
            break
    connections.close_all()
    all_held = all(step["held"] for step in told)
    if as_json:
        click.echo(json.dumps({"held": all_held, "steps": told}, ensure_ascii=False))
    return all_held
