"""Nothing that the proposal says is left without a clause, and no clause hangs in the air."""

from __future__ import annotations

from collections import Counter

import pytest

from sekisho.catalogue import Edition, coverage
from sekisho.storage.editions import load_edition

HEADINGS_PER_PAGE = {
    1: 1,
    2: 3,
    3: 6,
    4: 6,
    5: 8,
    6: 6,
    7: 5,
    8: 3,
    9: 3,
    10: 7,
    11: 4,
    12: 3,
    13: 5,
    14: 4,
    15: 3,
    16: 1,
    17: 1,
}
"""Counted by hand in the proposal: a heading cannot be dropped from the map to hide a gap."""

PHASES = ("選定", "調達及び契約", "構築", "運用", "利用終了")


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition("proposal-2021-09")


def test_every_heading_of_every_page_is_in_the_map(edition):
    own = [row for row in edition.headings if not row.document]
    assert Counter(row.page for row in own) == HEADINGS_PER_PAGE
    places = Counter((row.page, row.heading) for row in own)
    assert [place for place, times in places.items() if times > 1] == []


def test_every_heading_has_a_clause_and_every_clause_named_exists(edition):
    found = coverage(edition)
    assert found.without_clause == ()
    assert found.unknown_clauses == ()
    assert found.wrong_heading == ()


def test_every_clause_is_cited_by_a_heading(edition):
    cited = {clause for row in edition.headings for clause in row.clauses}
    assert [clause.id for clause in edition.clauses if clause.id not in cited] == []


def test_every_clause_names_a_heading_and_page_that_cites_it(edition):
    places = {
        (row.document or edition.document, row.section, row.page, row.heading): row.clauses
        for row in edition.headings
    }
    for clause in edition.clauses:
        source = clause.source
        place = (source.document, source.section, source.page, source.heading)
        assert clause.id in places.get(place, ()), f"{clause.id} says {place}"


def test_every_document_that_clauses_cite_has_a_title(edition):
    known = {document.id for document in edition.documents}
    assert {clause.source.document for clause in edition.clauses} <= known
    assert {row.document for row in edition.headings if row.document} <= known


def test_the_phases_of_a_service_are_all_judged_by_machine(edition):
    judged = {clause.id for clause in edition.clauses if clause.machine}
    for phase in PHASES:
        (row,) = [row for row in edition.headings if row.heading == phase and not row.document]
        assert judged & set(row.clauses), phase


def test_theme_one_is_judged_by_machine(edition):
    carried = {
        clause
        for row in edition.headings
        if not row.document and row.section.startswith("①")
        for clause in row.clauses
    }
    theme_one = [clause for clause in edition.clauses if clause.machine and clause.id in carried]
    assert len(theme_one) >= 55


def test_what_was_not_compared_with_the_official_text_says_so(edition):
    recalled = [clause for clause in edition.clauses if clause.source.document.startswith("guideline-")]
    assert recalled
    assert not any(clause.confirmed for clause in recalled)


def test_clauses_are_short_and_carry_what_a_clerk_needs(edition):
    for clause in edition.clauses:
        assert len(clause.title) <= 45, clause.id
        assert 20 <= len(clause.summary) <= 220, clause.id
        assert clause.evidence, clause.id
        assert clause.refs, clause.id
        assert clause.remedy or not clause.machine, clause.id
