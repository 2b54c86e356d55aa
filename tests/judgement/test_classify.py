"""The two classes, the split by 機密性2以上, the proposal's examples, and the former four classes."""

from __future__ import annotations

import pytest

from sekisho.errors import BadInput
from sekisho.judgement.classify import CLOUD_ELEMENTS, EXAMPLES, classify, convert
from sekisho.terms import OldServiceClass, ServiceClass

OWN = {"own_work": True, "general_service": False}
GENERAL = {"own_work": False, "general_service": True}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_example_of_the_proposal_falls_where_the_proposal_puts_it(example):
    for grade in (1, 2, 3):
        found = classify(example.answers | {"confidentiality": grade})
        if example.outsourcing:
            assert found.service_class is ServiceClass.OUTSOURCING
        elif grade >= 2:
            assert found.service_class is ServiceClass.EXTERNAL_SENSITIVE
        else:
            assert found.service_class is ServiceClass.EXTERNAL_ORDINARY
        assert found.reason.endswith("。")


def test_the_guide_asks_one_question_at_a_time_until_the_class_is_known():
    answers = {}
    asked = []
    replies = {"own_work": False, "general_service": True, "confidentiality": 3} | {
        question.name: True for question in CLOUD_ELEMENTS
    }
    while (question := classify(answers).next_question) is not None:
        asked.append(question.name)
        answers[question.name] = replies[question.name]
    assert asked == list(replies)
    found = classify(answers)
    assert found.service_class is ServiceClass.EXTERNAL_SENSITIVE
    assert found.is_cloud


def test_one_missing_element_makes_it_no_cloud_service():
    found = classify(GENERAL | {"confidentiality": 1, "provider_interface": True, "shared_resource": False})
    assert found.is_cloud is False
    assert found.next_question is None


def test_a_contractor_that_uses_a_general_service_is_under_both_regimes():
    found = classify({"own_work": True, "general_service": True, "confidentiality": 2})
    assert (found.service_class, found.also) == (ServiceClass.OUTSOURCING, ServiceClass.EXTERNAL_SENSITIVE)


def test_what_is_neither_is_said_to_be_neither():
    found = classify({"own_work": False, "general_service": False})
    assert not found.settled
    assert found.next_question is None
    assert "当たりません" in found.reason


@pytest.mark.parametrize(
    "answers", [{"x": True}, {"own_work": 1}, {"confidentiality": True}, {"confidentiality": 4}]
)
def test_a_wrong_answer_is_refused(answers):
    with pytest.raises(BadInput) as caught:
        classify(answers)
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("old", "answers", "new"),
    [
        (OldServiceClass.OUTSOURCING, {"general_service": False}, ServiceClass.OUTSOURCING),
        (
            OldServiceClass.OUTSOURCING,
            {"general_service": True, "confidentiality": 2},
            ServiceClass.EXTERNAL_SENSITIVE,
        ),
        (OldServiceClass.OUTSOURCING, {}, None),
        (OldServiceClass.TERMS_ONLY, {"confidentiality": 1}, ServiceClass.EXTERNAL_ORDINARY),
        (OldServiceClass.TERMS_ONLY, {"confidentiality": 2}, ServiceClass.EXTERNAL_SENSITIVE),
        (OldServiceClass.SOCIAL_MEDIA, {"confidentiality": 1}, ServiceClass.EXTERNAL_ORDINARY),
        (OldServiceClass.CLOUD, {"confidentiality": 3}, ServiceClass.EXTERNAL_SENSITIVE),
        (OldServiceClass.CLOUD, {}, None),
    ],
)
def test_the_former_four_classes_are_converted_with_their_reason(old, answers, new):
    found = convert(old, answers)
    assert found.new is new
    assert found.reason
    assert (found.next_question is None) == (new is not None)


def test_a_conversion_into_what_is_forbidden_warns():
    assert convert(OldServiceClass.TERMS_ONLY, {"confidentiality": 2}).warnings
    assert convert(OldServiceClass.SOCIAL_MEDIA, {"confidentiality": 3}).warnings
    assert not convert(OldServiceClass.TERMS_ONLY, {"confidentiality": 1}).warnings
    assert convert(OldServiceClass.CLOUD, {"confidentiality": 3}).as_dict()["warnings"] == []
