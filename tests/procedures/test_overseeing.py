"""When a contractor is checked during the term, and to whom the result is reported."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.japan.business_days import is_business_day
from sekisho.japan.fiscal import fiscal_year
from sekisho.procedures import oversight
from sekisho.terms import CheckResult, Role

DAYS = st.dates(min_value=dt.date(2022, 4, 1), max_value=dt.date(2029, 3, 31))
MONTHS = st.integers(min_value=1, max_value=oversight.MOST_MONTHS)


@pytest.mark.parametrize(
    ("starts", "ends", "due"),
    [
        (dt.date(2026, 4, 1), dt.date(2027, 3, 31), dt.date(2027, 3, 31)),
        (dt.date(2026, 4, 1), dt.date(2026, 9, 27), dt.date(2026, 9, 25)),  # a Sunday: the Friday before
        (dt.date(2025, 10, 1), dt.date(2030, 9, 30), dt.date(2026, 3, 31)),  # within the fiscal year
    ],
)
def test_the_first_check_lies_within_year_and_term(starts, ends, due):
    assert oversight.first_due(starts, ends, 12) == due


@given(DAYS, st.integers(min_value=0, max_value=2000), MONTHS)
def test_the_first_due_day_is_never_outside(starts, length, months):
    ends = starts + dt.timedelta(days=length)
    due = oversight.first_due(starts, ends, months)
    assert starts <= due <= ends
    assert fiscal_year(due) == fiscal_year(starts)
    assert due == starts or is_business_day(due)


@given(DAYS, MONTHS)
def test_the_next_check_is_due_within_the_interval_on_a_business_day(done, months):
    due = oversight.next_due(done, months)
    assert done < due <= oversight.next_due(done, months + 1)
    assert is_business_day(due) or due == done + dt.timedelta(days=1)
    assert (due - done).days <= 31 * months


@given(DAYS)
def test_yearly_is_never_more_than_a_year(done):
    due = oversight.next_due(done, oversight.YEARLY)
    assert 366 - 12 <= (due - done).days <= 366
    oversight.yearly_by(due, done)


@pytest.mark.parametrize(
    ("done", "months", "due"),
    [
        (dt.date(2026, 5, 20), 6, dt.date(2026, 11, 20)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 26)),  # the 28th is a Sunday
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
    ],
)
def test_some_due_days(done, months, due):
    assert oversight.next_due(done, months) == due


def test_due_days_end_with_the_term():
    first = dt.date(2026, 9, 30)
    days = oversight.due_days(first, 6, dt.date(2027, 9, 30))
    assert days == (first, dt.date(2027, 3, 30), dt.date(2027, 9, 30))
    assert oversight.due_days(first, 6, dt.date(2026, 9, 29)) == ()


@pytest.mark.parametrize("months", [0, -1, 37])
def test_an_interval_that_is_none_is_refused(months):
    with pytest.raises(BadInput, match=f"「{months}」"):
        oversight.check_interval(months, specific=False)


def test_specific_personal_data_is_checked_every_year():
    oversight.check_interval(12, specific=True)
    oversight.check_interval(24, specific=False)
    with pytest.raises(BadInput) as refused:
        oversight.check_interval(13, specific=True)
    assert "年に1回以上" in str(refused.value.why)
    oversight.yearly_by(dt.date(2027, 4, 1), dt.date(2026, 4, 1))
    with pytest.raises(BadInput, match="遅すぎます"):
        oversight.yearly_by(dt.date(2027, 4, 2), dt.date(2026, 4, 1))


def test_only_what_is_serious_is_told_to_the_ciso():
    assert {one for one in CheckResult if Role.CISO in oversight.told(one)} == {CheckResult.SERIOUS}
    assert all(Role.GENERAL_OFFICER in oversight.told(one) for one in CheckResult)
