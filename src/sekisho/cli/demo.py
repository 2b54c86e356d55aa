"""``sekisho demo``: invented bodies in an empty site, for trying and measuring."""

from __future__ import annotations

import json
import time

import click

from sekisho.cli.django_setup import start


@click.group(help="試しの団体を、空のサイトに作る")
def command() -> None:
    """Hold the demonstrations together."""


@command.command("prefecture", help="架空の県と市町村を、台帳ごと作る（性能を測るため）")
@click.option("--size", type=int, default=10, show_default=True, metavar="N", help="市町村の数（1〜200）")
@click.option("--cases", is_flag=True, help="過去の四つの事案の相手と契約も、はじめの三団体に作る")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出す")
def prefecture(size: int, *, cases: bool, as_json: bool) -> None:
    """Write them in bulk; say how many rows and how long it took."""
    start()
    from django.core.management import call_command
    from django.utils import timezone

    from sekisho.server.demo.four_cases import load_cases
    from sekisho.server.demo.prefecture import load_prefecture

    call_command("migrate", verbosity=0, interactive=False)
    began = time.perf_counter()
    rows = load_prefecture(size, today=timezone.localdate())
    if cases:
        rows["cases"] = load_cases(timezone.localdate())
    seconds = round(time.perf_counter() - began, 1)
    if as_json:
        click.echo(json.dumps({"seconds": seconds, "rows": rows}, ensure_ascii=False))
        return
    click.echo(f"架空の県と{size}市町村を作りました（{seconds}秒、{sum(rows.values()):,}行）。")
    for kind, count in rows.items():
        click.echo(f"  {kind}: {count:,}")
