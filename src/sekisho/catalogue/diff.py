"""What changed between two editions, clause by clause and item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from sekisho.catalogue.edition import Edition


@frozen
class Change:
    """One clause that was added, removed or changed."""

    kind: str
    """``added``, ``removed`` or ``changed``."""
    clause: str
    title: str
    items: tuple[tuple[str, object, object], ...] = ()
    """(item, before, after) of a changed clause."""

    def as_dict(self) -> dict[str, object]:
        """Return the plain data of ``--json``."""
        return {
            "kind": self.kind,
            "clause": self.clause,
            "title": self.title,
            "items": [{"item": item, "before": old, "after": new} for item, old, new in self.items],
        }


def diff(old: Edition, new: Edition) -> tuple[Change, ...]:
    """Return the changes from ``old`` to ``new``, by clause id."""
    before = {clause.id: clause for clause in old.clauses}
    after = {clause.id: clause for clause in new.clauses}
    changes = []
    for clause_id in sorted(before.keys() | after.keys()):
        if clause_id not in before:
            changes.append(Change("added", clause_id, after[clause_id].title))
        elif clause_id not in after:
            changes.append(Change("removed", clause_id, before[clause_id].title))
        else:
            was, now = before[clause_id].as_dict(), after[clause_id].as_dict()
            items = tuple((item, was[item], now[item]) for item in now if was[item] != now[item])
            if items:
                changes.append(Change("changed", clause_id, after[clause_id].title, items))
    return tuple(changes)
