import datetime as dt

import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.japan.business_days import (
    FIRST_YEAR,
    LAST_YEAR,
    add_business_days,
    is_business_day,
    is_holiday,
    next_business_day,
)

days = st.dates(min_value=dt.date(FIRST_YEAR, 2, 1), max_value=dt.date(LAST_YEAR, 10, 1))
ONE = dt.timedelta(days=1)


def test_holidays_agree_with_an_independent_library_on_every_day():
    day = dt.date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_YEAR:
        assert is_holiday(day) == jpholiday.is_holiday(day), day
        day += ONE


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2019, 5, 1), dt.date(2019, 4, 30), dt.date(2019, 10, 22),  # the accession and its bridge days
        dt.date(2020, 7, 24), dt.date(2021, 7, 23), dt.date(2021, 8, 9),  # moved for the Games, by law
        dt.date(2026, 9, 22), dt.date(2024, 8, 12),  # between two holidays; in lieu of a Sunday
        dt.date(2025, 12, 29), dt.date(2026, 1, 2), dt.date(2025, 12, 31),  # new year
        dt.date(2026, 11, 21), dt.date(2026, 11, 22),  # weekend
    ],
)  # fmt: skip
def test_offices_are_closed(day):
    assert not is_business_day(day)


@pytest.mark.parametrize(
    "day", [dt.date(2020, 10, 12), dt.date(2021, 10, 11), dt.date(2025, 12, 26), dt.date(2026, 1, 5)]
)
def test_offices_are_open(day):
    assert is_business_day(day)


def test_counting_skips_the_new_year():
    assert add_business_days(dt.date(2025, 12, 26), 1) == dt.date(2026, 1, 5)
    assert add_business_days(dt.date(2026, 1, 5), -1) == dt.date(2025, 12, 26)
    assert next_business_day(dt.date(2025, 12, 27)) == dt.date(2026, 1, 5)
    assert next_business_day(dt.date(2025, 12, 26)) == dt.date(2025, 12, 26)


@given(days, st.integers(-30, 30))
def test_counting_agrees_with_looking_at_every_day(day, count):
    reached = add_business_days(day, count)
    low, high = (day + ONE, reached) if count > 0 else (reached, day - ONE)
    between = [low + ONE * n for n in range((high - low).days + 1)] if count else []
    assert sum(is_business_day(one) for one in between) == abs(count)
    assert count == 0 or is_business_day(reached)


def test_outside_of_the_calendar_nothing_is_guessed():
    with pytest.raises(BadInput, match=f"{LAST_YEAR + 1}年の祝日がわかりません"):
        add_business_days(dt.date(LAST_YEAR, 12, 28), 10)


@pytest.mark.parametrize(("day", "count"), [(dt.date.max, 1), (dt.date.min, -1), (dt.date.max, 3)])
def test_beyond_the_last_day_there_is_is_refused(day, count):
    with pytest.raises(BadInput):
        add_business_days(day, count)
