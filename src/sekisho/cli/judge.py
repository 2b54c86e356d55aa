"""``sekisho judge FILE.yaml``: judge the facts written in a file by the clauses."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sekisho.catalogue.vocabulary import labels
from sekisho.errors import BadInput
from sekisho.judgement import FACTS, judge, questions_for
from sekisho.judgement.files import parse_crossing
from sekisho.storage.editions import DEFAULT_EDITION, decode, load_edition, load_rulebook, read_text
from sekisho.terms import ClauseStatus, Outcome

if TYPE_CHECKING:
    from sekisho.judgement import Citation, Decision, Duty

_MET = {ClauseStatus.VIOLATED, ClauseStatus.SATISFIED}
_SHOWN = {
    Outcome.DENY: _MET,
    Outcome.UNDETERMINED: {*_MET, ClauseStatus.UNKNOWN},
    Outcome.CONDITIONAL: {*_MET, ClauseStatus.UNKNOWN},
    Outcome.PERMIT: {*_MET, ClauseStatus.UNKNOWN},
}
_REFUSED = {Outcome.DENY, Outcome.UNDETERMINED}


@click.command(help="FILEに書いた事実を条文で判定します。結果が不可・判定不能なら終了コードは1です。")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出します。")
@click.option(
    "--record", is_flag=True, help="判定した事実も含めて一行のJSONで出します（whatif で使えます）。"
)
@click.option("--edition", default=DEFAULT_EDITION, show_default=True, help="版の名前、またはフォルダ。")
@click.option("--local", type=click.Path(path_type=Path), help="自団体の条文のフォルダ。")
def command(file: Path, *, as_json: bool, record: bool, edition: str, local: Path | None) -> None:
    """Judge one file."""
    text = decode(sys.stdin.buffer.read(), where="標準入力") if str(file) == "-" else read_text(file)
    written = parse_crossing(text, where=str(file))
    rulebook = load_rulebook(edition, load_edition(local) if local else None)
    try:
        decision = judge(written.crossing, written.facts, rulebook, written.at)
    except BadInput as error:
        error.where = f"{file}:{written.line} {error.where}"
        raise
    if record:
        click.echo(json.dumps({"reference": str(file)} | decision.as_record(), ensure_ascii=False))
    elif as_json:
        click.echo(json.dumps(decision.as_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(_explain(decision))
    sys.exit(1 if decision.outcome in _REFUSED else 0)


def _explain(decision: Decision) -> str:
    """Return the decision in the order of the screens: outcome, what to do, clauses."""
    lines = [f"判定結果：{decision.outcome.label}", f"対象：{decision.subject or '（名前なし）'}"]
    steps = [row for row in decision.citations if row.status is ClauseStatus.VIOLATED and row.remedy]
    if steps:
        lines += ["", "次にすること："]
        lines += [f"  {_step(row)}" for row in steps]
    if decision.obligations:
        lines += ["", "満たすべき条件："]
        lines += [f"  {_duty(duty)}" for duty in decision.obligations]
    if decision.missing:
        lines += ["", f"足りない事実：{labels(decision.missing, FACTS)}"]
        lines += [f"  {one.fact}：{one.question}" for one in questions_for(decision.missing)]
    lines += ["", "根拠条文："]
    lines += [
        f"  {row.status.label} {row.clause} {row.rule.title}"
        for row in decision.citations
        if row.status in _SHOWN[decision.outcome]
    ]
    lines += ["", f"条文の指紋 {decision.rulebook}", f"事実の指紋 {decision.facts}"]
    return "\n".join(lines)


def _step(row: Citation) -> str:
    remedy = row.remedy
    return f"{remedy.text}（{remedy.who.label}、{remedy.due.label}、{row.clause}）" if remedy else row.clause


def _duty(duty: Duty) -> str:
    days = f"{duty.days}日以内" if duty.days else ""
    return f"{duty.text}（{duty.who.label}、{duty.due.label}{days}、{duty.clause}）"
