"""越境: something is about to cross a boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from sekisho.terms import CrossingKind


@frozen
class Crossing:
    """What is judged: the kind decides which clauses are asked, the subject says what it is about."""

    kind: CrossingKind
    subject: str
    """What crosses, in the words of the person who asks, or the identifier of a ledger row."""
