"""The 専決規程: reading, wholeness, and the route it gives."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.errors import BadInput, Refused
from sekisho.procedures.authority import parse
from sekisho.procedures.route import route
from sekisho.terms import CrossingKind, Role, ServiceClass, StepKind

MODEL = (files("sekisho.procedures") / "rules/standing-authority.yaml").read_text(encoding="utf-8")
TABLE = parse(MODEL)


def changed(change):
    raw = yaml.safe_load(MODEL)
    change(raw)
    return yaml.safe_dump(raw, allow_unicode=True)


def of(service_class, grade, **more):
    return route(
        TABLE,
        matter=CrossingKind.USE_EXTERNAL_SERVICE,
        service_class=service_class,
        confidentiality=grade,
        **more,
    )


def roles(found):
    return [(step.kind, step.office.role) for step in found.steps]


def test_grade_one_is_decided_by_the_section_manager():
    found = of(ServiceClass.EXTERNAL_ORDINARY, 1)
    assert roles(found) == [(StepKind.REVIEW, Role.POLICY_STAFF), (StepKind.DECISION, Role.MANAGER)]
    assert found.steps[-1].office.at == "section"
    assert [one.role for one in found.steps[-1].deputies] == [Role.DEPUTY]


def test_grade_two_goes_through_the_manager_to_the_general_officer():
    assert roles(of(ServiceClass.EXTERNAL_SENSITIVE, 2)) == [
        (StepKind.REVIEW, Role.POLICY_STAFF),
        (StepKind.CONSULTATION, Role.MANAGER),
        (StepKind.DECISION, Role.GENERAL_OFFICER),
    ]


def test_grade_three_is_decided_by_the_ciso():
    assert roles(of(ServiceClass.EXTERNAL_SENSITIVE, 3))[-1] == (StepKind.DECISION, Role.CISO)


def test_an_exception_always_goes_to_the_ciso_and_nobody_acts_for_them():
    found = of(ServiceClass.EXTERNAL_ORDINARY, 1, exception=True)
    assert roles(found)[-1] == (StepKind.DECISION, Role.CISO)
    assert not found.acting
    assert found.steps[-1].deputies == ()


def test_a_manager_who_applies_does_not_decide_it():
    found = of(ServiceClass.EXTERNAL_ORDINARY, 1, applicant_alone={Role.MANAGER})
    assert roles(found)[-1] == (StepKind.DECISION, Role.GENERAL_OFFICER)
    assert found.steps[-1].climbed


def test_a_consultation_that_climbs_to_the_decider_falls_away():
    found = of(ServiceClass.EXTERNAL_SENSITIVE, 2, applicant_alone={Role.MANAGER})
    assert roles(found) == [(StepKind.REVIEW, Role.POLICY_STAFF), (StepKind.DECISION, Role.GENERAL_OFFICER)]


def test_where_the_applicant_is_the_whole_ladder_nobody_decides():
    with pytest.raises(Refused, match="申請者だけ"):
        of(
            ServiceClass.EXTERNAL_SENSITIVE,
            3,
            applicant_alone={Role.MANAGER, Role.GENERAL_OFFICER, Role.CISO},
        )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(
        [(ServiceClass.EXTERNAL_ORDINARY, 1), *((ServiceClass.EXTERNAL_SENSITIVE, n) for n in (2, 3))]
    ),
    st.booleans(),
    st.sets(st.sampled_from(list(Role))),
)
def test_a_route_ends_in_exactly_one_decision_by_somebody_else(combination, exception, alone):
    try:
        found = of(*combination, exception=exception, applicant_alone=alone)
    except Refused:
        return
    assert [step.kind for step in found.steps].count(StepKind.DECISION) == 1
    assert found.steps[-1].kind is StepKind.DECISION
    assert all(step.office.role not in alone for step in found.steps)
    offices = [step.office for step in found.steps if step.kind is StepKind.CONSULTATION]
    assert found.steps[-1].office not in offices
    assert len(offices) == len(set(offices))


def test_an_impossible_class_and_grade_is_named():
    with pytest.raises(BadInput, match="機密性3"):
        of(ServiceClass.EXTERNAL_ORDINARY, 3)


def test_a_route_is_plain_data():
    assert of(ServiceClass.EXTERNAL_ORDINARY, 1).as_dict()["steps"][0] == {
        "kind": "review",
        "role": "policy_staff",
        "at": "body",
        "days": 3,
        "climbed": False,
        "deputies": [],
    }


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda raw: raw["rules"].pop(1), "一つに決まりません"),
        (lambda raw: raw["rules"].append({**raw["rules"][0], "id": "専決9"}), "重なって"),
        (lambda raw: raw["rules"][0].update(decide="boss"), "boss"),
        (lambda raw: raw["rules"][0].update(confidentiality=[4]), "4"),
        (lambda raw: raw["rules"][0].update(acting="maybe"), "maybe"),
        (lambda raw: raw["rules"][0].update(amount=100), "amount"),
        (lambda raw: raw["offices"].pop("ciso"), "最高情報セキュリティ責任者"),
        (lambda raw: raw["deputies"].pop("ciso"), "代決者"),
        (lambda raw: raw["deputies"]["manager"][0].update(at="moon"), "moon"),
        (lambda raw: raw["days"].update(review=0), "0"),
        (lambda raw: raw.update(rules="all"), "リスト"),
        (lambda raw: raw.update(offices=[]), "組"),
        (lambda raw: raw["offices"].update(manager="mars"), "mars"),
    ],
)
def test_a_table_that_is_not_whole_is_refused(change, says):
    with pytest.raises(BadInput, match=says):
        parse(changed(change))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_any_text_is_read_or_refused_in_words(text):
    try:
        parse(text)
    except BadInput as refusal:
        assert refusal.what  # noqa: PT017  either way of ending is right


def test_broken_yaml_names_the_line():
    with pytest.raises(BadInput) as refusal:
        parse("rules:\n  - {id: 専決1\n")
    assert "行目" in refusal.value.where
