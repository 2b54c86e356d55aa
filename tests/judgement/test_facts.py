"""Facts are checked at the door; every refusal names field, reason and next step."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue.vocabulary import FactType
from sekisho.errors import BadInput
from sekisho.judgement import FACTS, questions_for, read_facts
from sekisho.terms import HandlingRestriction, TermsKind


def test_facts_are_normalised():
    given = read_facts(
        {
            "restrictions": ["no_copy", HandlingRestriction.ENCRYPT, "no_copy"],
            "terms_kind": TermsKind.INDIVIDUAL,
            "confidentiality": 3,
            "mfa": None,
        }
    )
    assert given == {
        "confidentiality": 3,
        "restrictions": ("encrypt", "no_copy"),
        "terms_kind": "individual",
        "exceptions": (),
    }
    assert list(given) == ["confidentiality", "restrictions", "terms_kind", "exceptions"]
    assert type(given["terms_kind"]) is str


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("confidentialty", 3, "confidentiality"),
        ("zzz", 3, "schema.cedarschema"),
        ("mfa", "yes", "true か false"),
        ("mfa", 1, "true か false"),
        ("confidentiality", "3", "1から3まで"),
        ("confidentiality", True, "1から3まで"),
        ("confidentiality", 4, "1から3まで"),
        ("person_count", -1, "0以上"),
        ("terms_kind", "terms", "約款への同意のみ"),
        ("terms_kind", 1, "terms_only"),
        ("terms_kind", "", "terms_only"),
        ("applicant", " ", "文字"),
        ("restrictions", "no_copy", "一覧"),
        ("restrictions", ["no_copy", 1], "encrypt"),
        ("restrictions", ["copy"], "複製禁止"),
        ("data_regions", ["Japan"], "形"),
        ("exceptions", ["ext-1"], "形"),
        ("applicant", "あ" * 2000, "文字"),
        ("applicant", "a\ud800", "文字"),
    ],
)
def test_a_wrong_fact_is_refused_with_what_would_be_right(name, value, hint):
    with pytest.raises(BadInput) as caught:
        read_facts({name: value})
    assert caught.value.where == f"facts.{name}"
    assert caught.value.why
    assert hint in caught.value.next_step


@given(
    st.dictionaries(
        st.sampled_from(sorted(FACTS)) | st.text(max_size=5),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3),
            max_leaves=4,
        ),
        max_size=4,
    )
)
def test_any_facts_are_read_or_refused(facts):
    with suppress(BadInput):
        read_facts(facts)


def test_every_fact_has_a_label_and_a_question():
    for fact in FACTS.values():
        assert fact.label
        assert fact.question.endswith(("。", "）。"))
    assert len({fact.label for fact in FACTS.values()}) == len(FACTS)


def test_only_what_the_system_records_has_a_default():
    assert [fact.name for fact in FACTS.values() if fact.default is not None] == ["exceptions"]


def test_the_question_for_a_missing_fact_carries_its_choices():
    flag, choice = questions_for(["mfa", "terms_kind"])
    assert flag.as_dict()["type"] == FactType.FLAG.name.lower()
    assert ("terms_only", "約款への同意のみ") in choice.choices
