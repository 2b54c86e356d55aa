"""The state table of the application procedure."""

from __future__ import annotations

import pytest

from sekisho.errors import BadInput, Conflict
from sekisho.procedures.states import (
    CLOSED,
    EDITABLE,
    IN_PROCEDURE,
    TABLE,
    Part,
    Verb,
    check_reason,
    move,
    state_after,
    verbs,
)
from sekisho.terms import ApplicationState as S
from sekisho.terms import StepKind as K


def test_every_state_is_named_once():
    assert sorted((*EDITABLE, *IN_PROCEDURE, *CLOSED)) == sorted(S)


def test_no_row_stands_twice():
    keys = [(row.state, row.verb) for row in TABLE]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("state", [S.REJECTED, S.WITHDRAWN])
def test_nothing_leads_out_of_an_ended_application(state):
    assert verbs(state, Part) == ()


def test_every_state_can_be_reached_from_a_draft():
    kinds = (K.REVIEW, K.CONSULTATION, K.DECISION)
    reached, todo = {S.DRAFT}, [S.DRAFT]
    while todo:
        here = todo.pop()
        for row in TABLE:
            if row.state is not here:
                continue
            targets = [row.to] if row.to else [state_after(done, kinds) for done in range(4)]
            fresh = set(targets) - reached
            reached |= fresh
            todo += fresh
    assert reached == set(S)


def test_only_the_decider_decides_and_only_the_deputy_acts_for():
    assert verbs(S.AWAITING_DECISION, {Part.DECIDER}) == (Verb.DECIDE, Verb.SEND_BACK, Verb.REJECT)
    assert verbs(S.AWAITING_DECISION, {Part.DEPUTY}) == (Verb.ACT_FOR, Verb.SEND_BACK, Verb.REJECT)
    assert Verb.DECIDE not in verbs(S.AWAITING_DECISION, {Part.APPLICANT, Part.REVIEWER, Part.CONSULTED})


@pytest.mark.parametrize("state", IN_PROCEDURE)
def test_the_applicant_may_pull_back_while_it_is_under_way(state):
    assert verbs(state, {Part.APPLICANT}) == (Verb.WITHDRAW, Verb.PULL_BACK)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("verb", Verb)
def test_a_verb_outside_the_table_is_refused_with_what_is_possible(state, verb):
    rows = [row for row in TABLE if row.state is state and row.verb is verb]
    if rows:
        assert move(state, verb) is rows[0]
    else:
        with pytest.raises(Conflict, match=state.label):
            move(state, verb)


@pytest.mark.parametrize(
    ("done", "state"),
    [(0, S.UNDER_REVIEW), (1, S.IN_CONSULTATION), (2, S.AWAITING_DECISION), (3, S.APPROVED)],
)
def test_the_state_follows_the_steps_done(done, state):
    assert state_after(done, (K.REVIEW, K.CONSULTATION, K.DECISION)) is state


def test_refusals_need_a_reason():
    for row in TABLE:
        if row.verb in {Verb.SEND_BACK, Verb.REJECT, Verb.WITHDRAW, Verb.PULL_BACK, Verb.ACT_FOR}:
            with pytest.raises(BadInput, match="理由"):
                check_reason(row, " 　")
            check_reason(row, "金額の誤り")
