"""``sekisho user``: found a body, enter sections, accounts and posts from the server's own console."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

import click

from sekisho.cli.django_setup import start
from sekisho.cli.who import acting_as, as_option
from sekisho.japan.dates import format_wareki, parse_date
from sekisho.terms import Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

json_option = click.option("--json", "as_json", is_flag=True, help="結果をJSONで出す")


@click.group(help="団体・課・職員のアカウントと職を登録する")
def command() -> None:
    """Hold the commands together."""


@command.command("found", help="団体と、最初の担当者をつくる（最初に一度だけ）")
@click.argument("code", metavar="団体コード")
@click.argument("name", metavar="団体名")
@click.option("--username", required=True, help="最初の担当者の利用者ID")
@click.option("--person", "person_name", required=True, help="最初の担当者の氏名")
@json_option
def found(code: str, name: str, username: str, person_name: str, *, as_json: bool) -> None:
    """Found a body; print the first person's one-time password once."""
    start()
    from django.core.management import call_command
    from django.utils import timezone

    from sekisho.server.accounts import actions

    call_command("migrate", verbosity=0, interactive=False)
    password = secrets.token_urlsafe(15)
    actions.found_body(
        code=code,
        name=name,
        today=timezone.localdate(),
        username=username,
        person_name=person_name,
        password=password,
    )
    _tell(
        {"body": name, "username": username, "password": password},
        f"{name}を登録しました。利用者ID：{username}　"
        f"最初のパスワード：{password}（この画面だけに表示します）",
        as_json=as_json,
    )


@command.command("section", help="課を登録する")
@click.argument("code", metavar="課コード")
@click.argument("name", metavar="課名")
@click.option("--symbol", required=True, help="文書記号（例：税）")
@click.option("--from", "starts", default="", help="設置日（省くと今日）")
@as_option
@json_option
def section(code: str, name: str, symbol: str, starts: str, username: str, *, as_json: bool) -> None:
    """Enter a section."""
    with acting_as(username) as actor:
        from sekisho.server.accounts import actions

        actions.add_section(actor, code=code, name=name, symbol=symbol, starts=_day(starts, "設置日"))
    _tell({"section": name}, f"課「{name}」を登録しました。", as_json=as_json)


@command.command("add", help="職員のアカウントをつくる")
@click.argument("new_username", metavar="利用者ID")
@click.argument("name", metavar="氏名")
@as_option
@json_option
def add(new_username: str, name: str, username: str, *, as_json: bool) -> None:
    """Make an account; print its one-time password once."""
    password = secrets.token_urlsafe(15)
    with acting_as(username) as actor:
        from sekisho.server.accounts import actions

        actions.add_person(actor, username=new_username, name=name, password=password)
    _tell(
        {"username": new_username, "password": password},
        f"{name}のアカウントをつくりました。最初のパスワード：{password}（この画面だけに表示します）",
        as_json=as_json,
    )


@command.command("appoint", help="職員に職（役割）を付ける")
@click.argument("person", metavar="利用者ID")
@click.argument("section_name", metavar="課名")
@click.argument("role", metavar="役割", type=click.Choice([str(role) for role in Role]))
@click.option("--title", required=True, help="職名（例：課長）")
@click.option("--from", "starts", default="", help="発令日（省くと今日）")
@click.option("--until", "ends", default="", help="終了日（省くと定めなし）")
@as_option
@json_option
def appoint(
    person: str,
    section_name: str,
    role: str,
    title: str,
    starts: str,
    ends: str,
    username: str,
    *,
    as_json: bool,
) -> None:
    """Give a person a post."""
    first = _day(starts, "発令日")
    with acting_as(username) as actor:
        from sekisho.server.accounts import actions, queries

        actions.appoint(
            actor,
            person=queries.person_named(person),
            section=queries.section_named(section_name),
            role=Role(role),
            title=title,
            starts=first,
            ends=parse_date(ends, where="終了日") if ends else None,
        )
    _tell(
        {"username": person, "section": section_name, "role": role},
        f"{person}を{format_wareki(first)}付けで{section_name}の{title}（{Role(role).label}）にしました。",
        as_json=as_json,
    )


@command.command("password", help="新しいパスワードを出す（忘れたとき）")
@click.argument("person", metavar="利用者ID")
@as_option
@json_option
def password(person: str, username: str, *, as_json: bool) -> None:
    """Give a person a new one-time password, printed once."""
    new = secrets.token_urlsafe(15)
    with acting_as(username) as actor:
        from sekisho.server.accounts import actions, queries

        actions.set_password(actor, person=queries.person_named(person), password=new)
    _tell(
        {"username": person, "password": new},
        f"{person}の新しいパスワード：{new}（この画面だけに表示します）",
        as_json=as_json,
    )


@command.command("token", help="自分のために動くプログラムの鍵（API）を出す")
@click.argument("label", metavar="用途")
@click.option("--until", "ends", required=True, help="終了日（1年以内）")
@as_option
@json_option
def token(label: str, ends: str, username: str, *, as_json: bool) -> None:
    """Issue an API key, printed once."""
    last = parse_date(ends, where="終了日")
    with acting_as(username) as actor:
        from sekisho.server.accounts import actions

        key = actions.issue_token(actor, label=label, ends=last, today=_day("", ""))
    _tell({"label": label, "key": key}, f"鍵：{key}（この画面だけに表示します）", as_json=as_json)


@command.command("tokens", help="動いているAPIの鍵を並べる（自分の鍵。職員を管理する人には全員の鍵）")
@as_option
@json_option
def tokens(username: str, *, as_json: bool) -> None:
    """List the API keys that still open something, without the keys themselves."""
    today = _day("", "")
    with acting_as(username) as actor:
        from sekisho.server.accounts import directory

        rows = list(directory.running_tokens(actor, today))
    if as_json:
        told = [
            {"number": row.pk, "username": row.person.username, "label": row.label, "ends": str(row.ends)}
            for row in rows
        ]
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.pk}\t{row.person.username}\t{row.label}\t{format_wareki(row.ends)}まで")
    if not rows:
        click.echo("動いている鍵はありません。")


@command.command("token-stop", help="APIの鍵を止める（番号は user tokens で見る）")
@click.argument("number", metavar="番号", type=int)
@as_option
@json_option
def token_stop(number: int, username: str, *, as_json: bool) -> None:
    """Stop an API key at once."""
    with acting_as(username) as actor:
        from sekisho.server.accounts import actions

        row = actions.stop_token(actor, number)
    _tell(
        {"number": number, "username": row.person.username, "label": row.label},
        f"鍵（番号{number}、{row.person.username}の「{row.label}」）を止めました。もう使えません。",
        as_json=as_json,
    )


@command.command("list", help="職員と今日の職を並べる")
@as_option
@json_option
def list_people(username: str, *, as_json: bool) -> None:
    """List the people of the body with today's posts."""
    with acting_as(username) as actor:
        from sekisho.server.accounts import queries

        rows = queries.people_with_posts(actor)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['username']}\t{row['name']}\t{'、'.join(row['posts']) or '（職なし）'}")


def _day(text: str, where: str) -> dt.date:
    if text:
        return parse_date(text, where=where)
    from django.utils import timezone

    start()
    return timezone.localdate()


def _tell(data: Mapping[str, object], text: str, *, as_json: bool) -> None:
    click.echo(json.dumps(data, ensure_ascii=False) if as_json else text)
