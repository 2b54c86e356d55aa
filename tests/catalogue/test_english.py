"""The English of an edition says every clause, and only in English; what it does not know stays Japanese."""

from __future__ import annotations

import attrs
import pytest
from rulebooks import REVIEW, TERMS_ONLY, edition_of

from sekisho.catalogue import compile_rulebook, lint
from sekisho.catalogue.english import JAPANESE, dictionary, parse_english
from sekisho.catalogue.parse import parse_edition
from sekisho.errors import BadInput
from sekisho.judgement import FACTS
from sekisho.storage.editions import english, load_edition

EDITION = load_edition("proposal-2021-09")
PLAIN = edition_of(TERMS_ONLY + "    evidence: [契約書]\n", REVIEW)
WRITTEN = """\
title: A trial
clauses:
  EXT-010: {title: No such thing, summary: It is not placed there., remedy: Change it}
  EXL-012: {title: Review it, summary: It is looked at., remedy: Do it, obligations: [Review it yearly]}
evidence: {契約書: Contract}
documents: {}
"""


def found(text):
    edition = attrs.evolve(PLAIN, english=parse_english(text, where="english.yaml"))
    return [one for one in lint(edition, FACTS) if one.rule == "english"]


def test_the_delivered_edition_says_every_clause_in_english():
    assert EDITION.english is not None
    assert set(EDITION.english.clauses) == {clause.id for clause in EDITION.clauses}
    for clause in EDITION.clauses:
        for text in (
            clause.title,
            clause.summary,
            *clause.evidence,
            *(one.text for one in clause.obligations),
        ):
            assert not JAPANESE.search(english()[text]), clause.id
        if clause.remedy:
            assert not JAPANESE.search(english()[clause.remedy.text]), clause.id


def test_titles_in_english_tell_clauses_apart():
    titles = [entry.title for entry in EDITION.english.clauses.values()]
    assert len(set(titles)) == len(titles)


def test_a_whole_english_has_no_fault():
    assert found(WRITTEN) == []


@pytest.mark.parametrize(
    ("written", "instead", "clause"),
    [
        (
            "  EXT-010: {title: No such thing, summary: It is not placed there., remedy: Change it}\n",
            "",
            "EXT-010",
        ),
        ("  EXT-010:", "  EXT-011:", "EXT-011"),
        ("No such thing", "置かない", "EXT-010"),
        ("Change it", "変えること", "EXT-010"),
        (", remedy: Change it", "", "EXT-010"),
        (", obligations: [Review it yearly]", "", "EXL-012"),
        ("契約書: Contract", "契約書: 契約書", ""),
        ("契約書: Contract", "契約書: Contract, 覚書: Memorandum", ""),
        ("{契約書: Contract}", "{}", ""),
        ("documents: {}", "documents: {other: Another}", ""),
        ("A trial", "試しの版", ""),
    ],
)
def test_what_is_missing_too_much_or_not_english_is_found(written, instead, clause):
    assert written in WRITTEN
    faults = found(WRITTEN.replace(written, instead))
    assert clause in [one.clause for one in faults]
    assert {one.where for one in faults} == {"english.yaml"}


@pytest.mark.parametrize(
    "text", ["clauses: {}", "title: A\nclauses: {X-1: {title: B}}", WRITTEN + "more: 1\n", "- a"]
)
def test_a_file_of_another_shape_is_refused(text):
    with pytest.raises(BadInput) as raised:
        parse_english(text, where="english.yaml")
    assert raised.value.where.startswith("english.yaml")


def test_it_changes_neither_the_rules_nor_their_digest():
    without = attrs.evolve(EDITION, english=None)
    assert without == EDITION
    assert compile_rulebook(without, FACTS).digest == compile_rulebook(EDITION, FACTS).digest


def test_it_is_read_from_its_file():
    files = {
        "edition.yaml": "id: t\ntitle: 試しの版\ndocument: d\n",
        "a.yaml": "clauses:\n" + TERMS_ONLY + REVIEW,
        "english.yaml": WRITTEN,
    }
    words = dictionary(parse_edition(files))
    assert words["試しの版"] == "A trial"
    assert words["契約書"] == "Contract"
    del files["english.yaml"]
    assert dictionary(parse_edition(files)) == {}


def test_an_entry_that_does_not_fit_its_clause_is_not_used():
    files = {
        "edition.yaml": "id: t\ntitle: 試しの版\ndocument: d\n",
        "a.yaml": "clauses:\n" + REVIEW,
        "english.yaml": WRITTEN.replace(", obligations: [Review it yearly]", ""),
    }
    edition = parse_edition(files)
    assert edition.clauses[0].title not in dictionary(edition)
