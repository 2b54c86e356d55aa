"""The exercises: well formed, and answers read as people type them."""

import pytest

from sekisho.errors import BadInput
from sekisho.procedures.exercises import SCENARIOS, Asked, right, scenario


def test_four_incidents_each_with_days_that_go_on():
    assert len({one.key for one in SCENARIOS}) == 4
    for one in SCENARIOS:
        days = [inject.day for inject in one.injects]
        assert days == sorted(set(days))
        assert days[0] == 1
        assert all(inject.asked for inject in one.injects)


def test_an_unknown_exercise_is_told():
    with pytest.raises(BadInput):
        scenario("nothing")


@pytest.mark.parametrize(
    ("asked", "answer", "expected", "outcome"),
    [
        (Asked.PERSONS, "6,300人", "6300", True),
        (Asked.PERSONS, "６３００", "6300", True),
        (Asked.PERSONS, "6301", "6300", False),
        (Asked.PERSONS, "不明", "不明", True),
        (Asked.PERSONS, "0", "不明", False),
        (Asked.PERSONS, "", "0", False),
        (Asked.CONCERNED, "たくさん", "3", False),
        (Asked.FINAL, "令和8年6月30日", "2026-06-30", True),
        (Asked.FINAL, "R8.6.30", "2026-06-30", True),
        (Asked.FINAL, "2026/7/1", "2026-06-30", False),
        (Asked.FINAL, "そのうち", "2026-06-30", False),
    ],
)
def test_answers(asked, answer, expected, outcome):
    assert right(asked, answer, expected) is outcome
