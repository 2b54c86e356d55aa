"""Periods in one cell, as lists write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.japan.dates import format_iso, format_wareki, format_wareki_short
from sekisho.japan.periods import parse_period

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))
FORMS = st.sampled_from(
    [format_iso, format_wareki, format_wareki_short, lambda day: f"{day.year}年{day.month}月{day.day}日"]
)
MARKS = st.sampled_from(["～", "〜", "~", " - ", "－", "―", "から", " 至 ", "→", "ー"])
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(DAYS, DAYS, FORMS, FORMS, MARKS, st.booleans())
def test_a_period_is_read_as_it_is_written(one, other, first_form, last_form, mark, wide):
    first, last = sorted((one, other))
    text = f"{first_form(first)}{mark}{last_form(last)}"
    assert parse_period(text.translate(FULL_WIDTH) if wide else text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2024年4月1日～2025年3月31日",
        "自 令和6年4月1日 至 令和7年3月31日",
        "２０２４／４／１～２０２５／３／３１",
        "2024-04-01-2025-03-31",
        "R6.4.1から令和7年3月31日まで",
        "2024年4月1日 ～\n2025年3月31日",
    ],
)
def test_the_spellings_of_real_lists(text):
    assert parse_period(text) == (dt.date(2024, 4, 1), dt.date(2025, 3, 31))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2025年3月31日～2024年4月1日", "始めより前"),
        ("2024年4月1日", "読めません"),
        ("2024年4月1日～2025年2月30日", "読めません"),
        ("～", "読めません"),
        ("未定", "読めません"),
        ("-" * 5000, "読めません"),
    ],
)
def test_what_is_no_period_is_refused_in_words(text, why):
    with pytest.raises(BadInput, match=why):
        parse_period(text)
