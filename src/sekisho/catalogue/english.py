"""The English of an edition (``english.yaml``), for English screens only.

The Japanese is the text in force: nothing is judged, recorded or printed for authorities by this file, and
it has no part in the digest of the rules. It is held by clause, as a writer needs it, and looked up by the
Japanese text, as a screen has it: an old record whose wording has changed since is then left in Japanese
instead of being given the English of another sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen

from sekisho.catalogue.fields import Fields, as_table
from sekisho.catalogue.yamltext import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sekisho.catalogue.clause import Clause
    from sekisho.catalogue.edition import Edition

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@frozen
class Wording:
    """The English of one clause."""

    title: str
    summary: str
    remedy: str = ""
    obligations: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything written here, in the order of :func:`_wording`."""
        return (self.title, self.summary, *([self.remedy] if self.remedy else []), *self.obligations)


@frozen
class English:
    """The English of one edition."""

    title: str = ""
    note: str = ""
    clauses: Mapping[str, Wording] = field(factory=dict)
    evidence: Mapping[str, str] = field(factory=dict)
    """By the Japanese name, because many clauses name the same thing."""
    documents: Mapping[str, str] = field(factory=dict)
    """By the identifier of the document."""


def parse_english(text: str, *, where: str) -> English:
    """Return the English written in ``text``; BadInput names file, line and item."""
    top = Fields(as_table(read_yaml(text, where=where), what="英語のファイル", where=where), where)
    clauses = top.table("clauses")
    english = English(
        title=top.text("title"),
        note=top.text("note", ""),
        clauses={name: _entry(clauses.table(name)) for name in clauses.names()},
        evidence=_texts(top, "evidence"),
        documents=_texts(top, "documents"),
    )
    top.done()
    return english


def _entry(row: Fields) -> Wording:
    entry = Wording(row.text("title"), row.text("summary"), row.text("remedy", ""), row.texts("obligations"))
    row.done()
    return entry


def _texts(top: Fields, name: str) -> dict[str, str]:
    row = top.table(name)
    return {key: row.text(key) for key in row.names()}


def dictionary(edition: Edition) -> dict[str, str]:
    """Return the English of every text of ``edition`` by its Japanese; empty where there is no English."""
    english = edition.english
    if english is None:
        return {}
    found = {edition.title: english.title, edition.note: english.note, **english.evidence}
    titles = english.documents
    found |= {row.title: titles[row.id] for row in edition.documents if row.id in titles}
    for clause in edition.clauses:
        entry = english.clauses.get(clause.id)
        if entry and _matches(clause, entry):
            found |= zip(_wording(clause), entry.texts, strict=True)
    return found


def faults(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield (clause, what is wrong) where English is missing, too much, or not English."""
    english = edition.english
    if english is None:
        return
    known = {clause.id: clause for clause in edition.clauses}
    yield from ((one, "英語がありません。") for one in known if one not in english.clauses)
    for clause_id, entry in english.clauses.items():
        if clause_id not in known:
            yield clause_id, "英語がありますが、この番号の条文はありません。"
        elif not _matches(known[clause_id], entry):
            yield clause_id, "英語の次にすること・満たすべき条件の数が、条文と違います。"
        yield from _not_english(clause_id, entry.texts)
    yield from _named("証跡", english.evidence, {one for clause in known.values() for one in clause.evidence})
    yield from _named("文書", english.documents, {row.id for row in edition.documents})
    yield from _not_english("", (english.title, english.note))


def _named(what: str, english: Mapping[str, str], wanted: set[str]) -> Iterator[tuple[str, str]]:
    yield from (("", f"{what}「{one}」の英語がありません。") for one in sorted(wanted - set(english)))
    yield from (("", f"{what}「{one}」は版の中にありません。") for one in sorted(set(english) - wanted))
    yield from _not_english("", english.values())


def _not_english(clause_id: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        if JAPANESE.search(text):
            yield clause_id, f"英語の中に日本語の字があります：「{text}」"


def _wording(clause: Clause) -> list[str]:
    remedy = [clause.remedy.text] if clause.remedy else []
    return [clause.title, clause.summary, *remedy, *(duty.text for duty in clause.obligations)]


def _matches(clause: Clause, entry: Wording) -> bool:
    return bool(clause.remedy) == bool(entry.remedy) and len(clause.obligations) == len(entry.obligations)
