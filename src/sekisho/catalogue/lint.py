"""Check an edition before it takes effect.

What is checked, and how far: *references* (documents, headings, facts, choices, exceptions), *Cedar*
(each condition by itself, then strict validation against the schema), *conditions* (a clause that never
applies, always or never can be met; two clauses of one kind of crossing that can each be met but never
both, wherever their requirements share a fact, neither is mere advice, and neither names the other in
``refs``), *words* (katakana and abbreviations that no glossary
explains, words to avoid), *English* (where there is an ``english.yaml``, that it says everything and nothing
else), and for a body's own clauses that they are marked as such. The search over
conditions is exhaustive within :mod:`sekisho.catalogue.worlds`; what is too wide is reported as a doubt.
"""

from __future__ import annotations

from enum import Enum
from itertools import combinations
from typing import TYPE_CHECKING

from attrs import frozen

from sekisho.catalogue.compile import validate
from sekisho.catalogue.conditions import parse_condition
from sekisho.catalogue.coverage import coverage
from sekisho.catalogue.english import faults
from sekisho.catalogue.glossary import Glossary, wording
from sekisho.catalogue.predicate import comparisons, predicate
from sekisho.catalogue.worlds import TooWide, worlds
from sekisho.errors import InvalidRulebook
from sekisho.terms import ClauseLevel, Effect, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sekisho.catalogue.clause import Clause
    from sekisho.catalogue.edition import Edition
    from sekisho.catalogue.vocabulary import Vocabulary

_NEVER = "false"


@frozen
class Finding:
    """One fault (error: the edition must not take effect) or doubt (a person should look)."""

    severity: Severity
    rule: str
    clause: str
    message: str
    where: str

    def as_dict(self) -> dict[str, object]:
        """Return the plain data of ``--json``."""
        return {
            "severity": self.severity.value,
            "rule": self.rule,
            "clause": self.clause,
            "message": self.message,
            "where": self.where,
        }


def lint(
    edition: Edition,
    vocabulary: Vocabulary,
    glossary: Glossary | None = None,
    *,
    beside: Edition | None = None,
) -> tuple[Finding, ...]:
    """Return what is wrong or doubtful in ``edition``; ``beside`` is the edition a local one stands beside.

    Only the findings of ``edition`` are returned, but its conditions are compared with those of
    ``beside`` too.
    """
    others = beside.clauses if beside else ()
    findings = [*_references(edition, vocabulary, others)]
    sound = [clause for clause in edition.clauses if clause.machine]
    invalid = list(_validity(sound, vocabulary))
    findings += invalid
    if not invalid and not any(finding.rule == "fact" for finding in findings):
        for clause in sound:
            findings += _alone(clause, vocabulary)
        findings += _together(sound, [one for one in others if one.machine], vocabulary)
    for clause in edition.clauses:
        findings += _words(clause, vocabulary, glossary or Glossary())
    findings += [
        Finding(Severity.ERROR, "english", one, what, "english.yaml") for one, what in faults(edition)
    ]
    return tuple(findings)


def _error(rule: str, clause: Clause, message: str) -> Finding:
    return Finding(Severity.ERROR, rule, clause.id, message, clause.where)


def _doubt(rule: str, clause: Clause, message: str) -> Finding:
    return Finding(Severity.DOUBT, rule, clause.id, message, clause.where)


def _references(edition: Edition, vocabulary: Vocabulary, others: tuple[Clause, ...]) -> Iterator[Finding]:
    seen = {clause.id for clause in others}
    excusable = {clause.id for clause in (*edition.clauses, *others) if clause.exception}
    documents = {document.id for document in edition.documents}
    for clause in edition.clauses:
        if clause.id in seen:
            yield _error("id", clause, "同じ番号の条文がほかにもあります。別の番号にしてください。")
        seen.add(clause.id)
        if documents and clause.source.document not in documents:
            yield _error("source", clause, f"出典「{clause.source.document}」が版の説明にありません。")
        if edition.local and clause.level is not ClauseLevel.LOCAL:
            yield _error("level", clause, "自団体の条文の level は local にしてください。")
        if not edition.local and clause.level is ClauseLevel.LOCAL:
            yield _error("level", clause, "版の条文の level は local にできません。")
        if clause.machine:
            yield from _facts(clause, vocabulary)
            yield from _exceptions(clause, excusable)
    gaps = coverage(edition) if edition.headings else None
    for heading, clause_id in gaps.unknown_clauses if gaps else ():
        yield Finding(
            Severity.ERROR,
            "coverage",
            clause_id,
            f"見出し「{heading}」に挙げた条文がありません。",
            "coverage.yaml",
        )
    for clause_id, heading in gaps.wrong_heading if gaps else ():
        yield _error("coverage", edition.clause(clause_id), f"見出し「{heading}」が対応表にありません。")


