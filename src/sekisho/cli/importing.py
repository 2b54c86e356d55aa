"""``sekisho import``: look at a ledger kept in Excel or CSV, and take it in.

Exit codes: 0 every row is (or with ``--dry-run`` would be) taken in; 1 problems keep rows out; 2 the file
cannot be read or the database cannot be reached. Nothing is written with ``--dry-run``; rows with doubts
are written only with ``--accept-doubts``, rows with errors never.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from sekisho.errors import BadInput, CannotRun
from sekisho.inspection import csvtext
from sekisho.server.importing import rejected, templates
from sekisho.server.importing.parsed import Problem
from sekisho.server.ledgers.importing import asset_rows, contract_rows
from sekisho.server.ledgers.importing.contract_rows import unconfirmed
from sekisho.terms import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from types import ModuleType

    from sekisho.server.importing.parsed import Parsed

_SHOWN = 200
NOBODY = "取り込むときは --as 利用者ID が要ります。調べるだけなら --dry-run を付けてください。"
SHOWN = "--dry-run で見た照合値。そのあとにだれかが変えていたら、何も書き込まない"
_OF_DATABASE = {
    "transfers": "sekisho.server.accounts.transfer_rows",
    "accounts": "sekisho.server.access.import_columns",
}
"""Kinds whose columns are read only with the database at hand."""
_WRITERS = {asset_rows: "import_assets", contract_rows: "import_contracts"}


@attrs.frozen(kw_only=True)
class Request:
    """What was asked for on the command line."""

    file: Path
    dry_run: bool
    as_json: bool
    accept_doubts: bool
    body: str
    username: str
    sections_file: Path | None
    sheet: str
    mapped: tuple[str, ...]
    rejected_to: Path | None
    shown: str | None = None

    @property
    def mapping(self) -> dict[str, str]:
        """The correction of the columns, from 項目=見出し."""
        return columns_of(self.mapped)


def columns_of(mapped: tuple[str, ...]) -> dict[str, str]:
    """Return the correction of the columns, from 項目=見出し.

    Raises:
        BadInput: a text has no equals sign.
    """
    pairs = [text.partition("=") for text in mapped]
    for name, equals, _ in pairs:
        if not equals:
            raise BadInput(
                f"「{name}」は列の対応として読めません。",
                next_step="機密性=秘密度 のように書いてください。",
            )
    return {name.strip(): target.strip() for name, _, target in pairs}


def _options(function: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(
        [
            click.argument("file", type=click.Path(path_type=Path)),
            click.option("--dry-run", is_flag=True, help="調べるだけで、何も書き込まない"),
            click.option("--json", "as_json", is_flag=True, help="結果をJSONで出す"),
            click.option("--accept-doubts", is_flag=True, help="疑いのある行も、読んだとおりに取り込む"),
            click.option("--as", "username", default="", metavar="利用者ID", help="だれとして取り込むか"),
            click.option("--shown", metavar="照合値", help=SHOWN),
            click.option(
                "--body",
                default="",
                metavar="団体コード",
                help="どの団体の課で確かめるか（--dry-run のとき）",
            ),
            click.option(
                "--sections",
                "sections_file",
                type=click.Path(path_type=Path),
                help="課の名前を1行に一つ書いたファイル",
            ),
            click.option("--sheet", default="", help="読むシートの名前（省くと台帳らしいシート）"),
            click.option(
                "--map",
                "mapped",
                multiple=True,
                metavar="項目=見出し",
                help="列の対応を直す（例：機密性=秘密度、係=）",
            ),
            click.option(
                "--rejected",
                "rejected_to",
                type=click.Path(path_type=Path),
                help="取り込めない行を書き出すExcelファイル",
            ),
        ]
    ):
        function = option(function)
    return function


@click.group(help="台帳、人事異動、利用者アカウント、ISMAPの登録簿（Excel・CSV）を調べ、取り込む")
def command() -> None:
    """Hold what can be taken in together."""


@command.command("asset-ledger", help="情報資産台帳を調べ、取り込む")
@_options
def asset_ledger(**options: Any) -> None:  # noqa: ANN401  click passes each option by its name
    """Take in a ledger of information assets."""
    sys.exit(_run(asset_rows, Request(**options)))


@command.command("contract-ledger", help="委託契約台帳を調べ、取り込む")
@_options
def contract_ledger(**options: Any) -> None:  # noqa: ANN401  click passes each option by its name
    """Take in a ledger of contracts."""
    sys.exit(_run(contract_rows, Request(**options)))


@command.command("transfers", help="人事異動を調べ、取り込む")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="調べるだけで、何も書き込まない")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出す")
@click.option("--accept-doubts", is_flag=True, help="疑いのある行も、読んだとおりに取り込む")
@click.option("--as", "username", default="", metavar="利用者ID", help="だれとして取り込むか")
@click.option("--shown", metavar="照合値", help=SHOWN)
@click.option("--body", default="", metavar="団体コード", help="どの団体の職員か（--dry-run のとき）")
@click.option("--sheet", default="", help="読むシートの名前")
@click.option("--map", "mapped", multiple=True, metavar="項目=見出し", help="列の対応を直す")
@click.option(
    "--rejected",
    "rejected_to",
    type=click.Path(path_type=Path),
    help="取り込めない行を書き出すExcelファイル",
)
def transfers(**options: Any) -> None:  # noqa: ANN401  click passes each option by its name
    """Take in a personnel order."""
    if not options["dry_run"] and not options["username"]:
        raise click.UsageError(NOBODY)
    from sekisho.cli import transfers as orders

    sys.exit(orders.run(orders.Request(**options)))


@command.command("accounts", help="外部サービスの利用者アカウントの一覧を調べ、取り込む")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--service", default="", help="どの外部サービスか（番号か名前。ファイルに列があれば省く）")
@click.option("--dry-run", is_flag=True, help="調べるだけで、何も書き込まない")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出す")
@click.option("--accept-doubts", is_flag=True, help="疑いのある行も、読んだとおりに取り込む")
@click.option("--as", "username", default="", metavar="利用者ID", help="だれとして取り込むか")
@click.option("--shown", metavar="照合値", help=SHOWN)
@click.option("--body", default="", metavar="団体コード", help="どの団体のものか（--dry-run のとき）")
@click.option("--sheet", default="", help="読むシートの名前")
@click.option("--map", "mapped", multiple=True, metavar="項目=見出し", help="列の対応を直す")
@click.option(
    "--rejected",
    "rejected_to",
    type=click.Path(path_type=Path),
    help="取り込めない行を書き出すExcelファイル",
)
def accounts(**options: Any) -> None:  # noqa: ANN401  click passes each option by its name
    """Take in a list of accounts."""
    if not options["dry_run"] and not options["username"]:
        raise click.UsageError(NOBODY)
    from sekisho.cli import accounts as lists

    sys.exit(lists.run(lists.Request(**options)))


@command.command("ismap", help="ISMAPの登録簿（公表されている一覧）を調べ、取り込む")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--liu", is_flag=True, help="ISMAP-LIUの登録簿として読む")
@click.option("--dry-run", is_flag=True, help="調べるだけで、何も書き込まない")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出す")
@click.option("--as-of", default="", metavar="日付", help="いつ現在の登録簿か（省くとファイルに書かれた日）")
@click.option("--accept-doubts", is_flag=True, help="疑いのある行も、読んだとおりに取り込む")
@click.option("--accept-older", is_flag=True, help="今の登録簿より古くても、古い版として残す")
@click.option("--as", "username", default="", metavar="利用者ID", help="だれとして取り込むか")
@click.option("--shown", metavar="照合値", help=SHOWN)
@click.option("--body", default="", metavar="団体コード", help="どの団体の台帳と比べるか（--dry-run のとき）")
@click.option("--sheet", default="", help="読むシートの名前")
@click.option("--map", "mapped", multiple=True, metavar="項目=見出し", help="列の対応を直す")
@click.option(
    "--rejected",
    "rejected_to",
    type=click.Path(path_type=Path),
    help="取り込めない行を書き出すExcelファイル",
)
def ismap(**options: Any) -> None:  # noqa: ANN401  click passes each option by its name
    """Take in the register of ISMAP or ISMAP-LIU."""
    if not options["dry_run"] and not options["username"]:
        raise click.UsageError(NOBODY)
    from sekisho.cli import registers

    sys.exit(registers.run(registers.Request(**options)))


@command.command("template", help="空のひな形（Excel）を書き出す")
@click.argument("kind", type=click.Choice([*(one.LEDGER.kind for one in _WRITERS), *_OF_DATABASE]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出す")
def template(kind: str, file: Path, *, as_json: bool) -> None:
    """Write an empty ledger to fill in."""
    if kind in _OF_DATABASE:
        from sekisho.cli.django_setup import start

        start()
        ledger = import_module(_OF_DATABASE[kind]).LEDGER
    else:
        ledger = next(one.LEDGER for one in _WRITERS if one.LEDGER.kind == kind)
    write_file(file, templates.workbook(ledger))
    told = (
        json.dumps({"file": str(file)}, ensure_ascii=False)
        if as_json
        else f"{ledger.title}のひな形を{file}に書きました。"
    )
    click.echo(told)


def _run(ledger: ModuleType, request: Request) -> int:
    if not request.dry_run and not request.username:
        raise click.UsageError(NOBODY)
    data = read_file(request.file)
    sections = _sections(request)
    parsed = ledger.read(
        data, request.file.name, sections=sections, mapping=request.mapping, sheet=request.sheet
    )
    report = parsed.report(accept_doubts=request.accept_doubts)
    done: dict[str, Any] = {}
    if request.username:
        done = _act(_WRITERS[ledger], request, parsed, hashlib.sha256(data).hexdigest())
    if done:
        report |= {"shown": done["shown"]} if request.dry_run else {}
        report["accepted"] = done["created"] + done["updated"] + done["unchanged"]
        report["problems"] += [*done["problems"], *done.get("losses", [])]
    if request.rejected_to is not None:
        further = [
            Problem(**{**one, "severity": Severity(one["severity"])}) for one in done.get("problems", [])
        ]
        write_file(
            request.rejected_to,
            rejected.workbook(parsed, accept_doubts=request.accept_doubts, further=further),
        )
    if request.as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for line in _told(ledger, request, parsed, report, done, knows_sections=sections is not None):
            click.echo(line)
    return 0 if report["accepted"] == report["rows"] else 1


def _act(verb: str, request: Request, parsed: Parsed[Any], digest: str) -> dict[str, Any]:
    """Take the rows in, or say what that would do; nothing of the ledger to who may not import."""
    from sekisho.cli.who import acting_as

    with acting_as(request.username) as actor:
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.ledgers import actions

        given: dict[str, Any] = {"accept_doubts": request.accept_doubts}
        if not request.dry_run:
            given["source"] = actions.Source(request.file.name, digest, shown=request.shown)
            result: dict[str, Any] = getattr(actions, verb)(actor, parsed, **given)
        else:
            may = actor.may(Permission.LEDGER_IMPORT)
            result = actions.would_import(actor, parsed, **given) if may else {}
    return result


def _sections(request: Request) -> Collection[str] | None:
    """Return the names of the sections to check against, or None when nobody can say."""
    if request.sections_file is not None:
        lines = csvtext.decode(
            read_file(request.sections_file), where=str(request.sections_file)
        ).splitlines()
        return {line.strip() for line in lines if line.strip()}
    if request.username:
        from sekisho.cli.who import acting_as

        with acting_as(request.username):
            return _names_of_sections()
    return _sections_of_body(request.body) if request.body or has_database() else None


def _sections_of_body(code: str) -> Collection[str] | None:
    """Return the sections of the body ``code``, or of the only body there is."""
    from sekisho.cli.django_setup import start

    start()
    from django.db import DatabaseError

    from sekisho.server.accounts import queries
    from sekisho.server.accounts.tenancy import in_body

    try:
        body = queries.body_of(code) if code else queries.sole_body()
        if body is None:
            return None
        with in_body(body.pk):
            return _names_of_sections()
    except DatabaseError as error:
        if not code:  # a database without tables yet knows no sections
            return None
        raise CannotRun(
            "データベースを読めません。",
            why=str(error),
            next_step="データベースが動いているか確かめてください。",
        ) from error


def _names_of_sections() -> Collection[str]:
    from django.utils import timezone

    from sekisho.server.accounts import queries

    return set(queries.sections(timezone.localdate()).values_list("name", flat=True))


def has_database() -> bool:
    """Say whether a database is configured or lies in the data folder, without making either."""
    folder = Path(os.environ.get("SEKISHO_DATA", "var"))
    return bool(os.environ.get("DATABASE_URL")) or (folder / "sekisho.sqlite3").exists()


def _told(
    ledger: ModuleType,
    request: Request,
    parsed: Parsed[Any],
    report: dict[str, Any],
    done: dict[str, Any],
    *,
    knows_sections: bool,
) -> Iterator[str]:
    yield f"{ledger.LEDGER.title}「{parsed.filename}」シート「{parsed.sheet}」見出し{parsed.header_row}行目"
    if request.dry_run:
        yield f"{report['rows']}行のうち{report['accepted']}行を取り込めます（まだ何も書き込んでいません）。"
    else:
        yield f"{report['rows']}行のうち{report['accepted']}行を取り込みました。"
    if done:
        yield f"  新しく登録{done['created']}件、更新{done['updated']}件、変わらず{done['unchanged']}件"
    if ledger is contract_rows:
        yield f"返還・消去確認日のない契約が{len(unconfirmed(parsed))}件あります。"
    if not knows_sections:
        yield "課の一覧がないため、課の名前は出てくる回数から確かめました（--sections で渡せます）。"
    for number, text in parsed.skipped:
        yield f"{number}行目「{text}」は見出し・注記とみて読み飛ばしました。"
    for name in parsed.other_sheets:
        yield f"シート「{name}」も台帳のようです。取り込むときは --sheet で指してください。"
    yield from problem_lines(report["problems"])
    doubtful = any(one["severity"] == Severity.DOUBT for one in report["problems"])
    if doubtful and not request.accept_doubts:
        yield "疑いのある行は、--accept-doubts を付けると読んだとおりに取り込みます。"
    yield from shown_line(report)


def problem_lines(problems: list[dict[str, Any]]) -> Iterator[str]:
    """Say each problem in a line, the first 200 of them."""
    for one in problems[:_SHOWN]:
        label = Severity(one["severity"]).label
        yield f"{one['row']}行目 {one['column']}「{one['value']}」{label}：{one['reason']}"
    if len(problems) > _SHOWN:
        yield f"ほか{len(problems) - _SHOWN}件（--json か --rejected で全部を見られます）。"


def shown_line(report: dict[str, Any]) -> Iterator[str]:
    """Say what binds a later import to what was shown."""
    if "shown" in report:
        yield f"照合値 {report['shown']}（取り込むときに --shown で渡すと、見たとおりにだけ取り込みます）"


def read_file(file: Path) -> bytes:
    """Return the bytes of a file named on the command line.

    Raises:
        CannotRun: it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise CannotRun(
            f"ファイル「{file}」を読めません。",
            why=error.strerror or "",
            next_step="ファイルの場所を確かめてください。",
        ) from error


def write_file(file: Path, data: bytes) -> None:
    """Write a file named on the command line.

    Raises:
        CannotRun: it cannot be written.
    """
    try:
        file.write_bytes(data)
    except OSError as error:
        raise CannotRun(
            f"ファイル「{file}」に書けません。",
            why=error.strerror or "",
            next_step="書き出す場所を確かめてください。",
        ) from error
