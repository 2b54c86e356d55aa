"""What the templates of the 棚卸し are given: the numbers, where it stands, each line in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.utils.translation import gettext as _

from sekisho.server.access import inventory_queries
from sekisho.server.access.tables import yes_no_unknown
from sekisho.server.ledgers.standing import Strip
from sekisho.server.ui.templatetags.sekisho import wareki
from sekisho.server.ui.words import label
from sekisho.terms import InventoryFinding

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.server.access.actions.inventories import Compared
    from sekisho.server.access.models import Inventory, InventoryLine
    from sekisho.server.access.provider_rows import UserRow
    from sekisho.server.ledgers.models import ExternalService

_SHOWN = 100


@attrs.frozen
class Shown:
    """One difference before it is written down."""

    login: str
    name: str
    used_by: str
    privileged: str
    last_used: dt.date | None


@attrs.frozen
class Group:
    """The differences of one kind, the first of them, and how many more there are."""

    title: str
    rows: tuple[Shown, ...]
    more: int


@attrs.frozen
class Beside:
    """What a service's page says of its 棚卸し."""

    last: Inventory | None
    waiting: int
    due: dt.date | None


def tiles(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the numbers kept of a 棚卸し, in words; of what was not found at all, none."""
    names = {"listed": _("一覧の利用者"), "held": _("台帳のアカウント"), "matched": _("どちらにもある")}
    names |= {"clear": _("問題なし"), "stopped": _("提供者で停止")}
    found = {one.value: label(one) for one in InventoryFinding if counts.get(one.value)}
    return [(text, counts.get(name, 0)) for name, text in (names | found).items()]


def groups(shown: Compared) -> list[Group]:
    """Return the differences by kind, the most urgent kind first."""
    users = dict(shown.parsed.rows)
    found: dict[InventoryFinding, list[Shown]] = {}
    for one in shown.found.differences:
        account = shown.accounts[one.held.key] if one.held else None
        user = users[one.listed.row] if one.listed else None
        found.setdefault(one.finding, []).append(
            Shown(
                login=account.login if account else _first(user),
                name=user.name if user else "",
                used_by=account.used_by if account else "",
                privileged=yes_no_unknown(user.privileged if user else None),
                last_used=user.last_used if user else None,
            )
        )
    return [
        Group(label(kind), tuple(rows[:_SHOWN]), max(0, len(rows) - _SHOWN)) for kind, rows in found.items()
    ]


def strip(row: Inventory, waiting: int) -> Strip:
    """Say where a 棚卸し stands, what is next and whom it waits for."""
    if not waiting:
        day = wareki(row.settled_on) if row.settled_on else ""
        return Strip(
            _("%(day)sに済みました") % {"day": day}, _("することはありません"), _("だれも待っていません")
        )
    who = _("%(section)sの課長か外部サービス管理者") % {"section": row.service.section.name}
    where = _("%(number)s件が済んでいません") % {"number": waiting}
    return Strip(where, _("一件ずつ、残すか閉じるかを決める"), who)


def facts(row: Inventory) -> list[tuple[str, str]]:
    """Return (label, text) of a 棚卸し: what was compared, when, by whom."""
    use = _("%(days)s日より前の人を挙げた") % {"days": row.dormant_after}
    taken = wareki(row.taken_at) if row.taken_at else "—"
    return [
        (_("外部サービス"), str(row.service)),
        (_("一覧の日"), wareki(row.listed_on)),
        (_("ファイル"), row.filename),
        (_("比べた日"), f"{taken}（{row.person.name}）"),
        (_("最終ログイン"), use if row.knows_use else _("一覧に列がないので、調べていない")),
        (_("済んだ日"), wareki(row.settled_on) or "—"),
    ]


def facts_of_line(line: InventoryLine) -> list[tuple[str, str]]:
    """Return (label, text) of one line."""
    account = line.account
    found = [
        (_("分かったこと"), label(InventoryFinding(line.finding))),
        (_("提供者の一覧の氏名"), line.name or "—"),
        (_("台帳の利用者"), account.used_by if account else "—"),
        (_("提供者での特権"), yes_no_unknown(line.privileged)),
        (_("台帳での特権"), yes_no_unknown(account.privileged) if account else "—"),
        (_("最終ログイン"), wareki(line.last_used) or "—"),
        (_("期限"), wareki(line.due)),
    ]
    if line.suggested is not None:
        found.append((_("探した職員"), f"{line.suggested.name}（{line.suggested.username}）"))
    return found


def beside(service: ExternalService, day: dt.date) -> Beside:
    """Return what the page of a service says of its 棚卸し."""
    last, waiting = inventory_queries.last_of(service.pk)
    due = next(iter(inventory_queries.dues([service], day, [service.pk])), None)
    return Beside(last, waiting, due.due if due else None)


def _first(user: UserRow | None) -> str:
    return user.names[0] if user is not None else ""
