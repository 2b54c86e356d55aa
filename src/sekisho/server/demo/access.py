"""Accounts of さくら市: one whose person moved on, one not looked at for long, a 利用方針 half read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.server.access.actions import announce, close_account, confirm, open_account, review_account
from sekisho.server.access.actions.inventories import receive_inventory, take_inventory
from sekisho.server.access.actions.settling import settle_line
from sekisho.server.accounts.actions import appoint
from sekisho.server.accounts.departures import end_post
from sekisho.server.accounts.queries import actor_on
from sekisho.server.demo import answers
from sekisho.server.ledgers import queries as ledgers
from sekisho.terms import AccountKind, InventoryFinding, Role

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.demo.people import Demo
    from sekisho.server.ledgers.models import ExternalService

OPENED = dt.timedelta(days=90)
POLICY = """議事の進行に使い、機密性3の情報は話さず、映さない。
会議の入口には合言葉を付け、録画はしない。
なりすましや誤った招待に気づいたら、すぐに情報政策課（内線4210）に知らせる。"""


def fill(demo: Demo) -> None:
    """Record it in the name of the information-policy section; days count back from today."""
    today = timezone.localdate()
    policy = actor_on(demo.people["joho-1"], today)
    services = ledgers.services(policy)
    first = services.order_by("number")[0]
    second = services.get(name=answers.MEETING["name"])
    _moved(policy, demo, first, today)
    _read(policy, demo, second, today)
    _counted(policy, second, today)


def _moved(policy: Actor, demo: Demo, service: ExternalService, today: dt.date) -> None:
    """Somebody helped out for some weeks and still has an account; another one was closed in time."""
    helper, begun = demo.people["suido-2"], today - OPENED
    post = appoint(
        policy,
        person=helper,
        section=service.section,
        role=Role.STAFF,
        title=f"{service.section.name}（兼務）",
        starts=begun,
    )
    end_post(policy, post=post.pk, ends=today - dt.timedelta(days=3))
    _personal(policy, demo, service, "suido-2", begun, mfa=True)
    row = _personal(policy, demo, service, "suido-1", begun, mfa=True)
    close_account(
        policy, row, 1, on=today - dt.timedelta(days=10), how="管理画面の一覧に残っていないことを見た。"
    )
    _other(policy, service, "chizu-admin", AccountKind.ADMIN, "設定の変更", today - dt.timedelta(days=400))
    row = _personal(policy, demo, service, "toshi-1", today - dt.timedelta(days=500), mfa=None)
    review_account(policy, row, 1, on=today - dt.timedelta(days=5), mfa=True)


def _read(policy: Actor, demo: Demo, service: ExternalService, today: dt.date) -> None:
    """A 利用方針 that one holder has read and two have not."""
    for account in ("somu-1", "somu-2", "somu-kacho"):
        _personal(policy, demo, service, account, today - OPENED, mfa=True)
    _other(policy, service, "kaigi-shitsu@sakura", AccountKind.SHARED, "会議室の端末", today - OPENED)
    told = announce(policy, service=service, text=POLICY, how="庁内掲示板")
    confirm(actor_on(demo.people["somu-1"], today), told.pk)


def _counted(policy: Actor, service: ExternalService, today: dt.date) -> None:
    """The provider's list of three weeks ago: one settled, one nobody knows, one unused, one gone."""
    day = today - dt.timedelta(days=21)
    used, idle = (day - dt.timedelta(days=days) for days in (2, 200))
    lines = (
        "ユーザーID,氏名,最終ログイン,ロール,ステータス",
        f"somu-1@sakura.example,総務課 職員,{used},一般,有効",
        f"somu-2@sakura.example,総務課 職員,{idle},一般,有効",
        f"kaigi-shitsu@sakura,会議室,{used},一般,有効",
        f"shisetsu@sakura.example,施設予約 担当,{used},管理者,有効",
        f"moto@sakura.example,前任者,{idle},一般,停止",
    )
    row = receive_inventory(
        policy,
        service=service,
        filename="会議サービスの利用者.csv",
        data="\r\n".join(lines).encode("cp932"),
        listed_on=day,
    )
    take_inventory(policy, row.pk)
    line = row.lines.get(login="somu-2@sakura.example", finding=InventoryFinding.DORMANT.value)
    settle_line(policy, line.pk, 1, answer="explained", how="議会の会期にだけ使う。課長に確かめた。")


def _personal(
    policy: Actor, demo: Demo, service: ExternalService, account: str, on: dt.date, *, mfa: bool | None
) -> int:
    made = open_account(
        policy,
        service=service,
        login=f"{account}@sakura.example",
        kind=AccountKind.PERSONAL.value,
        person=demo.people[account],
        opened_on=on,
        mfa=mfa,
    )
    return made.pk


def _other(
    policy: Actor, service: ExternalService, login: str, kind: AccountKind, purpose: str, on: dt.date
) -> None:
    open_account(
        policy,
        service=service,
        login=login,
        kind=kind.value,
        holder=f"{service.section.name}の担当者",
        purpose=purpose,
        privileged=kind is AccountKind.ADMIN,
        mfa=True if kind is AccountKind.ADMIN else None,
        opened_on=on,
    )
