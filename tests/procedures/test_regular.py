"""Every day by which something regular is due is a business day, of the right 年度, and never goes back."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from sekisho.japan.business_days import add_business_days, is_business_day
from sekisho.japan.fiscal import fiscal_year, last_day
from sekisho.procedures.regular import (
    AFTER_END,
    BEFORE_END,
    GRACE,
    HALF_A_YEAR,
    disposal_due,
    next_due,
    open_after,
    open_before,
    renewal_due,
    yearly_due,
)

DAYS = st.dates(dt.date(2016, 4, 1), dt.date(2026, 9, 1))
LONG_AGO = dt.date(2000, 4, 1)


def test_the_last_business_day_of_the_year():
    assert yearly_due(2025) == dt.date(2026, 3, 31)  # a Tuesday
    assert yearly_due(2023) == dt.date(2024, 3, 29)  # the 31st is a Sunday
    assert yearly_due(2018) == dt.date(2019, 3, 29)


def test_around_new_year_the_office_is_closed():
    assert open_before(dt.date(2026, 1, 2)) == dt.date(2025, 12, 26)
    assert open_after(dt.date(2025, 12, 29)) == dt.date(2026, 1, 5)


@given(DAYS)
def test_a_day_moves_only_where_the_office_is_closed(day):
    before, after = open_before(day), open_after(day)
    assert before <= day <= after
    assert is_business_day(before)
    assert is_business_day(after)
    assert (before == day) is (after == day) is is_business_day(day)


@given(DAYS, DAYS)
def test_the_first_check_is_in_the_first_year_with_half_a_year_left(begun, known):
    due = next_due(begun, min(begun, known))
    assert fiscal_year(due) in {fiscal_year(begun), fiscal_year(begun) + 1}
    assert (fiscal_year(due) == fiscal_year(begun)) is (yearly_due(fiscal_year(begun)) - begun >= HALF_A_YEAR)


@given(DAYS, DAYS)
def test_nothing_is_asked_of_the_time_before_it_was_known(begun, known):
    assert fiscal_year(next_due(begun, known)) >= fiscal_year(known)


@given(DAYS, DAYS, st.lists(st.integers(-100, 900), max_size=5))
def test_each_check_brings_the_next_year_and_a_late_one_answers_all_it_missed(begun, known, delays):
    due, last = next_due(begun, known), None
    for delay in delays:
        done = due + dt.timedelta(days=delay)
        last = max(due, done)
        following = next_due(begun, known, last)
        assert following > last
        assert following > due
        assert fiscal_year(following) - fiscal_year(last) <= 1
        due = following


@given(DAYS)
def test_a_decision_comes_before_the_end_and_the_last_steps_after_it(ends):
    decided, done = renewal_due(ends, LONG_AGO), disposal_due(ends, LONG_AGO)
    assert ends - decided >= BEFORE_END
    assert done - ends >= AFTER_END
    assert is_business_day(decided)
    assert is_business_day(done)


@given(DAYS, DAYS)
def test_what_is_entered_late_is_not_late_at_once(ends, known):
    for due in (renewal_due(ends, known), disposal_due(ends, known)):
        assert due >= add_business_days(known, GRACE)


def test_beyond_the_calendar_the_day_itself_counts():
    assert open_before(dt.date(9999, 12, 30)) == dt.date(9999, 12, 30)
    assert renewal_due(dt.date.min, dt.date.min) >= dt.date.min
    assert disposal_due(dt.date.max, dt.date.max) == dt.date.max
    assert last_day(2025) == dt.date(2026, 3, 31)
