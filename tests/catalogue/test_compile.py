"""Clauses become Cedar that a third party's tools can read, and nothing else slips in."""

from __future__ import annotations

from pathlib import Path

import cedarpy
import pytest
from rulebooks import LAW, MFA, REVIEW, TERMS_ONLY, clause_text, edition_of, rulebook_of

from sekisho.catalogue import compile_rulebook
from sekisho.catalogue.vocabulary import schema_text
from sekisho.errors import BadInput, InvalidRulebook, NotFound
from sekisho.judgement import FACTS
from sekisho.storage.editions import load_rulebook

ROOT = Path(__file__).resolve().parents[2]


def test_the_schema_file_is_the_vocabulary():
    file = ROOT / "catalogue" / "schema.cedarschema"
    assert file.read_text(encoding="utf-8") == schema_text(FACTS)
    cedarpy.Schema.from_str(schema_text(FACTS, optional=True))


def test_both_texts_of_the_delivered_edition_pass_cedars_strict_validation():
    rulebook = load_rulebook()
    for text in (rulebook.cedar_text, rulebook.explain_text):
        assert cedarpy.validate_policies(text, rulebook.schema).validation_passed


def test_enforcement_forbids_for_deny_errs_for_conditions_and_leaves_advice_out():
    text = rulebook_of(TERMS_ONLY, MFA, LAW).cedar_text
    assert '@clause("EXT-010")\n@effect("deny")\nforbid(' in text
    assert '@clause("EXT-035")\n@effect("condition")\npermit(' in text
    assert "EXT-030" not in text


@pytest.mark.parametrize(
    "condition",
    [
        "true }; permit(principal, action, resource) when { true",
        "true } unless { false",
        'principal == Office::"office"',
        'resource in Subject::"x"',
        "context has confidentiality",
        "context.confidentiality >=",
        'context["confidentiality"] like "a"',
        "",
    ],
)
def test_a_condition_is_one_expression_over_the_facts(condition):
    quoted = condition.replace("'", "''")
    with pytest.raises((InvalidRulebook, BadInput)) as caught:
        rulebook_of(clause_text("EXT-001", quoted, "context.mfa"))
    assert caught.value.next_step


def test_a_comment_cannot_swallow_what_follows():
    assert "EXT-001" in rulebook_of(clause_text("EXT-001", "true // }", "context.mfa")).clauses


@pytest.mark.parametrize(
    "condition", ["context.no_such_fact", 'context.mfa == "yes"', "context.confidentiality"]
)
def test_a_condition_that_does_not_fit_the_facts_names_its_clause(condition):
    with pytest.raises(InvalidRulebook) as caught:
        rulebook_of(TERMS_ONLY, clause_text("EXT-020", "true", condition), MFA)
    assert caught.value.clauses == ("EXT-020",)
    assert caught.value.where.startswith("test.yaml:")


def test_an_id_is_used_once_and_local_clauses_replace_nothing():
    local = edition_of(TERMS_ONLY, edition_id="local", local=True)
    with pytest.raises(InvalidRulebook, match="二度"):
        compile_rulebook((edition_of(TERMS_ONLY), local), FACTS)


def test_equal_conditions_are_evaluated_once():
    one = clause_text("EXT-001", "context.confidentiality >= 2", "context.mfa")
    other = clause_text("EXT-002", "context.confidentiality >= 2", "context.exit_plan")
    rulebook = rulebook_of(one, other)
    assert sum(len(rules.probes) for rules in rulebook.slices.values()) == 3


def test_a_rulebook_names_its_clauses():
    rulebook = rulebook_of(TERMS_ONLY, REVIEW)
    assert rulebook.clause("EXT-010").title
    with pytest.raises(NotFound):
        rulebook.clause("EXT-999")


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("context.no_such", "「no_such」という事実はありません。"),
        ('context.mfa == "yes"', "はい・いいえと文字を比べています。"),
        ("context.confidentiality", "はい・いいえが要るところに数が書かれています。"),
        ('context.phase.contains("x")', "一覧が要るところに文字が書かれています。"),
        ("context.restrictions == []", "空の一覧 [ ] は書けません。isEmpty() を使ってください。"),
        ("context.mfa = true", "「等しい」は = ではなく == と書いてください。"),
        ("mfa", "「mfa」は使えません。事実は context.mfa のように書いてください。"),
        ("(context.mfa", "式が途中で終わっています。"),
        ("context.mfa & true", "Cedarにない記号があります。全角の文字、& や | の数を確かめてください。"),
    ],
)
def test_cedars_complaint_is_told_in_plain_japanese(condition, why):
    with pytest.raises(InvalidRulebook) as caught:
        rulebook_of(clause_text("EXT-001", "true", condition))
    assert caught.value.why == why


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 20_000 + "true" + ")" * 20_000,
        "[" * 31 + "]" * 31 + ".isEmpty()",
        " && ".join(["context.mfa"] * 20_000),
        "1" + "+1" * 900 + " == 2",
        "!" * 1900 + "true",
        "if true then " * 140 + "true" + " else true" * 10,
        "context" + ".a" * 900,
        "context.mfa" + " && context.mfa" * 120,
    ],
)
def test_a_condition_cannot_exhaust_the_engines_stack(condition):
    with pytest.raises(InvalidRulebook) as caught:
        rulebook_of(clause_text("EXT-001", "true", condition))
    assert caught.value.next_step
