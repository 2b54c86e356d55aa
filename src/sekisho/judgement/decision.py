"""The decision: outcome, the clauses it rests on, what to do, what is missing, and the digests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import field, frozen

from sekisho.catalogue.compile import canonical
from sekisho.terms import ClauseStatus, CrossingKind, DueWhen, Effect, Outcome, Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sekisho.catalogue.clause import Clause, Remedy
    from sekisho.catalogue.compile import Rule
    from sekisho.catalogue.vocabulary import FactValue


class Citation(NamedTuple):
    """How one clause stands towards the crossing, and the facts that decided it."""

    judged: Rule
    status: ClauseStatus
    given: Mapping[str, FactValue]
    """All facts of the crossing."""
    missing: str | None = None
    """The fact without which the clause could not be judged."""

    @property
    def rule(self) -> Clause:
        """The clause itself."""
        return self.judged.clause

    @property
    def clause(self) -> str:
        """The id of the clause."""
        return self.judged.clause.id

    @property
    def facts(self) -> dict[str, FactValue]:
        """The facts the clause read, as they were given; an exception in force is one of them."""
        apart = self.status is ClauseStatus.NOT_APPLICABLE
        given = self.given
        used = {
            name: given[name] for name in (self.judged.scope if apart else self.judged.reads) if name in given
        }
        if self.by_exception:
            used["exceptions"] = (self.clause,)
        return used

    @property
    def by_exception(self) -> bool:
        """Whether a recorded 例外措置 for this clause was in force."""
        exceptions = self.given.get("exceptions")
        return isinstance(exceptions, tuple) and self.clause in exceptions and self.rule.exception

    @property
    def remedy(self) -> Remedy | None:
        """What to do next; None when nothing is wrong."""
        return self.rule.remedy if self.status in _OPEN else None

    def as_dict(self) -> dict[str, object]:
        """Return the plain data of ``--json``."""
        rule, remedy = self.judged.clause, self.remedy
        return {
            "clause": rule.id,
            "status": self.status.value,
            "facts": {name: plain(value) for name, value in self.facts.items()},
            "title": rule.title,
            "effect": rule.effect.value,
            "remedy": remedy.as_dict() if remedy else None,
        }


_OPEN = {ClauseStatus.VIOLATED, ClauseStatus.UNKNOWN}


@frozen
class Duty:
    """満たすべき条件: an obligation that a permit carries, with the clause that imposes it."""

    clause: str
    text: str
    who: Role
    due: DueWhen
    days: int

    def as_dict(self) -> dict[str, object]:
        """Return the plain data of ``--json``."""
        return {
            "clause": self.clause,
            "text": self.text,
            "who": self.who.value,
            "due": self.due.value,
            "days": self.days,
        }


@frozen
class Decision:
    """判定結果 and everything it rests on. The same input gives the same bytes."""

    outcome: Outcome
    citations: tuple[Citation, ...]
    """Violated first, then unknown, satisfied, not applicable; by clause id within each."""
    obligations: tuple[Duty, ...]
    """Conditions of use. Empty when the crossing may not take place."""
    missing: tuple[str, ...]
    """Facts without which the outcome could not be settled; listed for a 不可 as well."""
    rulebook: str
    facts: str
    kind: CrossingKind
    subject: str
    at: datetime | None
    given: Mapping[str, FactValue] = field(repr=False)
    """The facts judged, normalised."""

    @property
    def cited(self) -> tuple[str, ...]:
        """The clauses that settled the outcome, for refusals and records."""
        if self.outcome is Outcome.DENY:
            return self._ids(ClauseStatus.VIOLATED, {Effect.DENY})
        if self.outcome is Outcome.UNDETERMINED:
            return self._ids(ClauseStatus.UNKNOWN, {Effect.DENY, Effect.CONDITION})
        if self.outcome is Outcome.CONDITIONAL:
            return tuple(dict.fromkeys(duty.clause for duty in self.obligations))
        return self._ids(ClauseStatus.SATISFIED, set(Effect))

    def _ids(self, status: ClauseStatus, effects: set[Effect]) -> tuple[str, ...]:
        return tuple(
            row.clause for row in self.citations if row.status is status and row.rule.effect in effects
        )

    @property
    def next_steps(self) -> tuple[Citation, ...]:
        """The citations that tell somebody to do something: violated and unknown clauses."""
        return tuple(row for row in self.citations if row.status in _OPEN)

    def as_dict(self) -> dict[str, object]:
        """Return the plain data of ``--json``, the API and the journal."""
        return {
            "outcome": self.outcome.value,
            "citations": [citation.as_dict() for citation in self.citations],
            "obligations": [duty.as_dict() for duty in self.obligations],
            "missing": list(self.missing),
            "rulebook": self.rulebook,
            "facts": self.facts,
            "kind": self.kind.value,
            "subject": self.subject,
            "at": self.at.isoformat() if self.at else None,
        }

    def as_record(self) -> dict[str, object]:
        """Return :meth:`as_dict` with the facts themselves: what must be kept to judge again one day."""
        return self.as_dict() | {"given": {name: plain(value) for name, value in self.given.items()}}

    def as_bytes(self) -> bytes:
        """Return the canonical JSON: what a hash or signature of the decision covers."""
        return canonical(self.as_dict())


def plain(value: FactValue) -> bool | int | str | list[str]:
    """Return a fact's value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value
