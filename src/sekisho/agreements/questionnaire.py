"""質問票: the questions of one version, their digest, and how an answer to another version is taken.

An answer counts for the question it was written to: when the wording changed, it is asked again.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.terms import Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 4000
"""Characters of one answer."""


@attrs.frozen
class Question:
    """One question: what is required, and what the provider is asked about it."""

    id: str
    heading: str
    requirement: str
    text: str

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Question:
        """Read plain data."""
        return cls(*(str(kept.get(name, "")) for name in ("id", "heading", "requirement", "text")))

    @property
    def wording(self) -> str:
        """The digest of what is asked; the same wording may be answered by the same words."""
        return hashlib.sha256(f"{self.requirement}\n{self.text}".encode()).hexdigest()


@attrs.frozen
class Drift:
    """How an older version of the questions differs from the one now asked."""

    same: tuple[str, ...]
    """Questions whose wording did not change: their answers can be taken over by id."""
    reworded: tuple[str, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]


def digest(questions: Iterable[Question]) -> str:
    """Return the SHA-256 of a version's questions."""
    told = [[one.id, one.requirement, one.text] for one in questions]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def drift(old: Iterable[Question], new: Iterable[Question]) -> Drift:
    """Return what changed from ``old`` to ``new``, in the order of the questions."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    return Drift(
        same=tuple(key for key, one in after.items() if key in before and before[key].wording == one.wording),
        reworded=tuple(
            key for key, one in after.items() if key in before and before[key].wording != one.wording
        ),
        dropped=tuple(key for key in before if key not in after),
        added=tuple(key for key in after if key not in before),
    )


def unanswered(questions: Iterable[Question], answers: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the questions without a reply, and those whose reply wants words and has none."""
    return tuple(one.id for one in questions if not complete(answers.get(one.id, {})))


def complete(answer: Mapping[str, Any]) -> bool:
    """Tell whether one answer says enough: はい stands alone, the others want words."""
    reply, words = answer.get("reply", ""), str(answer.get("words", "")).strip()
    if reply == Reply.YES.value:
        return True
    return reply in {one.value for one in Reply} and bool(words)
