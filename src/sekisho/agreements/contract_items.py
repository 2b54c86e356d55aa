"""委託契約の項目: what must stand in the contract's text, and what of it is missing.

Sources: 対策基準 8.1 (契約項目); 個人情報保護委員会 特定個人情報ガイドライン 第4-2-(1)1B, the ten that a
contract on 特定個人情報 may not lack, whatever reason is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.catalogue.yamltext import read_yaml
from sekisho.errors import BadInput
from sekisho.terms import ItemState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WHERE = "契約項目の表"


@attrs.frozen
class Item:
    """One item; ``law`` says that a contract on 特定個人情報 must have it."""

    id: str
    title: str
    law: bool
    clauses: tuple[str, ...]


def parse(text: str) -> tuple[Item, ...]:
    """Read the items.

    Raises:
        BadInput: there is none, or one twice.
    """
    raw = read_yaml(text, where=_WHERE)
    rows = raw.get("items") if isinstance(raw, dict) else None
    items = tuple(
        Item(str(row["id"]), str(row["title"]), row["law"] is True, tuple(row["clauses"]))
        for row in rows or ()
    )
    if not items or len({one.id for one in items}) < len(items):
        raise BadInput("項目がないか、同じ番号が二つあります。", where=_WHERE)
    return items


def missing(items: Iterable[Item], states: Mapping[str, str], *, specific: bool) -> tuple[str, ...]:
    """Return the items that the contract lacks, sorted: not in its text, and not given up with a reason.

    With ``specific`` (特定個人情報) an item of the law cannot be given up. What nobody looked at is missing.
    """
    return tuple(
        sorted(one.id for one in items if not _settled(one, states.get(one.id, ""), specific=specific))
    )


def _settled(item: Item, state: str, *, specific: bool) -> bool:
    if state == ItemState.WRITTEN.value:
        return True
    return state == ItemState.NOT_NEEDED.value and not (specific and item.law)
