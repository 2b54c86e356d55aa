"""審査票: which clauses that no machine can judge the reviewer states in person, and when.

The list is data (``rules/review-checklist.yaml``): clause, question, and the facts under which it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import yaml

from sekisho.catalogue.when import met, plain
from sekisho.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@attrs.frozen
class Item:
    """One question to the reviewer."""

    clause: str
    question: str
    when: dict[str, Any] = attrs.field(factory=dict, eq=False)
    """Fact to value, as ``catalogue.when`` reads them."""

    def asked_of(self, facts: Mapping[str, Any]) -> bool:
        """Tell whether the question is asked for these facts; an unknown fact asks it."""
        known = {name: plain(facts[name]) for name in self.when if facts.get(name) is not None}
        return all(met(value, self.when[name]) for name, value in known.items())


def parse(text: str) -> tuple[Item, ...]:
    """Read the list.

    Raises:
        BadInput: it is not a list of clause, question and conditions.
    """
    raw = yaml.safe_load(text)
    rows = raw.get("items") if isinstance(raw, dict) else None
    if not isinstance(rows, list):
        raise BadInput("審査票に items がありません。", where="審査票")
    items = []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not row.get("clause") or not row.get("question"):
            raise BadInput("条文（clause）と問い（question）を書いてください。", where=f"審査票 {number}件目")
        items.append(Item(str(row["clause"]), str(row["question"]), dict(row.get("when") or {})))
    return tuple(items)


def asked(items: Iterable[Item], facts: Mapping[str, Any]) -> tuple[Item, ...]:
    """Return the items asked for these facts."""
    return tuple(item for item in items if item.asked_of(facts))
