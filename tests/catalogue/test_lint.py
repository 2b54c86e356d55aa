"""Every fault that lint promises to find, planted; and the delivered edition without any."""

from __future__ import annotations

import pytest
from rulebooks import MFA, TERMS_ONLY, clause_text, edition_of

from sekisho.catalogue import lint
from sekisho.catalogue.edition import Document, Heading
from sekisho.catalogue.glossary import Glossary, parse_glossary
from sekisho.errors import InvalidRulebook
from sekisho.judgement import FACTS
from sekisho.storage.editions import check_local, load_edition, load_glossary, load_rulebook
from sekisho.terms import Severity

GLOSSARY = Glossary(avoid=(("ベンダー", "委託先"),))


def rules(*clauses, **options):
    found = lint(edition_of(*clauses), FACTS, GLOSSARY, **options)
    return [(finding.rule, finding.severity, finding.clause) for finding in found]


def test_the_delivered_edition_has_no_finding_at_all():
    assert lint(load_edition("proposal-2021-09"), FACTS, load_glossary()) == ()


def test_sound_clauses_have_no_finding():
    assert rules(TERMS_ONLY, MFA) == []


@pytest.mark.parametrize(
    ("applies", "requires", "rule"),
    [
        ("context.confidentiality > 3", "context.mfa", "unreachable"),
        ("context.mfa && !context.mfa", "context.exit_plan", "unreachable"),
        ('context.phase == "build" && context.phase == "operation"', "context.mfa", "unreachable"),
        ("context.mfa", "!context.mfa", "contradiction"),
        ("context.confidentiality >= 2", "context.confidentiality == 1", "contradiction"),
        ("context.confidentiality >= 2", "context.confidentiality > 1", "vacuous"),
        ("context.mfa", "true", "vacuous"),
        ('context.certifications.contains("soc2")', "!context.certifications.isEmpty()", "vacuous"),
        ("context.no_such_fact", "context.mfa", "fact"),
        ('context.phase == "bild"', "context.mfa", "choice"),
        ('context.certifications.containsAny(["soc2", "soc9"])', "context.mfa", "choice"),
        ("context.confidentiality", "context.mfa", "cedar"),
        ("context.confidentiality >=", "context.mfa", "cedar"),
    ],
)
def test_a_faulty_condition_is_found(applies, requires, rule):
    found = rules(clause_text("EXT-001", applies, requires))
    assert (rule, Severity.ERROR, "EXT-001") in found


@pytest.mark.parametrize("exempt", ["EXT-999", "EXT-035"])
def test_an_exception_that_nobody_can_grant_is_found(exempt):
    asking = clause_text("EXT-001", f'context.exceptions.contains("{exempt}")', "context.exit_plan")
    assert rules(MFA, asking) == [("exception", Severity.ERROR, "EXT-001")]
    good = clause_text("EXT-001", 'context.exceptions.contains("EXT-010")', "context.exit_plan")
    assert rules(TERMS_ONLY, good) == []


def test_an_outright_prohibition_is_no_contradiction():
    assert rules(clause_text("EXT-001", "context.specific_personal_data", "false")) == []


def test_two_clauses_that_can_never_both_be_met_are_found():
    one = clause_text("EXT-001", "true", 'context.service_class == "outsourcing"')
    other = clause_text("EXT-002", "true", 'context.service_class != "outsourcing"')
    assert rules(one, other) == [("conflict", Severity.ERROR, "EXT-001")]
    apart = clause_text("EXT-002", "true", 'context.service_class != "outsourcing"', kinds="outsource")
    assert rules(one, apart) == []


def test_a_combination_that_nobody_can_meet_is_a_doubt_until_a_clause_says_it_is_meant():
    one = clause_text("EXT-001", "context.personal_data", "context.confidentiality >= 2")
    other = clause_text("EXT-002", 'context.service_kind == "sns"', "context.confidentiality == 1")
    assert rules(one, other) == [("conflict", Severity.DOUBT, "EXT-001")]
    meant = other.replace("machine: true", "machine: true\n    refs: [EXT-001]")
    assert rules(one, meant) == []


def test_what_is_too_wide_to_search_is_said():
    many = " && ".join(f"context.{name}" for name, fact in FACTS.items() if fact.type.name == "FLAG")
    assert rules(clause_text("EXT-001", many, "context.mfa")) == [("too-wide", Severity.DOUBT, "EXT-001")]


def test_words_that_nobody_explained_and_words_to_avoid_are_found():
    text = MFA.replace("summary: 試し", "summary: ベンダーのコンプライアンスとXDRを見る")
    found = lint(edition_of(text), FACTS, GLOSSARY)
    assert [finding.rule for finding in found] == ["word"] * 4
    assert "委託先" in found[-1].message
    known = parse_glossary("words: {コンプライアンス: 決まりを守ること, XDR: 見張り, ベンダー: x}", where="g")
    assert lint(edition_of(text), FACTS, known) == ()


def test_references_are_followed():
    edition = edition_of(TERMS_ONLY)
    wrong = type(edition)(
        "e",
        "版",
        "other",
        "",
        True,
        edition.clauses,
        (Document("other", "文書", "", ""),),
        (Heading("別の見出し", "", 1, ("EXT-999",)),),
    )
    found = {finding.rule for finding in lint(wrong, FACTS)}
    assert found == {"source", "coverage"}


def test_local_clauses_are_marked_and_do_not_take_a_number_in_use():
    local = edition_of(TERMS_ONLY, MFA.replace("EXT-035", "SKR-001"), edition_id="sakura", local=True)
    found = {(finding.rule, finding.clause) for finding in check_local(local)}
    assert ("id", "EXT-010") in found
    assert ("level", "SKR-001") in found


def test_a_local_clause_takes_effect_only_without_error():
    clause = clause_text("SKR-001", "context.personal_data", "context.mfa", level="local")
    local = edition_of(clause, edition_id="sakura", local=True)
    assert not [one for one in check_local(local) if one.severity is Severity.ERROR]
    rulebook = load_rulebook(local=local)
    assert "SKR-001" in rulebook.clauses
    assert rulebook.digest != load_rulebook().digest
    faulty = edition_of(clause.replace("context.mfa", "context.no_such"), edition_id="sakura", local=True)
    with pytest.raises(InvalidRulebook) as caught:
        load_rulebook(local=faulty)
    assert caught.value.clauses == ("SKR-001",)


def test_a_local_clause_that_contradicts_the_edition_is_found():
    clause = clause_text("SKR-001", "true", 'context.service_class == "outsourcing"', level="local")
    local = edition_of(clause, edition_id="sakura", local=True)
    assert ("conflict", "SKR-001") in {(one.rule, one.clause) for one in check_local(local)}
