"""Clauses and editions from YAML, and the message for each fault."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rulebooks import DUTY, REVIEW, TERMS_ONLY, clause_text, edition_of

from sekisho.catalogue import compile_rulebook, parse_clauses, parse_edition
from sekisho.errors import BadInput, InvalidRulebook, NotFound
from sekisho.judgement import FACTS
from sekisho.storage.editions import load_edition
from sekisho.terms import ClauseLevel, CrossingKind, DueWhen, Effect, Role

HEAD = "id: x\ntitle: 試し\ndocument: d\n"


def parse(*clauses):
    return parse_clauses("clauses:\n" + "".join(clauses), where="t.yaml")


def test_a_clause_is_read_whole():
    clause = parse(REVIEW)[0]
    assert clause.id == "EXL-012"
    assert clause.level is ClauseLevel.MUST
    assert clause.kinds == (CrossingKind.USE_EXTERNAL_SERVICE,)
    assert clause.effect is Effect.CONDITION
    assert clause.obligations[0].due is DueWhen.IN_OPERATION
    assert clause.obligations[0].who is Role.SERVICE_MANAGER
    assert clause.obligations[0].days == 365
    assert clause.where == "t.yaml:3"


def test_an_allowed_exception_is_part_of_the_requirement_in_force():
    assert parse(TERMS_ONLY)[0].requirement.startswith('context.exceptions.contains("EXT-010") || (')
    assert parse(REVIEW)[0].requirement == "context.terms_read"


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("id: EXL-012", "id: exl 12", "番号"),
        ("title: 試しの条文 EXL-012", "title: ''", "文字"),
        ("level: must", "level: should", "law、must"),
        ("page: 3", "page: three", "整数"),
        ("confirmed: true", "confirmed: yes", "true か false"),
        ("effect: condition", "effect: warn", "deny"),
        ("responsible: manager", "responsible: boss", "使える語"),
        ("kinds: [use_external_service]", "kinds: []", "機械が判定"),
        ("kinds: [use_external_service]", "kinds: use", "一覧"),
        ("exception: no", "exception: maybe", "allowed"),
        ("machine: true", "machine: false", "条件式は書けません"),
        ("machine: true", "machine: true\n    notes: x", "この名前の項目"),
        ("days: 365", "days: -1", "0から"),
        (DUTY, "x", "項目: 値"),
        ("    summary: 試し\n", "", "必要な項目"),
    ],
)
def test_a_fault_names_the_item_and_the_line(was, now, why):
    text = REVIEW.replace(was, now)
    assert text != REVIEW
    with pytest.raises(BadInput) as caught:
        parse(text)
    assert caught.value.where.startswith("t.yaml:")
    assert why in caught.value.why + caught.value.what


@pytest.mark.parametrize("text", ["", "[]", "clauses: 1", "clauses: [1]", "rows: []", "clauses: []\nmore: 1"])
def test_a_file_of_another_shape_is_refused(text):
    with pytest.raises(BadInput):
        parse_clauses(text, where="t.yaml")


def test_an_edition_is_made_of_its_files():
    files = {
        "edition.yaml": HEAD + "documents: {d: {title: 文書}}",
        "b.yaml": "clauses:" + REVIEW,
        "a.yaml": "clauses:" + TERMS_ONLY,
        "coverage.yaml": "headings: [{heading: 見出し, section: ①, page: 3, clauses: [EXL-012]}]",
    }
    edition = parse_edition(files)
    assert [clause.id for clause in edition.clauses] == ["EXL-012", "EXT-010"]
    assert edition.headings[0].clauses == ("EXL-012",)
    assert edition.document_title("d") == "文書"
    assert edition.document_title("e") == "e"
    with pytest.raises(NotFound):
        edition.clause("EXT-999")


def test_an_edition_without_its_head_is_refused():
    with pytest.raises(BadInput, match=r"edition\.yaml"):
        parse_edition({"a.yaml": "clauses: []"})


@settings(max_examples=200, deadline=None)
@given(
    item=st.sampled_from(sorted(edition_of(REVIEW).clauses[0].as_dict())),
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.text("a あ{}[]:#\n'", max_size=8),
        lambda inner: (
            st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=2)
        ),
        max_leaves=4,
    ),
)
def test_any_value_in_any_item_is_read_or_refused(item, value):
    text = json.dumps(edition_of(REVIEW).clauses[0].as_dict() | {item: value}, ensure_ascii=False)
    with suppress(BadInput):
        parse_clauses(f"clauses: [{text}]", where="t.yaml")


@settings(max_examples=200, deadline=None)
@given(st.text("ct.onexfidaly&|!()<>=\"' 0123{};/\n", max_size=40))
def test_any_condition_compiles_or_is_refused(text):
    quoted = text.replace("'", "''")
    with suppress(BadInput, InvalidRulebook):
        compile_rulebook(edition_of(clause_text("EXT-001", "true", quoted)), FACTS)


def test_the_delivered_edition_is_read():
    assert len(load_edition("proposal-2021-09").clauses) > 100
