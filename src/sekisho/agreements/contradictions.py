"""Two answers of the same firm to the same requirement that say different things: which of them counts.

An annex and a questionnaire ask about the same requirements. Where the newest answers of both to the wording
in force differ, neither counts until a person says which stands, and why: the guideline asks that what is
met is confirmed (対策基準 8.1), and of two answers nobody knows which is true. What is settled is settled for
these words: once either side says something else, it is open again. Pure.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import attrs

from sekisho.terms import AnswerSource

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence


@attrs.frozen
class Told:
    """One answer to one requirement, where it stands and by whom and when it was given."""

    source: AnswerSource
    number: str
    """Of the annex's answers, or of the questionnaire."""
    by: str
    at: dt.datetime
    reply: str
    words: str
    text: str
    """The wording it was given to."""

    def as_answer(self) -> dict[str, str]:
        """Return it as :func:`.annex.unmet` reads answers."""
        return {"reply": self.reply, "words": self.words, "text": self.text}


@attrs.frozen
class Contradiction:
    """One requirement with the two answers that differ."""

    line: str
    text: str
    annex: Told
    questionnaire: Told

    @property
    def told(self) -> tuple[Told, Told]:
        """Both answers."""
        return self.annex, self.questionnaire

    @property
    def digest(self) -> str:
        """The SHA-256 of what is asked and said: settled once, as long as nobody says anything else."""
        said = [self.line, self.text, *([one.reply, one.words] for one in self.told)]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    def by(self, source: str) -> Told:
        """Return the answer of a source."""
        return self.annex if source == AnswerSource.ANNEX.value else self.questionnaire


def find(texts: Mapping[str, str], told: Mapping[str, Sequence[Told]]) -> tuple[Contradiction, ...]:
    """Return the requirements (id → text) to which the newest answers of both sources differ."""
    found = []
    for line, text in texts.items():
        newest = _newest(text, told.get(line, ()))
        annex, questionnaire = (newest.get(source) for source in AnswerSource)
        if annex is not None and questionnaire is not None and annex.reply != questionnaire.reply:
            found.append(Contradiction(line, text, annex, questionnaire))
    return tuple(found)


def standing(
    texts: Mapping[str, str], told: Mapping[str, Sequence[Told]], settled: Mapping[str, str]
) -> tuple[dict[str, dict[str, str]], tuple[Contradiction, ...]]:
    """Return the answer that counts for each requirement, and the contradictions nobody settled.

    ``settled``: digest of a contradiction → the source that stands. Where nothing contradicts, the newest
    answer counts, whichever way it came.
    """
    answers = {line: max(said, key=_when).as_answer() for line, said in told.items() if said}
    still_open = []
    for one in find(texts, told):
        source = settled.get(one.digest)
        if source is None:
            still_open.append(one)
            answers.pop(one.line)
        else:
            answers[one.line] = one.by(source).as_answer()
    return answers, tuple(still_open)


def _newest(text: str, told: Iterable[Told]) -> dict[AnswerSource, Told]:
    same = (one for one in told if one.text == text and one.reply)
    return {one.source: one for one in sorted(same, key=_when)}


def _when(one: Told) -> dt.datetime:
    return one.at
