"""The words that clauses may use without explanation, and the words to avoid.

Known are the labels of :mod:`sekisho.terms`, the labels of the facts, and ``catalogue/glossary.yaml``.
Checked are the words a reader is likely not to know: runs of katakana and Latin abbreviations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from sekisho import terms
from sekisho.catalogue.fields import Fields, as_table
from sekisho.catalogue.yamltext import read_yaml

if TYPE_CHECKING:
    from sekisho.catalogue.clause import Clause
    from sekisho.catalogue.vocabulary import Vocabulary

_WORD = re.compile(r"[ァ-ヴー]{3,}|[A-Z][A-Za-z0-9]+(?:[/\- ]?[A-Z0-9]+)*")

_CLAUSE = re.compile(r"[A-Z][A-Z0-9]+(?:-[A-Z0-9]*[0-9])+")


@frozen
class Glossary:
    """Words with their meaning, and words to avoid with the word to use instead."""

    words: tuple[tuple[str, str], ...] = ()
    avoid: tuple[tuple[str, str], ...] = ()

    def unknown_words(self, text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
        """Return the words of ``text`` that neither glossary nor vocabulary knows."""
        known = self._known(vocabulary)
        words = _WORD.findall(_CLAUSE.sub(" ", text))
        return tuple(dict.fromkeys(word for word in words if word not in known))

    def avoided_words(self, text: str) -> tuple[tuple[str, str], ...]:
        """Return (word, better word) for every word of ``text`` that should not be used."""
        return tuple((word, better) for word, better in self.avoid if word in text)

    def _known(self, vocabulary: Vocabulary) -> str:
        labels = [label for one in _term_classes() for _value, label in one.choices()]
        facts = [fact.label for fact in vocabulary.values()]
        return "\n".join([*labels, *facts, *(word for word, _meaning in self.words)])


def _term_classes() -> list[type[terms.Term]]:
    return [
        one
        for one in vars(terms).values()
        if isinstance(one, type) and issubclass(one, terms.Term) and one is not terms.Term
    ]


def parse_glossary(text: str, *, where: str) -> Glossary:
    """Return the glossary written in ``text``: tables ``words`` and ``avoid``."""
    fields = Fields(as_table(read_yaml(text, where=where), what="用語集", where=where), where)
    words = _pairs(fields, "words")
    avoid = _pairs(fields, "avoid")
    fields.done()
    return Glossary(words, avoid)


def _pairs(fields: Fields, name: str) -> tuple[tuple[str, str], ...]:
    if not fields.has(name):
        return ()
    row = fields.nested(name, fields.take(name))
    pairs = tuple((key, row.text(key)) for key in row.names())
    row.done()
    return pairs


def wording(clause: Clause) -> str:
    """Return everything of a clause that people read."""
    steps = [*clause.obligations, *([clause.remedy] if clause.remedy else [])]
    return "\n".join([clause.title, clause.summary, *(step.text for step in steps), *clause.evidence])
