"""From a finding to its end, the sample that can be drawn again, and what an answer must hold."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput, Conflict, Refused
from sekisho.procedures import questionnaire, sampling
from sekisho.procedures.climbing import RULES, Matter, shown_to
from sekisho.procedures.improvement import (
    TABLE,
    Verb,
    after,
    begins,
    refuse_audit_of_own,
    refuse_own,
    refuse_unsatisfied,
    verbs,
)
from sekisho.terms import ClauseStatus, FindingGrade, InspectionAnswer, Role
from sekisho.terms import FindingState as S

NAMES = st.sets(st.from_regex(r"(service|contract):[1-9][0-9]{0,3}", fullmatch=True), max_size=30)


def test_no_row_stands_twice_and_only_the_end_leads_nowhere():
    keys = [(row.state, row.verb) for row in TABLE]
    assert len(keys) == len(set(keys))
    assert [state for state in S if not verbs(state)] == [S.CLOSED]


@given(st.lists(st.sampled_from(Verb), max_size=12))
def test_nothing_is_closed_that_was_not_planned_done_and_verified_after_its_last_return(path):
    state, walked = S.OPEN, []
    for verb in path:
        try:
            state = after(state, verb)
        except Conflict:
            assert verb not in verbs(state)
            continue
        walked.append(verb)
    if state is S.CLOSED:
        assert walked[0] is Verb.PLAN
        assert walked[-3:] == [Verb.FINISH, Verb.VERIFY, Verb.CLOSE]


@pytest.mark.parametrize(
    ("grade", "state"),
    [(FindingGrade.GOOD, S.CLOSED), (FindingGrade.OBSERVATION, S.OPEN), (FindingGrade.NONCONFORMITY, S.OPEN)],
)
def test_what_is_good_needs_no_improvement(grade, state):
    assert begins(grade) is state


def test_nobody_verifies_their_own_and_nobody_audits_their_section():
    refuse_own({1}, 2)
    with pytest.raises(Refused, match="自分が報告した改善"):
        refuse_own({2, 1}, 1)
    refuse_audit_of_own(frozenset({1, 2}), frozenset({3}))
    with pytest.raises(Refused, match="自分の所属する課"):
        refuse_audit_of_own(frozenset({1, 2}), frozenset({2, 3}))


@given(st.dictionaries(st.text(max_size=5), st.sampled_from(ClauseStatus)))
def test_a_machine_judged_finding_ends_only_when_nothing_is_violated_or_unknown(judged):
    stands = {ClauseStatus.VIOLATED, ClauseStatus.UNKNOWN} & set(judged.values())
    if not stands:
        refuse_unsatisfied(judged)
        return
    with pytest.raises(Conflict):
        refuse_unsatisfied(judged)


@given(NAMES, st.text(max_size=10), st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_sample_in_whatever_order(names, seed, size, dice):
    shuffled = list(names)
    dice.shuffle(shuffled)
    drawn = sampling.draw(shuffled, seed, size)
    assert drawn == sampling.draw(sorted(names), seed, size)
    assert len(drawn) == min(size, len(names)) == len(set(drawn))
    assert set(drawn) <= names
    assert sampling.draw(names, seed, size + 5)[:size] == drawn
    assert sampling.digest(shuffled) == sampling.digest(names)


def test_a_sample_is_what_its_rule_says():
    names = [f"service:{number}" for number in range(50)]
    by_hand = sorted(names, key=lambda name: hashlib.sha256(f"令和8年度\n{name}".encode()).hexdigest())
    assert sampling.draw(names, "令和8年度", 5) == tuple(by_hand[:5])
    assert sampling.draw(names, "令和9年度", 5) != tuple(by_hand[:5])


@pytest.mark.parametrize(
    ("answer", "text", "attached", "lacks"),
    [
        (None, "あり", True, "answer"),
        (InspectionAnswer.DONE, "", False, "evidence"),
        (InspectionAnswer.DONE, " ", True, ""),
        (InspectionAnswer.DONE, "名簿", False, ""),
        (InspectionAnswer.NOT_DONE, "", True, "reason"),
        (InspectionAnswer.NOT_APPLICABLE, " ", True, "reason"),
        (InspectionAnswer.PARTLY, "半分", False, ""),
    ],
)
def test_what_an_answer_lacks(answer, text, attached, lacks):
    one = questionnaire.Given("A-1", answer, text, attached)
    assert questionnaire.lacks(one) == lacks
    if lacks:
        with pytest.raises(BadInput, match="A-1"):
            questionnaire.refuse_unready([one])
    else:
        questionnaire.refuse_unready([one])


@given(st.sampled_from(Role), st.dates(dt.date(2026, 4, 1), dt.date(2026, 12, 1)), st.integers(0, 60))
def test_what_is_overdue_climbs_and_never_comes_down(role, due, days):
    day = due + dt.timedelta(days=days)
    if shown_to(Matter.FINDING, role, due, day):
        assert role in RULES[Matter.FINDING]
        assert day > due
        assert shown_to(Matter.FINDING, role, due, day + dt.timedelta(days=7))
