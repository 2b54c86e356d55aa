"""選定のためのセキュリティ要件: from grades, 取扱制限 and kind of service to a numbered list.

Source: 対策基準 8.2(2) (要件は格付と取扱制限から定める), 改定方針案 2021-09 ①(調達及び契約). The lines
are data (``rules/requirements.yaml``); their headings follow the order of ISO/IEC 27017, their words are
our own. Same facts, same list.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.agreements.conditions import Reason, reasons
from sekisho.catalogue.yamltext import read_yaml
from sekisho.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WHERE = "セキュリティ要件の表"


@attrs.frozen
class Template:
    """One line of the data: what may be required, and when it is."""

    id: str
    heading: str
    """Heading of ISO/IEC 27017 it stands under, such as ``9``."""
    text: str
    question: str
    """What the provider is asked to show that it is met."""
    when: dict[str, Any] = attrs.field(eq=False)
    clauses: tuple[str, ...]


@attrs.frozen
class Book:
    """The whole data: headings in their order, and the lines below them."""

    headings: dict[str, str] = attrs.field(eq=False)
    templates: tuple[Template, ...]


@attrs.frozen
class Requirement:
    """One line of a list. ``own`` says that a person added it; then ``note`` says why."""

    id: str
    heading: str
    text: str
    question: str
    clauses: tuple[str, ...] = ()
    because: tuple[Reason, ...] = ()
    own: bool = False
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, as it is kept."""
        return attrs.asdict(self) | {
            "clauses": list(self.clauses),
            "because": [r.as_dict() for r in self.because],
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Requirement:
        """Read what :meth:`as_dict` wrote."""
        because = tuple(Reason(one["fact"], one["value"]) for one in kept.get("because", ()))
        plain = {name: kept.get(name, "") for name in ("id", "heading", "text", "question", "note")}
        return cls(
            **plain, clauses=tuple(kept.get("clauses", ())), because=because, own=bool(kept.get("own"))
        )


@attrs.frozen
class Difference:
    """What generating again would change in a list as it stands."""

    added: tuple[Requirement, ...]
    dropped: tuple[Requirement, ...]
    changed: tuple[tuple[Requirement, Requirement], ...]
    """Before and after: the text, or the facts it stands on."""
    removed: tuple[Requirement, ...]
    """Would come, but a person removed it with a reason."""

    def __bool__(self) -> bool:
        """Tell whether anything would change."""
        return bool(self.added or self.dropped or self.changed)


def parse(text: str) -> Book:
    """Read the data.

    Raises:
        BadInput: naming the line that is not as it should be.
    """
    raw = read_yaml(text, where=_WHERE)
    if not isinstance(raw, dict) or not isinstance(raw.get("headings"), dict):
        raise BadInput("headings と requirements が要ります。", where=_WHERE)
    headings = {str(key): str(title) for key, title in raw["headings"].items()}
    templates = []
    for row in raw.get("requirements") or ():
        one = Template(
            id=str(row.get("id", "")),
            heading=str(row.get("heading", "")),
            text=str(row.get("text", "")),
            question=str(row.get("question", "")),
            when=dict(row.get("when") or {}),
            clauses=tuple(row.get("clauses") or ()),
        )
        if not (one.id and one.text and one.question and one.clauses) or one.heading not in headings:
            raise BadInput(f"「{one.id}」に足りない欄があります。", where=_WHERE)
        templates.append(one)
    if len({one.id for one in templates}) < len(templates):
        raise BadInput("同じ番号が二つあります。", where=_WHERE)
    order = list(headings)
    return Book(headings, tuple(sorted(templates, key=lambda one: (order.index(one.heading), one.id))))


def generate(book: Book, facts: Mapping[str, Any]) -> tuple[Requirement, ...]:
    """Return what ``facts`` require, in the order of the headings, each with the facts it stands on."""
    found = []
    for one in book.templates:
        because = reasons(one.when, facts)
        if because is not None:
            found.append(Requirement(one.id, one.heading, one.text, one.question, one.clauses, because))
    return tuple(found)


def difference(
    kept: Iterable[Requirement], fresh: Iterable[Requirement], removed: Iterable[str] = ()
) -> Difference:
    """Return what a list as it is ``kept`` would become by ``fresh``; lines of people's own stay.

    ``removed`` are the lines that a person took out with a reason: they do not come back by themselves.
    """
    old = {one.id: one for one in kept if not one.own}
    new = {one.id: one for one in fresh}
    gone = set(removed)
    return Difference(
        added=tuple(one for key, one in new.items() if key not in old and key not in gone),
        dropped=tuple(one for key, one in old.items() if key not in new),
        changed=tuple((old[key], one) for key, one in new.items() if key in old and old[key] != one),
        removed=tuple(one for key, one in new.items() if key not in old and key in gone),
    )


def renewed(
    book: Book, kept: Iterable[Requirement], fresh: Iterable[Requirement], removed: Iterable[str] = ()
) -> tuple[Requirement, ...]:
    """Return the list after taking over ``fresh``: without what was removed, with people's own lines."""
    gone = set(removed)
    lines = [one for one in fresh if one.id not in gone] + [one for one in kept if one.own]
    return in_order(book, lines)


def in_order(book: Book, lines: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Return the lines in the order of the headings; within one, generated lines before people's own."""
    order = {key: number for number, key in enumerate(book.headings)}
    return tuple(sorted(lines, key=lambda one: (order.get(one.heading, len(order)), one.own, one.id)))


def digest(lines: Iterable[Requirement]) -> str:
    """Return the SHA-256 of what is required, whatever reasons stand beside it."""
    told = [[one.id, one.text, one.question] for one in lines]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
