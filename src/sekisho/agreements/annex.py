"""別紙 that comes back: what went out line by line, and what the other side's answers to it are worth.

An answer counts for the line it was written to. Where requirement, control or item reads otherwise by now,
the answer is not taken over; where the other side does not agree who carries out a control, that control is
not decided (改定方針案 2021-09 ①(調達及び契約), p. 5: the split is agreed before the contract).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.terms import AnnexPart, Conformity, Consent, Party

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 4000
"""Characters of one explanation."""
WORDING: dict[str, tuple[int, ...]] = {
    AnnexPart.REQUIREMENTS.value: (2,),
    AnnexPart.SPLIT.value: (1, 2),
    AnnexPart.ITEMS.value: (1,),
}
"""Which cells of a line are what is answered; numbers, grounds and our own notes are not."""
PARTIES = (Party.USER, Party.PROVIDER, Party.BOTH, Party.NOBODY)
"""Whom the other side may name for a control: 未決 is no answer."""


@attrs.frozen
class Line:
    """One line of an annex as it went out; ``cells`` as they stood in the table."""

    part: str
    id: str
    cells: tuple[str, ...]

    @property
    def wording(self) -> tuple[str, ...]:
        """What is answered."""
        return tuple(self.cells[at] for at in WORDING[self.part])

    def as_list(self) -> list[Any]:
        """Return plain data, as it is kept."""
        return [self.part, self.id, list(self.cells)]

    @classmethod
    def from_list(cls, kept: Iterable[Any]) -> Line:
        """Read what :meth:`as_list` wrote."""
        part, key, cells = kept
        return cls(str(part), str(key), tuple(map(str, cells)))


@attrs.frozen
class Answer:
    """What the other side wrote to one line; ``party`` is whom it names for a control."""

    reply: str = ""
    words: str = ""
    party: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return plain data without what is empty."""
        return {name: value for name, value in attrs.asdict(self).items() if value}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Answer:
        """Read what :meth:`as_dict` wrote."""
        return cls(*(str(kept.get(name, "")) for name in ("reply", "words", "party")))


@attrs.frozen
class Drift:
    """How what went out differs from what stands today, as (part, id)."""

    same: tuple[tuple[str, str], ...]
    reworded: tuple[tuple[str, str], ...]
    dropped: tuple[tuple[str, str], ...]
    added: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.reworded or self.dropped or self.added)


def digest(lines: Iterable[Line]) -> str:
    """Return the SHA-256 of everything the lines say."""
    told = [one.as_list() for one in lines]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def drift(out: Iterable[Line], now: Iterable[Line]) -> Drift:
    """Return what changed from what went ``out`` to what stands ``now``."""
    before, after = ({(one.part, one.id): one for one in lines} for lines in (out, now))
    shared = [key for key in after if key in before]
    return Drift(
        same=tuple(key for key in shared if before[key].wording == after[key].wording),
        reworded=tuple(key for key in shared if before[key].wording != after[key].wording),
        dropped=tuple(key for key in before if key not in after),
        added=tuple(key for key in after if key not in before),
    )


def complete(part: str, answer: Answer) -> bool:
    """Tell whether an answer says enough: 適合 and agreement stand alone, the others want words."""
    if part == AnnexPart.REQUIREMENTS.value:
        known = answer.reply in {one.value for one in Conformity}
        return known and (answer.reply == Conformity.YES.value or bool(answer.words.strip()))
    if answer.reply == Consent.AGREED.value:
        return True
    return answer.reply == Consent.NOT_AGREED.value and bool(answer.words.strip() or answer.party)


def objects(answer: Answer, party: str) -> bool:
    """Tell whether the other side does not agree that ``party`` carries out a control.

    It says so, or names somebody else. An empty answer is neither agreement nor objection.
    """
    return answer.reply == Consent.NOT_AGREED.value or bool(answer.party and answer.party != party)


def contradicts(answer: Answer, party: str) -> bool:
    """Tell whether an answer agrees and names somebody else at once."""
    return answer.reply == Consent.AGREED.value and bool(answer.party) and answer.party != party


def unmet(wordings: Mapping[str, str], answers: Mapping[str, Mapping[str, Any]]) -> int:
    """Count the requirements (id → text) that nobody says are met.

    ``answers`` gives to each id the newest reply, its words, and the ``text`` it was given to. Met is what is
    適合, or 該当なし with its reason; an answer to another text, or none, is not.
    """
    return sum(not _met(text, answers.get(key, {})) for key, text in wordings.items())


def _met(text: str, given: Mapping[str, Any]) -> bool:
    answer = Answer.from_dict(given)
    fits = answer.reply in {Conformity.YES.value, Conformity.NOT_APPLICABLE.value}
    return fits and given.get("text") == text and complete(AnnexPart.REQUIREMENTS.value, answer)
