"""The gates between the phases: no way round, one end, every phase within reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import Conflict
from sekisho.procedures.phases import GATES, Kind, gate, gates_from, way
from sekisho.terms import Phase

P = Phase
kinds, phases = st.sampled_from(list(Kind)), st.sampled_from(list(Phase))


@given(kinds, phases, phases)
def test_a_gate_is_found_exactly_where_the_table_has_it(kind, origin, to):
    there = [one for one in GATES if (one.kind, one.origin, one.to) == (kind, origin, to)]
    if there:
        assert [gate(kind, origin, to)] == there
    else:
        with pytest.raises(Conflict, match="進めません"):
            gate(kind, origin, to)


@given(kinds, st.lists(st.integers(0, 3), max_size=12))
def test_whatever_gates_are_passed_no_phase_of_use_comes_before_its_contract(kind, choices):
    phase, seen = P.SELECTION, [P.SELECTION]
    for choice in choices:
        ways = gates_from(kind, phase)
        if not ways:
            break
        phase = ways[choice % len(ways)].to
        seen.append(phase)
    if P.OPERATION in seen:
        assert seen.index(P.CONTRACT) < seen.index(P.OPERATION)
    if P.RENEWAL in seen:
        assert seen.index(P.OPERATION) < seen.index(P.RENEWAL)
    if P.DISPOSAL in seen:
        assert seen.index(P.DISPOSAL) == len(seen) - 1


@pytest.mark.parametrize("kind", Kind)
def test_every_phase_is_within_reach_and_from_each_the_end_is(kind):
    for start in (P.SELECTION, P.CONTRACT, P.BUILD, P.OPERATION, P.RENEWAL):
        reached, waiting = {start}, [start]
        while waiting:
            for one in gates_from(kind, waiting.pop()):
                if one.to not in reached:
                    reached.add(one.to)
                    waiting.append(one.to)
        assert P.DISPOSAL in reached
        if start is P.SELECTION:
            assert reached == set(Phase)
    assert gates_from(kind, P.DISPOSAL) == ()


def test_a_service_is_not_used_before_it_was_built():
    with pytest.raises(Conflict) as refused:
        gate(Kind.SERVICE, P.CONTRACT, P.OPERATION)
    assert refused.value.what == "「調達・契約」から「運用・保守」には進めません。"
    assert refused.value.why == "ここから進めるのは、導入・構築、廃棄です。"


@given(kinds, phases)
def test_one_phase_is_now_and_what_came_before_is_done(kind, phase):
    shown = dict(way(kind, phase))
    assert [one for one, state in shown.items() if state == "now"] == [phase]
    assert all(
        state != "todo"
        for one, state in shown.items()
        if list(Phase).index(one) < list(Phase).index(phase) and one is not P.RENEWAL
    )
