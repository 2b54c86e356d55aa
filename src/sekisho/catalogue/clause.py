"""A clause: one normative statement of a guideline, law or local rule, held as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from sekisho.errors import say

if TYPE_CHECKING:
    from sekisho.terms import ClauseLevel, CrossingKind, DueWhen, Effect, Role


@frozen
class Source:
    """Where the statement stands."""

    document: str
    section: str
    page: int
    heading: str

    def as_dict(self) -> dict[str, object]:
        """Return the plain data."""
        return {
            "document": self.document,
            "section": self.section,
            "page": self.page,
            "heading": self.heading,
        }

    @property
    def place(self) -> str:
        """Section and page in the document, as far as they are known."""
        if not self.page:
            return self.section
        if not self.section:
            return say("{page}ページ", page=self.page)
        return say("{section} {page}ページ", section=self.section, page=self.page)


@frozen
class Obligation:
    """What must be done, by whom and by when."""

    text: str
    who: Role
    due: DueWhen
    days: int = 0
    """Days after the moment ``due`` names; 0 means at that moment."""

    def as_dict(self) -> dict[str, object]:
        """Return the plain data."""
        return {"text": self.text, "who": self.who.value, "due": self.due.value, "days": self.days}


@frozen
class Remedy(Obligation):
    """What to do next when the clause is not met."""


@frozen
class Clause:
    """One clause.

    A clause that a machine judges has ``applies`` and ``requires`` as Cedar expressions over the
    facts; a clause that only a person can judge has neither, and its evidence is that person's
    statement with date and attachment.
    """

    id: str
    title: str
    summary: str
    source: Source
    level: ClauseLevel
    confirmed: bool
    """False while nobody has compared the row with the official text: shown as 要確認."""
    responsible: Role
    kinds: tuple[CrossingKind, ...]
    applies: str
    requires: str
    effect: Effect
    exception: bool
    """Whether a recorded 例外措置 stands in for the requirement."""
    remedy: Remedy | None
    obligations: tuple[Obligation, ...]
    evidence: tuple[str, ...]
    machine: bool
    refs: tuple[str, ...]
    where: str = field(default="", eq=False)
    """File and line it was read from, for messages only."""

    def as_dict(self) -> dict[str, object]:
        """Return the plain data, the same whatever file it came from."""
        return {
            "id": self.id,
            "title": self.title,
            "summary": self.summary,
            "source": self.source.as_dict(),
            "level": self.level.value,
            "confirmed": self.confirmed,
            "responsible": self.responsible.value,
            "kinds": [kind.value for kind in self.kinds],
            "applies": self.applies,
            "requires": self.requires,
            "effect": self.effect.value,
            "exception": "allowed" if self.exception else "no",
            "remedy": self.remedy.as_dict() if self.remedy else None,
            "obligations": [obligation.as_dict() for obligation in self.obligations],
            "evidence": list(self.evidence),
            "machine": self.machine,
            "refs": list(self.refs),
        }

    @property
    def requirement(self) -> str:
        """The Cedar expression in force: a recorded exception satisfies the clause where allowed."""
        if not self.exception:
            return self.requires
        return f'context.exceptions.contains("{self.id}") || ({self.requires})'
