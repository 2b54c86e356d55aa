"""What must hold for any facts: the explain and the enforcement reading agree, unknown is never yes."""

from __future__ import annotations

import json
from functools import lru_cache

import cedarpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.catalogue.compile import enforcement_text, explain_text
from sekisho.catalogue.predicate import predicate
from sekisho.catalogue.vocabulary import OFFICE, SUBJECT, FactType, action
from sekisho.judgement import FACTS, Crossing, judge, read_facts
from sekisho.storage.editions import load_rulebook
from sekisho.terms import ClauseStatus, CrossingKind, Effect, Outcome

RULEBOOK = load_rulebook()
OPEN = {Outcome.PERMIT, Outcome.CONDITIONAL}


def values(fact):
    if fact.type is FactType.FLAG:
        return st.booleans()
    if fact.type is FactType.NUMBER:
        return st.integers(fact.low, min(fact.high, 5))
    if fact.name == "exceptions":
        exempt = sorted(clause.id for clause in RULEBOOK.clauses.values() if clause.exception)
        return st.lists(st.sampled_from(exempt), max_size=3)
    if fact.choices:
        words = st.sampled_from(fact.values)
    elif fact.name == "data_regions":
        words = st.sampled_from(["JP", "US", "DE"])
    else:
        words = st.sampled_from(["alpha", "beta"])
    return words if fact.type is FactType.TEXT else st.lists(words, max_size=3)


def all_facts():
    """Facts of which some are missing; mostly complete ones, so that every status occurs."""
    complete = st.fixed_dictionaries({name: values(fact) for name, fact in FACTS.items()})
    dropped = st.sets(st.sampled_from(sorted(FACTS)), max_size=6) | st.sets(st.sampled_from(sorted(FACTS)))
    return st.tuples(complete, dropped).map(
        lambda pair: {name: value for name, value in pair[0].items() if name not in pair[1]}
    )


KINDS = st.sampled_from(list(CrossingKind))


def ask(policies, kind, facts):
    """The bare cedarpy call on whole facts, without anything of ours between."""
    context = read_facts(facts)
    request = {
        "principal": OFFICE,
        "action": action(kind),
        "resource": SUBJECT,
        "context": json.dumps(context),
    }
    return cedarpy.is_authorized(request, policies, "[]")


@lru_cache(maxsize=2)
def whole(text_of):
    clauses = RULEBOOK.clauses.values()
    judged = [clause for clause in clauses if clause.machine]
    return cedarpy.PolicySet.from_str(text_of(clauses)), judged


def erring(result):
    return {int(message.split("`policy")[1].split("`")[0]) for message in result.diagnostics.errors}


@settings(max_examples=150, deadline=None)
@given(kind=KINDS, facts=all_facts())
def test_a_gate_that_runs_the_enforcement_policies_agrees_with_the_decision(kind, facts):
    decision = judge(Crossing(kind, ""), facts, RULEBOOK)
    policies, judged = whole(enforcement_text)
    gated = [clause for clause in judged if clause.effect is not Effect.ADVISE]
    result = ask(policies, kind, facts)
    let_through = result.allowed and not result.diagnostics.errors
    assert let_through == (decision.outcome in OPEN)

    named = set(result.diagnostics.id_annotations_by_reason.values())
    denied = {
        row.clause
        for row in decision.citations
        if row.status is ClauseStatus.VIOLATED and row.rule.effect is Effect.DENY
    }
    assert denied == (named if not result.allowed else set())
    unknown = {
        row.clause
        for row in decision.citations
        if row.status is ClauseStatus.UNKNOWN and row.rule.effect is not Effect.ADVISE
    }
    assert unknown == {gated[position - 1].id for position in erring(result)}


@settings(max_examples=150, deadline=None)
@given(kind=KINDS, facts=all_facts())
def test_the_slice_says_what_the_whole_explain_set_says(kind, facts):
    decision = judge(Crossing(kind, ""), facts, RULEBOOK)
    policies, judged = whole(explain_text)
    result = ask(policies, kind, facts)
    held = set(result.diagnostics.id_annotations_by_reason.values())
    failed = erring(result)
    expected = {}
    for position, clause in enumerate(judged):
        if kind not in clause.kinds:
            continue
        if 2 * position in failed:
            expected[clause.id] = ClauseStatus.UNKNOWN
        elif f"applies:{clause.id}" not in held:
            expected[clause.id] = ClauseStatus.NOT_APPLICABLE
        elif 2 * position + 1 in failed:
            expected[clause.id] = ClauseStatus.UNKNOWN
        else:
            met = f"requires:{clause.id}" in held
            expected[clause.id] = ClauseStatus.SATISFIED if met else ClauseStatus.VIOLATED
    assert {row.clause: row.status for row in decision.citations} == expected


