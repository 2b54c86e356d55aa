"""別紙: what stands in an annex, before any form: requirements, table of responsibilities, contract items.

``annex_word`` and ``annex_excel`` write it; both take the body's own template (docs/annexes.md names the
placeholders) or their own plain form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.utils import timezone

from sekisho.japan.dates import format_wareki
from sekisho.server.agreements import queries, rules
from sekisho.server.ledgers.models import Contract
from sekisho.terms import ItemState, Party

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.agreements.requirements import Requirement
    from sekisho.server.agreements.queries import Matter
    from sekisho.server.applications.models import Application

Rows = list[tuple[str, ...]]
_PARTIES = {one.value: one.label for one in Party}
_STATES = {one.value: one.label for one in ItemState}


PLACEHOLDERS = (
    "団体名",
    "所管課",
    "管理番号",
    "件名",
    "相手方",
    "相手方の所在地",
    "契約開始",
    "契約終了",
    "要件の版",
    "作成日",
    "要件一覧",
    "責任分界表",
    "契約項目",
)
"""What a template may name in double braces; the last three are tables and stand alone."""


@attrs.frozen
class Table:
    """One table: its title, its headings with the share of the width each takes, its rows."""

    title: str
    key: str
    """The placeholder that stands for it."""
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Rows


@attrs.frozen
class Annex:
    """Everything that an annex says."""

    words: dict[str, str]
    """Placeholder → text."""
    tables: tuple[Table, ...]


def annex_of(matter: Matter) -> Annex:
    """Return the annex of a service or contract as it stands today."""
    lists = queries.requirement_lists(matter)
    newest = lists[0] if lists else None
    firm = queries.firm_of(matter)
    title = matter.title if isinstance(matter, Contract) else matter.name
    words = {
        "団体名": matter.body.name,
        "所管課": matter.section.name,
        "管理番号": matter.number,
        "件名": title,
        "相手方": firm.name,
        "相手方の所在地": firm.address,
        "契約開始": format_wareki(matter.starts),
        "契約終了": format_wareki(matter.ends) if matter.ends else "",
        "要件の版": str(newest.number) if newest else "",
        "作成日": format_wareki(timezone.localdate()),
    }
    tables = [_requirements(matter), _responsibility(matter)]
    if isinstance(matter, Contract):
        tables.append(_items(matter))
    return Annex(words, tuple(tables))


def annex_of_application(application: Application, lines: Iterable[Requirement]) -> Annex:
    """Return what an application's facts require, for the specification by which a provider is chosen."""
    words = dict.fromkeys(PLACEHOLDERS[:-3], "") | {
        "団体名": application.body.name,
        "所管課": application.section.name,
        "管理番号": application.number,
        "件名": application.title,
        "相手方": str(application.answers.get("provider_name") or ""),
        "作成日": format_wareki(timezone.localdate()),
    }
    return Annex(words, (_requirement_table(lines),))


def _requirements(matter: Matter) -> Table:
    lists = queries.requirement_lists(matter)
    return _requirement_table(queries.lines_of(lists[0] if lists else None))


def _requirement_table(lines: Iterable[Requirement]) -> Table:
    headings = rules.book().headings
    rows: Rows = [
        (str(number), f"{one.heading} {headings.get(one.heading, '')}", one.text, "、".join(one.clauses))
        for number, one in enumerate(lines, 1)
    ]
    return Table("セキュリティ要件", "要件一覧", ("番号", "区分", "要件", "根拠"), (8, 22, 50, 20), rows)


def _responsibility(matter: Matter) -> Table:
    split = queries.split_of(matter)
    rows: Rows = []
    for line in queries.split_lines(split) if split else ():
        rows.append((line.control.id, line.control.title, _PARTIES.get(line.party, ""), line.note))
    return Table("責任分界表", "責任分界表", ("管理策", "すること", "行う者", "覚え"), (14, 44, 16, 26), rows)


def _items(contract: Contract) -> Table:
    kept = queries.items_of(contract)
    rows: Rows = []
    for number, item in enumerate(rules.items(), 1):
        answer = kept.answers.get(item.id, {}) if kept else {}
        state = _STATES.get(answer.get("state", ""), ItemState.UNCHECKED.label)
        rows.append((str(number), item.title, state, answer.get("place", ""), answer.get("note", "")))
    headings = ("番号", "項目", "確かめた結果", "契約書の場所", "覚え")
    return Table("契約項目の確認表", "契約項目", headings, (8, 38, 16, 18, 20), rows)
