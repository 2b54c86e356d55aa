"""The clocks of an incident: which run, what ends them, what unknown facts do to them."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from sekisho.japan.business_days import is_business_day
from sekisho.procedures.clocks import ClockState, clocks
from sekisho.procedures.reporting import Affected, assess
from sekisho.terms import PaperKind

PRELIMINARY, FINAL = PaperKind.PRELIMINARY, PaperKind.FINAL
knowing_days = st.dates(dt.date(2025, 1, 1), dt.date(2034, 12, 31))
truth = st.none() | st.booleans()
affected = st.builds(
    Affected,
    personal_data=st.none() | st.just(True),
    specific_personal_data=truth,
    wrongful_purpose=truth,
    sensitive=truth,
    property_risk=truth,
    persons_low=st.just(0),
    persons_high=st.none() | st.integers(0, 500),
)


def of(known, facts, sent=None):
    return {one.paper: one for one in clocks(known, assess(facts), sent or {})}


def test_a_known_suspicion_of_wrongful_purpose_lengthens_the_full_report_alone():
    known = dt.date(2026, 4, 1)
    short, long = of(known, Affected()), of(known, Affected(personal_data=True, wrongful_purpose=True))
    assert short[FINAL].due == dt.date(2026, 4, 30)
    assert long[FINAL].due == dt.date(2026, 6, 1)
    assert short[PRELIMINARY] == long[PRELIMINARY]


def test_states_over_the_days():
    clock = of(dt.date(2026, 6, 1), Affected())[PRELIMINARY]
    assert (clock.target, clock.due) == (dt.date(2026, 6, 3), dt.date(2026, 6, 5))
    states = [clock.state(dt.date(2026, 6, day)) for day in (1, 2, 3, 5, 6)]
    soon, late = ClockState.SOON, ClockState.OVERDUE
    assert states == [ClockState.RUNNING, ClockState.RUNNING, soon, soon, late]
    assert clock.left(dt.date(2026, 6, 8)) == -3


def test_a_report_ends_its_clock_and_says_if_it_was_late():
    known = dt.date(2026, 6, 1)
    sent = of(known, Affected(), {PRELIMINARY: dt.date(2026, 6, 5)})
    assert sent[PRELIMINARY].state(dt.date(2026, 8, 1)) is ClockState.SENT
    late = of(known, Affected(), {PRELIMINARY: dt.date(2026, 6, 6)})
    assert late[PRELIMINARY].state(dt.date(2026, 6, 6)) is ClockState.SENT_LATE
    assert late[FINAL].runs


def test_a_clock_stops_with_its_case():
    known, ended, later = dt.date(2026, 6, 1), dt.date(2026, 6, 2), dt.date(2026, 8, 1)
    sent = {PRELIMINARY: known}
    first, second = clocks(known, assess(Affected()), sent, ended)
    assert (first.state(later), second.state(later)) == (ClockState.SENT, ClockState.STOPPED)
    assert not second.runs
    assert second.left(later) == second.left(ended) > 0


def test_the_full_report_answers_both():
    both = of(dt.date(2026, 6, 1), Affected(), {FINAL: dt.date(2026, 6, 4)})
    assert not both[PRELIMINARY].runs
    assert not both[FINAL].runs


def test_where_everything_is_ruled_out_no_clock_runs_but_what_was_sent_stays():
    none = Affected(personal_data=False)
    assert of(dt.date(2026, 6, 1), none) == {}
    assert set(of(dt.date(2026, 6, 1), none, {PRELIMINARY: dt.date(2026, 6, 2)})) == {PRELIMINARY}


@given(knowing_days, affected)
def test_an_unknown_number_of_persons_keeps_the_clocks_running(known, facts):
    if facts.persons_high is None:
        assert set(of(known, facts)) == {PRELIMINARY, FINAL}


@given(knowing_days, affected)
def test_the_days_hold_over_ten_years(known, facts):
    found = of(known, facts)
    if not found:
        return
    assert found[PRELIMINARY].due == known + dt.timedelta(days=4)
    assert is_business_day(found[FINAL].due)
    assert found[FINAL].due >= known + dt.timedelta(days=29)


@given(knowing_days, affected, st.integers(-5, 90))
def test_exactly_one_state_and_overdue_means_past_the_day(known, facts, later):
    day = known + dt.timedelta(days=later)
    for clock in of(known, facts).values():
        assert (clock.state(day) is ClockState.OVERDUE) == (day > clock.due)
        assert (clock.left(day) < 0) == (day > clock.due)