@settings(max_examples=100, deadline=None)
@given(kind=KINDS, facts=all_facts())
def test_unknown_is_never_yes(kind, facts):
    decision = judge(Crossing(kind, ""), facts, RULEBOOK)
    blocking = [
        row
        for row in decision.citations
        if row.status is ClauseStatus.UNKNOWN and row.rule.effect is not Effect.ADVISE
    ]
    if blocking or decision.missing:
        assert decision.outcome not in OPEN
    assert {row.missing for row in blocking} <= set(decision.missing)
    assert not set(decision.missing) & set(facts)


@settings(max_examples=100, deadline=None)
@given(kind=KINDS, facts=all_facts(), data=st.data())
def test_taking_a_fact_away_never_opens_the_way(kind, facts, data):
    decision = judge(Crossing(kind, ""), facts, RULEBOOK)
    removable = sorted(set(facts) - {"exceptions"})
    if decision.outcome in OPEN or not removable:
        return
    gone = data.draw(st.sampled_from(removable))
    fewer = {name: value for name, value in facts.items() if name != gone}
    assert judge(Crossing(kind, ""), fewer, RULEBOOK).outcome not in OPEN


@settings(max_examples=50, deadline=None)
@given(kind=KINDS, facts=all_facts(), data=st.data())
def test_the_same_input_gives_the_same_bytes(kind, facts, data):
    shuffled = dict(data.draw(st.permutations(list(facts.items()))))
    one = judge(Crossing(kind, "x"), facts, RULEBOOK)
    other = judge(Crossing(kind, "x"), shuffled, RULEBOOK)
    assert one.as_bytes() == other.as_bytes()


@settings(max_examples=100, deadline=None)
@given(facts=all_facts())
def test_the_python_reading_of_conditions_equals_cedars(facts):
    """Lint searches with Python functions; they must say what Cedar says."""
    for kind in CrossingKind:
        decision = judge(Crossing(kind, ""), facts, RULEBOOK)
        world = {
            name: frozenset(value) if isinstance(value, tuple) else value
            for name, value in decision.given.items()
        }
        for row in decision.citations:
            if row.status is ClauseStatus.UNKNOWN:
                continue
            assert predicate(row.rule.applies)(world) == (row.status is not ClauseStatus.NOT_APPLICABLE)
            if row.status is not ClauseStatus.NOT_APPLICABLE:
                met = predicate(row.rule.requirement)(world)
                assert met == (row.status is ClauseStatus.SATISFIED)


@pytest.mark.parametrize("kind", list(CrossingKind))
def test_every_kind_of_crossing_has_clauses(kind):
    assert RULEBOOK.rules_for(kind).clauses


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, "a forbid reads a fact the caller left out"),
        ({"confidentiality": 3}, "a forbid reads two facts and one is left out"),
    ],
)
def test_the_known_ways_to_a_wrong_allow_are_closed(facts, why):
    """Cedar itself answers Allow here and mentions the error; we refuse (engines: decisions, 1 to 3)."""
    policies = cedarpy.PolicySet.from_str(
        "permit(principal, action, resource); forbid(principal, action, resource) when "
        '{ context.confidentiality >= 2 && context.terms_kind == "terms_only" };'
    )
    assert ask(policies, CrossingKind.USE_EXTERNAL_SERVICE, facts).allowed, why
    decision = judge(Crossing(CrossingKind.USE_EXTERNAL_SERVICE, ""), facts, RULEBOOK)
    assert decision.outcome is Outcome.UNDETERMINED


def test_conditions_cannot_name_entities_so_a_thin_slice_cannot_hide_any():
    """The other two wrong Allows need groups or resources in a clause; the language has none."""
    for rules in RULEBOOK.slices.values():
        assert set(rules.reads) <= set(FACTS)
