"""By when an account is closed, and when it is looked at again."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.japan.business_days import add_business_days
from sekisho.procedures.leaving import close_due, review_due

DAYS = st.dates(min_value=dt.date(2021, 1, 4), max_value=dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("last_day", "due"),
    [
        (dt.date(2026, 3, 31), dt.date(2026, 4, 7)),
        (dt.date(2026, 4, 28), dt.date(2026, 5, 11)),  # over the holidays of May
        (dt.date(2026, 12, 28), dt.date(2027, 1, 8)),  # over the turn of the year
    ],
)
def test_five_business_days_after_the_last_day(last_day, due):
    assert close_due(last_day, privileged=False) == due
    assert close_due(last_day, privileged=True) == last_day


@given(DAYS)
def test_the_privileged_never_wait_longer(day):
    assert day == close_due(day, privileged=True) < close_due(day, privileged=False)
    assert close_due(day, privileged=False) == add_business_days(day, 5)


@given(DAYS)
def test_a_review_is_a_year_on(day):
    assert 364 <= (review_due(day) - day).days <= 366


def test_a_leap_day_is_reviewed_on_the_28th():
    assert review_due(dt.date(2024, 2, 29)) == dt.date(2025, 2, 28)
