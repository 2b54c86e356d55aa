import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.japan.fiscal import first_day, fiscal_year, fiscal_year_label, last_day


@pytest.mark.parametrize(
    ("day", "year", "label"),
    [
        (dt.date(2026, 3, 31), 2025, "令和7年度"),
        (dt.date(2026, 4, 1), 2026, "令和8年度"),
        (dt.date(2019, 4, 1), 2019, "令和元年度"),
        (dt.date(2020, 3, 31), 2019, "令和元年度"),
        (dt.date(2019, 3, 31), 2018, "平成30年度"),
        (dt.date(1989, 3, 31), 1988, "昭和63年度"),
        (dt.date(1989, 4, 1), 1989, "平成元年度"),
    ],
)
def test_the_year_turns_on_the_first_of_april(day, year, label):
    assert fiscal_year(day) == year
    assert fiscal_year_label(day) == label


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2200, 1, 1)))
def test_every_day_is_in_its_fiscal_year(day):
    year = fiscal_year(day)
    assert first_day(year) <= day <= last_day(year)
    assert first_day(year + 1) - last_day(year) == dt.timedelta(days=1)
