"""Who stands for whom after mergers, whatever their order."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.procedures.succession import closes_circle, kin

PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12)


def test_all_that_went_into_one_firm_over_any_number_of_steps_are_found():
    pairs = [(1, 2), (2, 3), (4, 3), (8, 9)]
    for asked in (1, 2, 3, 4):
        assert kin(pairs, [asked]) == {1, 2, 3, 4}
    assert kin(pairs, [7]) == {7}
    assert kin(pairs, []) == set()


def test_a_firm_cannot_become_its_own_successor():
    assert closes_circle([(1, 2), (2, 3)], 3, 1)
    assert closes_circle([], 1, 1)
    assert not closes_circle([(1, 2), (2, 3)], 4, 1)


@given(PAIRS, st.sets(st.integers(0, 7)))
def test_kin_is_whole_whatever_the_order_and_whoever_of_it_is_asked(pairs, asked):
    found = kin(pairs, asked)
    assert found >= asked
    assert kin(reversed(pairs), found) == found
    assert all((old in found) == (new in found) for old, new in pairs)


@given(PAIRS)
def test_what_closes_no_circle_never_builds_one(pairs):
    kept = []
    for old, new in pairs:
        if not closes_circle(kept, old, new):
            kept.append((old, new))
    for firm in range(8):
        steps, here = 0, {firm}
        while here:
            here = {new for old, new in kept if old in here}
            steps += 1
            assert steps <= 9
