"""What if the rules change: recorded crossings judged again under another rulebook.

The record keeps the facts that were judged (:meth:`Decision.as_record`), so that a candidate rulebook can
be tried on the past. Crossings with the same facts are judged once. A crossing that the candidate cannot
judge at all (a fact or an exempted clause it no longer knows) is listed, never left out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from sekisho.catalogue.compile import canonical
from sekisho.errors import BadInput
from sekisho.judgement.crossing import Crossing
from sekisho.judgement.judge import judge
from sekisho.terms import ClauseStatus, CrossingKind, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sekisho.catalogue.compile import Rulebook
    from sekisho.judgement.decision import Decision


@frozen
class Recorded:
    """One crossing as the record has it."""

    reference: str
    """What identifies it to people: a document number or a journal entry."""
    crossing: Crossing
    facts: Mapping[str, Any]
    outcome: Outcome
    violated: frozenset[str]
    unknown: frozenset[str]

    @classmethod
    def of(cls, decision: Decision, reference: str) -> Recorded:
        """Return a decision just made as a recorded crossing."""
        return cls.from_record(decision.as_record(), reference)

    @classmethod
    def from_record(cls, record: Mapping[str, Any], reference: str) -> Recorded:
        """Read what :meth:`Decision.as_record` wrote; BadInput when the record is not of that form."""
        try:
            citations = [(str(row["clause"]), str(row["status"])) for row in record["citations"]]
            return cls(
                reference=reference,
                crossing=Crossing(CrossingKind(record["kind"]), str(record["subject"])),
                facts=dict(record["given"]),
                outcome=Outcome(record["outcome"]),
                violated=_having(citations, ClauseStatus.VIOLATED),
                unknown=_having(citations, ClauseStatus.UNKNOWN),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                f"判定の記録「{reference}」が読めません。",
                why="必要な項目（kind、given、outcome、citations）がそろっていません。",
                next_step="判定の記録をそのまま渡してください。",
                where=reference,
            ) from error


def _having(citations: list[tuple[str, str]], status: ClauseStatus) -> frozenset[str]:
    return frozenset(clause for clause, value in citations if value == status.value)


@frozen
class Difference:
    """A crossing that the candidate rulebook decides otherwise."""

    reference: str
    subject: str
    before: Outcome
    after: Outcome
    newly_violated: tuple[str, ...]
    no_longer_violated: tuple[str, ...]
    missing: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the plain data."""
        return {
            "reference": self.reference,
            "subject": self.subject,
            "before": self.before.value,
            "after": self.after.value,
            "newly_violated": list(self.newly_violated),
            "no_longer_violated": list(self.no_longer_violated),
            "missing": list(self.missing),
        }


@frozen
class Replay:
    """The answer to "what if"."""

    rulebook: str
    total: int
    differences: tuple[Difference, ...]
    not_judged: tuple[tuple[str, str], ...]
    """(reference, reason) of crossings that the candidate cannot judge."""
    counts: Mapping[tuple[Outcome, Outcome], int] = field(repr=False)
    """How many crossings went from which outcome to which, unchanged ones included."""

    def as_dict(self) -> dict[str, object]:
        """Return the plain data of ``--json`` and the API."""
        return {
            "rulebook": self.rulebook,
            "total": self.total,
            "changed": len(self.differences),
            "differences": [difference.as_dict() for difference in self.differences],
            "not_judged": [{"reference": one, "reason": why} for one, why in self.not_judged],
            "counts": [
                {"before": before.value, "after": after.value, "count": count}
                for (before, after), count in sorted(self.counts.items())
            ],
        }


def replay(recorded: Iterable[Recorded], rulebook: Rulebook) -> Replay:
    """Judge every recorded crossing again under ``rulebook`` and list what would change."""
    seen: dict[tuple[CrossingKind, bytes], Decision | str] = {}
    differences: list[Difference] = []
    not_judged: list[tuple[str, str]] = []
    counts: Counter[tuple[Outcome, Outcome]] = Counter()
    total = 0
    for one in recorded:
        total += 1
        key = (one.crossing.kind, canonical(dict(one.facts)))
        if key not in seen:
            seen[key] = _again(one, rulebook)
        now = seen[key]
        if isinstance(now, str):
            not_judged.append((one.reference, now))
            continue
        counts[one.outcome, now.outcome] += 1
        if now.outcome is not one.outcome:
            differences.append(_difference(one, now))
    return Replay(rulebook.digest, total, tuple(differences), tuple(not_judged), dict(counts))


def _again(one: Recorded, rulebook: Rulebook) -> Decision | str:
    try:
        return judge(one.crossing, one.facts, rulebook)
    except BadInput as error:
        return f"{error.what}{error.why}"


def _difference(one: Recorded, now: Decision) -> Difference:
    violated = {row.clause for row in now.citations if row.status is ClauseStatus.VIOLATED}
    return Difference(
        reference=one.reference,
        subject=one.crossing.subject,
        before=one.outcome,
        after=now.outcome,
        newly_violated=tuple(sorted(violated - one.violated)),
        no_longer_violated=tuple(sorted(one.violated - violated)),
        missing=now.missing,
    )
