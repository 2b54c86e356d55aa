"""``sekisho``: the command line's front door.

Each command lives in its own module and is imported only when it is called, so that the command line
starts fast. Exit codes: 0 done, 1 refused or found something, 2 could not run.
"""

from __future__ import annotations

import importlib
import json
import sys

import click

from sekisho import __version__
from sekisho.errors import SekishoError

COMMANDS = {
    "backup": ("sekisho.cli.backup:backup", "データと記録簿を一つの控えにまとめる"),
    "breach": ("sekisho.cli.breach:command", "漏えい等のとき、何を預け、だれにいつまでに知らせるかを調べる"),
    "catalogue": ("sekisho.cli.catalogue:command", "条文を調べる・比べる・点検する"),
    "demo": ("sekisho.cli.demo:command", "試しの県を、空のサイトに作る"),
    "import": ("sekisho.cli.importing:command", "台帳（Excel・CSV）を取り込む"),
    "journal": ("sekisho.cli.journal:command", "記録簿を検証する・証明を出す"),
    "judge": ("sekisho.cli.judge:command", "ファイルに書いた事実を条文で判定する"),
    "restore": ("sekisho.cli.backup:restore", "控えから元に戻す"),
    "serve": ("sekisho.cli.serve:command", "サイトを始める"),
    "standing": ("sekisho.cli.standing:command", "条文ごとの状況を見る・判定し直す・OSCALで出す"),
    "tour": ("sekisho.cli.tour:command", "仮の市で、取込みから検証までをひと通り行う"),
    "user": ("sekisho.cli.user:command", "職員のアカウントを管理する"),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        """Return the names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's own signature
        """Load and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's own signature
        """Write the list without loading any command."""
        with formatter.section("命令"):
            formatter.write_dl([(name, summary) for name, (_, summary) in sorted(COMMANDS.items())])


@click.group(cls=LazyGroup, help="関所 Sekisho：情報が境界を越えるとき、条文で判定し、記録を残します。")
@click.version_option(__version__, prog_name="sekisho")
def group() -> None:
    """Hold the commands together."""


def main() -> None:
    """Run a command; a refusal or fault becomes a clear message and its exit code."""
    try:
        group(standalone_mode=False)
    except SekishoError as error:
        if "--json" in sys.argv:
            click.echo(json.dumps({"error": error.as_dict()}, ensure_ascii=False))
        else:
            click.echo(error.for_people(), err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("中断しました。", err=True)
        sys.exit(2)
