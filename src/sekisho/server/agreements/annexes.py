"""別紙: what stands in an annex, before any form: requirements, table of responsibilities, contract items.

``annex_word`` and ``annex_excel`` write it; both take the body's own template (docs/annexes.md names the
placeholders) or their own plain form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.utils import timezone

from sekisho.agreements.annex import PARTIES, Line
from sekisho.japan.dates import format_wareki
from sekisho.server.agreements import additions, queries, rules, split_queries
from sekisho.server.ledgers.models import Contract
from sekisho.terms import AnnexPart, Conformity, Consent, ItemState, Party

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


HEADINGS: dict[str, tuple[str, ...]] = {
    AnnexPart.REQUIREMENTS.value: ("番号", "区分", "要件", "根拠"),
    AnnexPart.SPLIT.value: ("管理策", "すること", "行う者", "覚え"),
    AnnexPart.ITEMS.value: ("番号", "項目", "確かめた結果", "契約書の場所", "覚え"),
}
"""The headings of each table, by which it is found again in whatever form it comes back."""


@attrs.frozen
class Ask:
    """A column in which the other side answers."""

    field: str
    """``reply``, ``party`` or ``words``."""
    heading: str
    width: int
    choices: dict[str, str] = attrs.field(factory=dict, eq=False)
    """What may be chosen: label → value; none where words are written."""


_WORDS = Ask("words", "相手方の説明", 40)
_CONSENT = Ask("reply", "相手方の同意", 14, {one.label: one.value for one in Consent})
ASKS: dict[str, tuple[Ask, ...]] = {
    AnnexPart.REQUIREMENTS.value: (
        Ask("reply", "相手方の回答", 14, {one.label: one.value for one in Conformity}),
        _WORDS,
    ),
    AnnexPart.SPLIT.value: (
        _CONSENT,
        Ask("party", "相手方が考える行う者", 16, {one.label: one.value for one in PARTIES}),
        _WORDS,
    ),
    AnnexPart.ITEMS.value: (_CONSENT, _WORDS),
}
"""The columns of each table that are asked of the other side."""


@attrs.frozen
class Table:
    """One table: its title, its headings with the share of the width each takes, its rows."""

    part: str
    title: str
    key: str
    """The placeholder that stands for it."""
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Rows
    ids: tuple[str, ...]
    """What each row is about."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows as they are kept when the annex goes out."""
        return tuple(Line(self.part, key, row) for key, row in zip(self.ids, self.rows, strict=True))


@attrs.frozen
class Annex:
    """Everything that an annex says."""

    words: dict[str, str]
    """Placeholder → text."""
    tables: tuple[Table, ...]
    identity: dict[str, str] = attrs.field(factory=dict)
    """What tells the file when it comes back; empty where no answer is asked."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of every table."""
        return tuple(line for table in self.tables for line in table.lines)


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


def identity(matter: Matter, number: int, digest: str) -> dict[str, str]:
    """Return what the hidden sheet of an annex says."""
    return {
        "form": "annex-1",
        "body": matter.body.code,
        "ledger": queries.ledger_of(matter),
        "matter": str(matter.pk),
        "title": matter.number,
        "annex": str(number),
        "digest": digest,
    }


def party_of(line: Line) -> str:
    """Return who carried out the control of a line when it went out."""
    label = line.cells[2]
    return next((value for value, one in _PARTIES.items() if one == label), "")


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
    headings, kept = rules.book().headings, tuple(lines)
    rows: Rows = [
        (str(number), f"{one.heading} {headings.get(one.heading, '')}", one.text, "、".join(one.clauses))
        for number, one in enumerate(kept, 1)
    ]
    part = AnnexPart.REQUIREMENTS
    ids = tuple(one.id for one in kept)
    return Table(part.value, part.label, "要件一覧", HEADINGS[part.value], (8, 22, 50, 20), rows, ids)


def _responsibility(matter: Matter) -> Table:
    split = split_queries.split_of(matter)
    rows: Rows = []
    for line in split_queries.split_lines(split) if split else ():
        rows.append((line.control.id, line.control.title, _PARTIES.get(line.party, ""), line.note))
    part, ids = AnnexPart.SPLIT, tuple(row[0] for row in rows)
    return Table(part.value, part.label, "責任分界表", HEADINGS[part.value], (14, 44, 16, 26), rows, ids)


def _items(contract: Contract) -> Table:
    kept, items = queries.items_of(contract), additions.items()
    rows: Rows = []
    for number, item in enumerate(items, 1):
        answer = kept.answers.get(item.id, {}) if kept else {}
        state = _STATES.get(answer.get("state", ""), ItemState.UNCHECKED.label)
        rows.append((str(number), item.title, state, answer.get("place", ""), answer.get("note", "")))
    part, ids = AnnexPart.ITEMS, tuple(item.id for item in items)
    return Table(part.value, part.label, "契約項目", HEADINGS[part.value], (8, 38, 16, 18, 20), rows, ids)
