"""What a fact is, and the Cedar schema that a vocabulary of facts makes.

A clause's conditions read facts as ``context.<name>``. The catalogue knows only the shape of a
vocabulary; the words themselves are in :mod:`sekisho.judgement.facts`. Every fact is a *required*
attribute of the schema that clauses are validated against, so that strict validation accepts a plain
``context.x``; at judgement an absent fact is simply left out and makes the clause unknown.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from sekisho.terms import CrossingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FactValue: TypeAlias = "bool | int | str | tuple[str, ...]"
Facts: TypeAlias = "Mapping[str, FactValue]"

OFFICE = 'Office::"office"'
SUBJECT = 'Subject::"subject"'


class FactType(Enum):
    """The four shapes a fact may have, with the Cedar type of each."""

    FLAG = "Bool"
    NUMBER = "Long"
    TEXT = "String"
    WORDS = "Set<String>"


@frozen
class Fact:
    """One word of the vocabulary."""

    name: str
    """Identifier in clauses and in files, such as ``terms_kind``."""
    type: FactType
    label: str
    """What screens call it."""
    question: str
    """The question to put to a person when it is missing."""
    choices: tuple[tuple[str, str], ...] = ()
    """(value, label) pairs; empty when any text is possible."""
    low: int = 0
    """Smallest number that makes sense."""
    high: int = 2**53
    """Largest number that makes sense."""
    pattern: str = ""
    """Regular expression that each free text must match whole; empty for any text."""
    default: FactValue | None = field(default=None)
    """Value when nobody gave one. Only for what the system itself records, never for an answer."""

    values: tuple[str, ...] = field(init=False, repr=False, eq=False)
    """The identifiers of ``choices``."""

    @values.default
    def _identifiers(self) -> tuple[str, ...]:
        return tuple(value for value, _label in self.choices)


Vocabulary: TypeAlias = "Mapping[str, Fact]"


def schema_text(vocabulary: Vocabulary, *, optional: bool = False) -> str:
    """Return the Cedar schema of ``vocabulary``.

    With ``optional`` every attribute may be absent: the schema for validating a request, where an
    absent fact is lawful. Without it, the schema for validating clauses.
    """
    mark = "?" if optional else ""
    facts = [
        f"    // {fact.label}\n    {name}{mark}: {fact.type.value}," for name, fact in vocabulary.items()
    ]
    actions = ", ".join(f'"{kind}"' for kind in CrossingKind)
    lines = [
        "// Facts that clauses may ask. Generated from sekisho.judgement.facts; do not edit.",
        "entity Office;",
        "entity Subject;",
        f"action {actions} appliesTo {{",
        "  principal: [Office],",
        "  resource: [Subject],",
        "  context: {",
        *facts,
        "  }",
        "};",
    ]
    return "\n".join(lines) + "\n"


def action(kind: CrossingKind) -> str:
    """Return the Cedar action of ``kind``."""
    return f'Action::"{kind}"'


def labels(names: Iterable[str], vocabulary: Vocabulary) -> str:
    """Return the labels of ``names`` for a sentence, quoted."""
    return "、".join(f"「{vocabulary[name].label}」" if name in vocabulary else name for name in names)
