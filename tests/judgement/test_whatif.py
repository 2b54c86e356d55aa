"""The past judged again under changed rules."""

from __future__ import annotations

import json

import pytest
from rulebooks import MFA, TERMS_ONLY, rulebook_of

from sekisho.errors import BadInput
from sekisho.judgement import Crossing, judge
from sekisho.judgement.whatif import Recorded, replay
from sekisho.terms import CrossingKind, Outcome

USE = Crossing(CrossingKind.USE_EXTERNAL_SERVICE, "翻訳サービス")
OLD = rulebook_of(TERMS_ONLY)
NEW = rulebook_of(TERMS_ONLY, MFA.replace("effect: condition", "effect: deny"))


def recorded(facts, reference="情政第1号"):
    return Recorded.of(judge(USE, facts, OLD), reference)


def test_only_what_would_change_is_listed_and_everything_is_counted():
    past = [
        recorded({"confidentiality": 3, "terms_kind": "individual", "mfa": False}, "1"),
        recorded({"confidentiality": 3, "terms_kind": "individual"}, "2"),
        recorded({"confidentiality": 2, "terms_kind": "individual"}, "3"),
        recorded({"confidentiality": 3, "terms_kind": "terms_only"}, "4"),
    ]
    answer = replay(past, NEW)
    assert answer.total == 4
    assert [(one.reference, one.before, one.after) for one in answer.differences] == [
        ("1", Outcome.PERMIT, Outcome.DENY),
        ("2", Outcome.PERMIT, Outcome.UNDETERMINED),
    ]
    assert answer.differences[0].newly_violated == ("EXT-035",)
    assert answer.differences[1].missing == ("mfa",)
    assert sum(answer.counts.values()) == 4
    assert answer.rulebook == NEW.digest
    json.dumps(answer.as_dict())


def test_the_same_rules_change_nothing():
    past = [recorded({"confidentiality": grade}) for grade in (1, 2, 3)]
    assert replay(past, OLD).differences == ()


def test_a_record_goes_through_json_and_back():
    decision = judge(USE, {"confidentiality": 3, "restrictions": ["no_copy"]}, OLD)
    record = json.loads(json.dumps(decision.as_record()))
    assert Recorded.from_record(record, "1") == Recorded.of(decision, "1")


def test_what_the_new_rules_cannot_judge_is_said():
    with_exception = rulebook_of(TERMS_ONLY)
    past = [
        Recorded.of(
            judge(USE, {"confidentiality": 3, "exceptions": ["EXT-010"]}, with_exception), "情政第9号"
        )
    ]
    answer = replay(past, rulebook_of(MFA))
    assert answer.differences == ()
    assert answer.not_judged[0][0] == "情政第9号"
    assert "EXT-010" in answer.not_judged[0][1]


@pytest.mark.parametrize("record", [{}, {"kind": "x"}, {"kind": "decide", "citations": [1]}])
def test_a_record_of_another_form_is_refused(record):
    with pytest.raises(BadInput):
        Recorded.from_record(record, "情政第1号")