def _facts(clause: Clause, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Facts that do not exist, choices that a fact does not have, exceptions to nothing."""
    for text in (clause.applies, clause.requires):
        try:
            reads, compared = parse_condition(text).reads, comparisons(text)
        except InvalidRulebook:
            return
        for name in reads:
            if name not in vocabulary:
                yield _error("fact", clause, f"「{name}」という事実はありません。")
        for name, value in compared:
            fact = vocabulary.get(name)
            if fact is not None and fact.choices and value not in fact.values:
                allowed = "、".join(fact.values)
                yield _error("choice", clause, f"「{name}」に「{value}」という値はありません（{allowed}）。")


def _exceptions(clause: Clause, excusable: set[str]) -> Iterator[Finding]:
    """An exception that a condition asks for must be one that can be granted."""
    for text in (clause.applies, clause.requires):
        try:
            compared = comparisons(text)
        except InvalidRulebook:
            return
        for name, value in compared:
            if name == "exceptions" and value not in excusable:
                yield _error("exception", clause, f"条文「{value}」がないか、例外措置を認めていません。")


def _validity(clauses: list[Clause], vocabulary: Vocabulary) -> Iterator[Finding]:
    for clause in clauses:
        try:
            validate([clause], vocabulary)
        except InvalidRulebook as error:
            yield _error("cedar", clause, f"{error.what}{error.why}")


def _alone(clause: Clause, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A clause that never applies, cannot be met, or is always met."""
    applies, requires = predicate(clause.applies), predicate(clause.requires)
    applied = met = unmet = False
    try:
        for world in worlds((clause.applies, clause.requires), vocabulary):
            if applies(world):
                applied = True
                if requires(world):
                    met = True
                else:
                    unmet = True
            if met and unmet:
                return
    except TooWide:
        yield _doubt("too-wide", clause, "条件の組合せが多すぎて、調べきれません。条文を分けてください。")
        return
    if not applied:
        yield _error("unreachable", clause, "applies がどんな場合にも成り立たず、使われることがありません。")
    elif not met and clause.requires != _NEVER:
        yield _error(
            "contradiction",
            clause,
            "applies が成り立つとき requires は決して成り立ちません。"
            "禁止する条文なら requires を false にしてください。",
        )
    elif not unmet:
        yield _error(
            "vacuous", clause, "applies が成り立つとき requires は必ず成り立ち、何も求めていません。"
        )


def _together(own: list[Clause], others: list[Clause], vocabulary: Vocabulary) -> Iterator[Finding]:
    """Two clauses that can each be met but never both."""
    pairs = [*combinations(own, 2), *((one, other) for one in own for other in others)]
    for one, other in pairs:
        if not _related(one, other):
            continue
        name = f"{other.id}「{other.title}」"
        try:
            overlap = _conflict(one, other, vocabulary)
        except TooWide:
            yield _doubt("too-wide", one, f"{name}との組合せが多すぎて、調べきれません。")
            continue
        if overlap is Overlap.WHOLE:
            yield _error("conflict", one, f"{name}と同時に満たすことができません。条件を見直してください。")
        elif overlap is Overlap.PART:
            yield _doubt(
                "conflict",
                one,
                f"{name}と両方が当てはまるとき、同時に満たすことができません。"
                "禁じるつもりの組合せなら、refs に相手の番号を書いてください。",
            )


class Overlap(Enum):
    """How far two clauses that cannot be met together cover each other."""

    NONE = "none"
    PART = "part"
    """Each also applies without the other: in effect the combination is forbidden."""
    WHOLE = "whole"
    """One never applies without the other: it can never be met."""


def _related(one: Clause, other: Clause) -> bool:
    if Effect.ADVISE in {one.effect, other.effect} or not set(one.kinds) & set(other.kinds):
        return False
    if other.id in one.refs or one.id in other.refs:
        return False
    mine, theirs = parse_condition(one.requires).reads, parse_condition(other.requires).reads
    return bool(set(mine) & set(theirs))


def _conflict(one: Clause, other: Clause, vocabulary: Vocabulary) -> Overlap:
    texts = (one.applies, other.applies, one.requires, other.requires)
    first_applies, second_applies, first_requires, second_requires = (predicate(text) for text in texts)
    met = [False, False]
    alone = [False, False]
    for world in worlds(texts, vocabulary):
        applies = (first_applies(world), second_applies(world))
        if all(applies):
            holds = (first_requires(world), second_requires(world))
            if all(holds):
                return Overlap.NONE
            met = [was or now for was, now in zip(met, holds, strict=True)]
        elif any(applies):
            alone = [was or now for was, now in zip(alone, applies, strict=True)]
    if not all(met):
        return Overlap.NONE
    return Overlap.PART if all(alone) else Overlap.WHOLE


def _words(clause: Clause, vocabulary: Vocabulary, glossary: Glossary) -> Iterator[Finding]:
    text = wording(clause)
    for word in glossary.unknown_words(text, vocabulary):
        yield _doubt(
            "word", clause, f"「{word}」が用語集にありません。catalogue/glossary.yaml に足してください。"
        )
    for word, better in glossary.avoided_words(text):
        yield _doubt("word", clause, f"「{word}」は使わず、「{better}」と書いてください。")
