"""``sekisho catalogue``: check, show and compare the editions of clauses."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sekisho.catalogue import coverage as cover
from sekisho.catalogue import diff as compare
from sekisho.catalogue import lint as check
from sekisho.catalogue.vocabulary import schema_text
from sekisho.errors import BadInput
from sekisho.judgement import FACTS
from sekisho.judgement.whatif import Recorded, replay
from sekisho.storage.editions import (
    DEFAULT_EDITION,
    check_local,
    edition_names,
    load_edition,
    load_glossary,
    load_rulebook,
    read_text,
)
from sekisho.terms import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sekisho.catalogue import Clause, Edition, Finding

_json = click.option("--json", "as_json", is_flag=True, help="結果をJSONで出します。")


def _print(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


@click.group(help="条文の版を点検し、調べ、比べます。")
def command() -> None:
    """Hold the commands together."""


@command.command(help="版を点検します。誤りがあれば終了コードは1です。EDITIONは版の名前かフォルダです。")
@click.argument("edition", default=DEFAULT_EDITION)
@click.option("--beside", help="自団体の条文を点検するとき、並べて使う版。")
@_json
def lint(edition: str, *, beside: str | None, as_json: bool) -> None:
    """Check one edition."""
    chosen = load_edition(edition)
    if beside or chosen.local:
        findings = check_local(chosen, beside or DEFAULT_EDITION)
    else:
        findings = check(chosen, FACTS, load_glossary())
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if as_json:
        _print(
            {
                "edition": chosen.id,
                "clauses": len(chosen.clauses),
                "errors": errors,
                "findings": [finding.as_dict() for finding in findings],
            }
        )
    else:
        for finding in findings:
            click.echo(_finding_line(finding))
        doubts = len(findings) - errors
        click.echo(f"{chosen.title}：条文{len(chosen.clauses)}件、誤り{errors}件、疑い{doubts}件")
    sys.exit(1 if errors else 0)


def _finding_line(finding: Finding) -> str:
    return f"{finding.severity.label} {finding.where} {finding.clause} [{finding.rule}] {finding.message}"


@command.command(help="条文を一覧します。CLAUSEを指定すると、その条文の全文を出します。")
@click.argument("clause", required=False)
@click.option("--edition", default=DEFAULT_EDITION, show_default=True, help="版の名前、またはフォルダ。")
@click.option("--cedar", is_flag=True, help="Cedarの規則に直したものを出します。")
@click.option("--explain", is_flag=True, help="説明用のCedarの規則を出します。")
@_json
def show(clause: str | None, *, edition: str, cedar: bool, explain: bool, as_json: bool) -> None:
    """Show the clauses of an edition, or one of them."""
    chosen = load_edition(edition)
    if cedar or explain:
        rulebook = load_rulebook(edition)
        click.echo(rulebook.explain_text if explain else rulebook.cedar_text, nl=explain)
    elif clause:
        one = chosen.clause(clause)
        if as_json:
            _print(one.as_dict())
        else:
            click.echo(_whole(one, chosen))
    elif as_json:
        _print(
            {
                "edition": chosen.id,
                "title": chosen.title,
                "document": chosen.document_title(chosen.document),
                "confirmed": chosen.confirmed,
                "editions": list(edition_names()),
                "clauses": [row.as_dict() for row in chosen.clauses],
            }
        )
    else:
        click.echo(f"{chosen.title}（{chosen.document_title(chosen.document)}）：{len(chosen.clauses)}件")
        for row in chosen.clauses:
            mark = "" if row.confirmed else " 要確認"
            how = "機械判定" if row.machine else "人が確認"
            click.echo(f"{row.id}\t{row.level.label}\t{how}{mark}\t{row.title}")


def _whole(clause: Clause, edition: Edition) -> str:
    place = f"{edition.document_title(clause.source.document)} {clause.source.place}".rstrip()
    lines = [
        f"{clause.id} {clause.title}",
        clause.summary,
        f"出典：{place}「{clause.source.heading}」",
        f"区分：{clause.level.label}{'' if clause.confirmed else '（要確認）'}",
        f"責任者：{clause.responsible.label}",
    ]
    if clause.machine:
        lines += [
            f"対象：{'、'.join(kind.label for kind in clause.kinds)}",
            f"当てはまる条件：{clause.applies}",
            f"求めること：{clause.requires}",
            f"満たさないとき：{clause.effect.label}{'（例外措置あり）' if clause.exception else ''}",
        ]
    if clause.remedy:
        lines.append(f"次にすること：{clause.remedy.text}（{clause.remedy.who.label}）")
    lines += [f"満たすべき条件：{duty.text}（{duty.who.label}）" for duty in clause.obligations]
    lines += [f"証跡：{item}" for item in clause.evidence]
    return "\n".join(lines)


@command.command(help="二つの版の違いを出します。違いがあれば終了コードは1です。")
@click.argument("old")
@click.argument("new")
@_json
def diff(old: str, new: str, *, as_json: bool) -> None:
    """Compare two editions."""
    changes = compare(load_edition(old), load_edition(new))
    if as_json:
        _print({"old": old, "new": new, "changes": [change.as_dict() for change in changes]})
    else:
        words = {"added": "追加", "removed": "削除", "changed": "変更"}
        for change in changes:
            click.echo(f"{words[change.kind]} {change.clause} {change.title}")
            for item, before, after in change.items:
                click.echo(f"  {item}：{before} → {after}")
        click.echo(f"違い{len(changes)}件")
    sys.exit(1 if changes else 0)


@command.command(help="文書の見出しと条文の対応を出します。抜けがあれば終了コードは1です。")
@click.argument("edition", default=DEFAULT_EDITION)
@_json
def coverage(edition: str, *, as_json: bool) -> None:
    """Show which clauses carry each heading."""
    chosen = load_edition(edition)
    found = cover(chosen)
    if as_json:
        _print(found.as_dict())
    else:
        for row in found.headings:
            place = f"{row.page}ページ" if row.page else chosen.document_title(row.document)
            click.echo(f"{place} {row.heading}：{'、'.join(row.clauses) or '条文なし'}")
        for heading, clause in found.unknown_clauses:
            click.echo(f"見出し「{heading}」に挙げた {clause} という条文はありません。")
        for clause, heading in found.wrong_heading:
            click.echo(f"{clause} の見出し「{heading}」は対応表にありません。")
        for clause in found.without_heading:
            click.echo(f"{clause} はどの見出しにも挙がっていません。")
        click.echo("抜けはありません。" if found.complete else "抜けがあります。")
    sys.exit(0 if found.complete else 1)


@command.command(help="事実の一覧から作ったCedarのスキーマを出します。")
@click.option(
    "--request", is_flag=True, help="関門が要求を検証するためのもの（足りない事実を許す）を出します。"
)
def schema(*, request: bool) -> None:
    """Print the Cedar schema."""
    click.echo(schema_text(FACTS, optional=request), nl=False)


@command.command(help="FILEにある過去の判定を、別の版や自団体の条文で判定し直し、変わるものを出します。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--edition", default=DEFAULT_EDITION, show_default=True, help="版の名前、またはフォルダ。")
@click.option("--local", type=click.Path(path_type=Path), help="自団体の条文のフォルダ。")
@_json
def whatif(file: Path, *, edition: str, local: Path | None, as_json: bool) -> None:
    """Judge recorded crossings again; exit with 1 when a decision would change or cannot be judged."""
    rulebook = load_rulebook(edition, load_edition(local) if local else None)
    answer = replay(_records(file), rulebook)
    if as_json:
        _print(answer.as_dict())
    else:
        for one in answer.differences:
            clauses = "、".join((*one.newly_violated, *one.no_longer_violated))
            why = f"（{clauses}）" if clauses else ""
            click.echo(f"{one.reference} {one.subject}：{one.before.label} → {one.after.label}{why}")
        for reference, reason in answer.not_judged:
            click.echo(f"{reference}：判定できません（{reason}）")
        click.echo(f"{answer.total}件のうち、変わるもの{len(answer.differences)}件")
    sys.exit(1 if answer.differences or answer.not_judged else 0)


def _records(file: Path) -> Iterator[Recorded]:
    for number, line in enumerate(read_text(file).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise BadInput(
                "JSONとして読めません。",
                next_step="一行に一件ずつ、sekisho judge --record の出力を並べてください。",
                where=f"{file}:{number}",
            ) from error
        if not isinstance(record, dict):
            raise BadInput(
                "判定の記録ではありません。",
                next_step="sekisho judge --record の出力を並べてください。",
                where=f"{file}:{number}",
            )
        yield Recorded.from_record(record, str(record.get("reference") or f"{number}行目"))
