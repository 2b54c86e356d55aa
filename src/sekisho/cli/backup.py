"""``sekisho backup`` and ``sekisho restore``: one file with everything, and the way back."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from sekisho.server.site.paths import data_folder
from sekisho.storage.backup import make_backup
from sekisho.storage.restore import restore as restore_backup

AS_JSON = click.option("--json", "as_json", is_flag=True, help="結果を JSON で出す。")


@click.command(
    help="データベース、記録簿、保管したファイルを、TARGET（tar）一つにまとめる。動かしたままでよい。"
)
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--keys", is_flag=True, help="署名鍵なども含める。鍵と同じ扱いで保管すること。")
@click.option("--force", is_flag=True, help="同じ名前の控えを置き換える。")
@AS_JSON
def backup(target: Path, *, keys: bool, force: bool, as_json: bool) -> None:
    """Make a backup."""
    manifest = make_backup(
        data_folder(),
        target.resolve(),
        datetime.now(UTC),
        keys=keys,
        force=force,
        database_url=os.environ.get("DATABASE_URL", ""),
    )
    size = sum(int(entry["size"]) for entry in manifest.files.values())
    if as_json:
        shown = {"target": str(target), "entries": manifest.entries, "files": len(manifest.files)}
        click.echo(json.dumps({**shown, "bytes": size, "database": manifest.database, "keys": manifest.keys}))
        return
    click.echo(f"控えを {target} に作りました。")
    click.echo(f"記録 {manifest.entries} 件、ファイル {len(manifest.files)} 個、{size:,} バイト")
    if not keys:
        click.echo("署名鍵は含みません。鍵（keys フォルダー）は別に控えてください。")


@click.command(help="控え ARCHIVE から戻す。すべて確かめてから、一度に入れ替える。")
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="今あるデータと入れ替える（今のデータは別名で残る）。")
@AS_JSON
def restore(archive: Path, *, force: bool, as_json: bool) -> None:
    """Restore a backup."""
    done = restore_backup(
        archive,
        data_folder(),
        datetime.now(UTC),
        force=force,
        database_url=os.environ.get("DATABASE_URL", ""),
    )
    old = str(done.old) if done.old else ""
    if as_json:
        shown = {"made_at": done.manifest.made_at, "entries": done.manifest.entries, "old": old}
        click.echo(json.dumps({**shown, "notes": list(done.notes)}, ensure_ascii=False))
        return
    click.echo(f"{done.manifest.made_at} の控えから戻しました（記録 {done.manifest.entries} 件）。")
    if old:
        click.echo(f"前のデータは {old} にあります。確かめてから消してください。")
    for note in done.notes:
        click.echo(f"注意：{note}")
