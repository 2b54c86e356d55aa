"""One crossing, one rulebook, one decision."""

from __future__ import annotations

import datetime as dt

import pytest
from rulebooks import LAW, MFA, OWN, REASON, REVIEW, TERMS_ONLY, clause_text, rulebook_of

from sekisho.errors import BadInput
from sekisho.judgement import Crossing, judge
from sekisho.terms import ClauseStatus, CrossingKind, Outcome

USE = Crossing(CrossingKind.USE_EXTERNAL_SERVICE, "Web会議")
AT = dt.datetime(2026, 4, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))
GOOD = {
    "confidentiality": 3,
    "terms_kind": "individual",
    "is_cloud": True,
    "reliability_reason": True,
    "mfa": True,
}


def status_of(decision, clause):
    return next(row.status for row in decision.citations if row.clause == clause)


def test_everything_met_without_duties_is_a_permit():
    decision = judge(USE, GOOD, rulebook_of(TERMS_ONLY, REASON, MFA), AT)
    assert decision.outcome is Outcome.PERMIT
    assert decision.missing == ()
    assert decision.obligations == ()
    assert {row.status for row in decision.citations} == {ClauseStatus.SATISFIED}


def test_a_violated_deny_clause_is_a_refusal_with_its_remedy_and_facts():
    decision = judge(USE, GOOD | {"terms_kind": "terms_only"}, rulebook_of(TERMS_ONLY, MFA), AT)
    assert decision.outcome is Outcome.DENY
    first = decision.citations[0]
    assert (first.clause, first.status) == ("EXT-010", ClauseStatus.VIOLATED)
    assert first.facts == {"confidentiality": 3, "terms_kind": "terms_only"}
    assert first.remedy
    assert decision.cited == ("EXT-010",)
    assert decision.obligations == ()


def test_a_missing_fact_is_never_a_yes_and_is_named():
    facts = {name: value for name, value in GOOD.items() if name != "reliability_reason"}
    decision = judge(USE, facts, rulebook_of(TERMS_ONLY, REASON, MFA), AT)
    assert decision.outcome is Outcome.UNDETERMINED
    assert decision.missing == ("reliability_reason",)
    assert status_of(decision, "REL-001") is ClauseStatus.UNKNOWN
    assert decision.cited == ("REL-001",)


def test_refusal_outranks_unknown_and_still_lists_what_is_missing():
    decision = judge(USE, {"confidentiality": 3, "terms_kind": "terms_only"}, rulebook_of(TERMS_ONLY, REASON))
    assert decision.outcome is Outcome.DENY
    assert decision.missing == ("is_cloud",)


def test_an_unmet_condition_becomes_a_duty():
    decision = judge(USE, GOOD | {"mfa": False}, rulebook_of(MFA))
    assert decision.outcome is Outcome.CONDITIONAL
    assert [(duty.clause, duty.text) for duty in decision.obligations] == [("EXT-035", "直してください")]


def test_obligations_of_met_clauses_make_the_permit_conditional():
    decision = judge(USE, {"terms_read": True}, rulebook_of(REVIEW))
    assert decision.outcome is Outcome.CONDITIONAL
    assert decision.obligations[0].as_dict() == {
        "clause": "EXL-012",
        "text": "年に一度見直す",
        "who": "service_manager",
        "due": "in_operation",
        "days": 365,
    }


def test_advice_never_changes_the_outcome_nor_asks_for_facts():
    for facts in ({}, {"governing_law_japan": False}):
        decision = judge(USE, facts, rulebook_of(LAW))
        assert decision.outcome is Outcome.PERMIT
        assert decision.missing == ()
    assert status_of(judge(USE, {}, rulebook_of(LAW)), "EXT-030") is ClauseStatus.UNKNOWN


def test_a_clause_that_does_not_apply_needs_no_fact_of_its_requirement():
    decision = judge(USE, {"is_cloud": False}, rulebook_of(REASON))
    assert decision.outcome is Outcome.PERMIT
    assert decision.citations[0].as_dict()["status"] == "not_applicable"
    assert decision.citations[0].facts == {"is_cloud": False}


def test_a_recorded_exception_satisfies_the_clause_and_is_shown():
    facts = GOOD | {"terms_kind": "terms_only", "exceptions": ["EXT-010"]}
    decision = judge(USE, facts, rulebook_of(TERMS_ONLY))
    row = decision.citations[0]
    assert decision.outcome is Outcome.PERMIT
    assert row.by_exception
    assert row.facts["exceptions"] == ("EXT-010",)


def test_an_exception_stands_in_even_where_the_requirement_cannot_be_judged():
    decision = judge(USE, {"confidentiality": 3, "exceptions": ["EXT-010"]}, rulebook_of(TERMS_ONLY))
    assert decision.outcome is Outcome.PERMIT


@pytest.mark.parametrize("clause", ["EXT-999", "REL-001"])
def test_an_exception_to_no_clause_or_to_one_that_allows_none_is_refused(clause):
    with pytest.raises(BadInput) as caught:
        judge(USE, {"exceptions": [clause]}, rulebook_of(TERMS_ONLY, REASON))
    assert clause in caught.value.what
    assert caught.value.next_step
    assert caught.value.where == "facts.exceptions"


def test_only_the_clauses_of_the_kind_are_asked():
    decision = judge(Crossing(CrossingKind.DECIDE, "決裁"), {}, rulebook_of(TERMS_ONLY, OWN))
    assert [row.clause for row in decision.citations] == ["DEC-012"]


def test_nobody_decides_their_own_matter():
    crossing = Crossing(CrossingKind.DECIDE, "決裁")
    rulebook = rulebook_of(OWN)
    assert judge(crossing, {"applicant": "1", "decider": "1"}, rulebook).outcome is Outcome.DENY
    assert judge(crossing, {"applicant": "1", "decider": "2"}, rulebook).outcome is Outcome.PERMIT


def test_the_json_has_the_agreed_keys():
    content = judge(USE, GOOD, rulebook_of(TERMS_ONLY), AT).as_dict()
    assert {"outcome", "citations", "obligations", "missing", "rulebook", "facts"} <= set(content)
    assert content["at"] == "2026-04-01T09:00:00+09:00"
    assert str(content["rulebook"]).startswith("sha256:")
    assert set(content["citations"][0]) >= {"clause", "status", "facts"}


def test_a_time_without_offset_is_refused():
    with pytest.raises(BadInput):
        judge(USE, {}, rulebook_of(LAW), dt.datetime(2026, 4, 1))  # noqa: DTZ001 - the fault under test


def test_an_overflowing_condition_makes_the_clause_unknown():
    rulebook = rulebook_of(clause_text("EXT-001", "true", f"context.person_count * {2**53} >= 0"))
    decision = judge(USE, {"person_count": 2**53}, rulebook)
    assert decision.outcome is Outcome.UNDETERMINED
    assert decision.missing == ()


def test_the_digest_follows_every_change_of_the_rules_and_of_the_facts():
    one, other = rulebook_of(TERMS_ONLY), rulebook_of(TERMS_ONLY.replace("直して", "改めて"))
    assert one.digest != other.digest
    assert one.digest == rulebook_of(TERMS_ONLY).digest
    assert judge(USE, {"mfa": True}, one).facts != judge(USE, {"mfa": False}, one).facts
    assert judge(USE, {"restrictions": ["no_copy", "encrypt"]}, one).facts == (
        judge(USE, {"restrictions": ["encrypt", "no_copy", "encrypt"]}, one).facts
    )
