"""``sekisho breach NAME|法人番号``: a firm was breached; what of ours it holds, whom to tell, by when."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sekisho.cli.django_setup import start
from sekisho.cli.who import acting_as
from sekisho.errors import BadInput, CannotRun, Refused
from sekisho.japan.dates import format_wareki

if TYPE_CHECKING:
    from sekisho.server.incidents.answer import Breach

_DEMO_ASKER = "csirt"
_DEMO_FIRMS = ("みのり印刷", "かすみ電算")


@click.command(
    help="委託先・外部サービス・再委託先の名前か法人番号か認定・認証の番号で、預けているもの、知らせる相手、期限を調べます。"
    "見つからなければ終了コードは1です。"
)
@click.argument("words", metavar="名称または法人番号")
@click.option("--as", "username", metavar="利用者ID", help="だれとして調べるか（権限を確かめます）")
@click.option(
    "--demo",
    is_flag=True,
    help=f"仮の「さくら市」で試します（あとに何も残しません）。名前の例：{'、'.join(_DEMO_FIRMS)}",
)
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出します")
def command(words: str, username: str | None, *, demo: bool, as_json: bool) -> None:
    """Ask; exit 0 if the words mean somebody, 1 if nobody, 2 if it could not be asked."""
    if demo:
        with tempfile.TemporaryDirectory() as folder:
            answer, seconds = _ask_demo(words, Path(folder))
    elif username:
        answer, seconds = _ask(words, username)
    else:
        raise BadInput(
            "だれとして調べるかが書かれていません。",
            next_step=f"sekisho breach --as 利用者ID {words} のように書いてください。"
            f"試すだけなら sekisho breach --demo {_DEMO_FIRMS[0]} です。",
        )
    if as_json:
        click.echo(json.dumps(answer.as_dict() | {"seconds": round(seconds, 3)}, ensure_ascii=False))
    else:
        click.echo(_told(answer, seconds))
    sys.exit(0 if answer.found else 1)


def _ask(words: str, username: str) -> tuple[Breach, float]:
    start()
    from django.db import DatabaseError
    from django.utils import timezone

    from sekisho.server.incidents.queries import breach

    try:
        with acting_as(username) as actor:
            began = time.perf_counter()
            answer = breach(actor, words, timezone.localdate())
            return answer, time.perf_counter() - began
    except Refused as refusal:
        refusal.exit_code = 2  # 1 says that nothing was found; nothing was asked here
        raise
    except DatabaseError as error:
        raise CannotRun(
            "データベースを読めません。",
            next_step="SEKISHO_DATA と DATABASE_URL を確かめてください。試すだけなら --demo です。",
        ) from error


def _ask_demo(words: str, folder: Path) -> tuple[Breach, float]:
    os.environ["SEKISHO_DATA"] = str(folder.resolve())
    os.environ.pop("DATABASE_URL", None)
    start()
    from django.core.management import call_command
    from django.db import connections

    from sekisho.server.demo.load import load_if_empty

    call_command("migrate", verbosity=0, interactive=False)
    try:
        load_if_empty(lambda line: click.echo(line, err=True))
        return _ask(words, _DEMO_ASKER)
    finally:
        connections.close_all()


def _others(answer: Breach) -> list[str]:
    if not answer.other_sections:
        return []
    return [f"ほかに{answer.other_sections}課が関係しています。全体は情報政策課とCSIRTが見ます。"]


def _told(answer: Breach, seconds: float) -> str:
    """Return the answer in the order of the screen: the numbers, whom to tell, what is held."""
    if not answer.found:
        return f"「{answer.words}」は台帳に見つかりません（{seconds:.2f}秒）"
    from sekisho.server.incidents import details

    names = "、".join(one.name for one in answer.firms) or f"再委託先「{answer.words}」"
    counts = f"契約{len(answer.contracts)}件、外部サービス{len(answer.services)}件、{len(answer.sections)}課"
    lines = [
        f"{names}：{counts}（{seconds:.2f}秒）",
        *_others(answer),
        f"本人の数：{details.persons(answer)}（{details.if_kept(answer)}）",
        f"期限を過ぎた返還・消去：{len(answer.overdue)}件",
        f"同じ都道府県のほかの団体：{answer.neighbours}団体",
    ]
    if answer.assessment.may_have_to_report:
        clocks = answer.clocks
        lines.append(
            f"今日知った場合：速報 {format_wareki(clocks.preliminary_target)}から"
            f"{format_wareki(clocks.preliminary_limit)}、確報 {format_wareki(clocks.final)}"
            f"（不正の目的のおそれがあれば {format_wareki(answer.clocks_if_wrongful.final)}）"
        )
    lines += ["", "直ちに知らせる："]
    lines += [
        f"  {one.section} {one.office}　{'、'.join(one.names)}".replace("   ", "  ") for one in answer.told
    ]
    lines += ["", "預けたデータ："] if answer.provided else []
    for one in answer.provided:
        count = "人数不明" if one.persons is None else f"{one.persons:,}人"
        _state, where = details.whereabouts(one, answer)
        lines.append(f"  {one.section}　{one.number} {one.title}　{one.what}　{count}　{where}")
    lines += ["", "止める利用（外部サービス管理者に頼む）："] if answer.access else []
    lines += [f"  {one.section}　{one.service}　{one.manager or '管理者は未定'}" for one in answer.access]
    return "\n".join(lines)
