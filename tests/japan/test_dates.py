import datetime as dt

import japanera
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.japan.dates import (
    FIRST_GREGORIAN,
    arithmetic_reading,
    era_of,
    format_iso,
    format_wareki,
    format_wareki_short,
    parse_date,
)

days = st.dates(min_value=FIRST_GREGORIAN, max_value=dt.date(2150, 12, 31))
APRIL_FIRST = dt.date(2026, 4, 1)
FULL_WIDTH = str.maketrans("0123456789./-RHST", "０１２３４５６７８９．／－ＲＨＳＴ")


@pytest.mark.parametrize(
    "text",
    [
        "令和8年4月1日", "令和８年４月１日", "令和 8 年 4 月 1 日", "令和08年04月01日",
        "令和八年四月一日",
        "R8.4.1", "R08.04.01", "r8.4.1", "R8/4/1", "R8-4-1", "Ｒ８．４．１", "令8.4.1", "㋿8年4月1日",
        "2026/4/1", "2026-04-01", "2026.4.1", "20260401", "２０２６０４０１", "2026年4月1日",
        "西暦2026年4月1日",
        "2026-04-01 00:00:00", "2026-04-01T00:00:00", " 令和8年4月1日（水） ",
        "令和8年4月1日(水曜日)", "2026−04−01",
    ],
)  # fmt: skip
def test_every_form_offices_use_is_read(text):
    assert parse_date(text) == APRIL_FIRST


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", dt.date(2019, 5, 1)),
        ("令和元．５．１", dt.date(2019, 5, 1)),
        ("R1.12.31", dt.date(2019, 12, 31)),
        ("平成31年4月30日", dt.date(2019, 4, 30)),
        ("昭和64年1月7日", dt.date(1989, 1, 7)),
        ("平成元年1月8日", dt.date(1989, 1, 8)),
        ("大正15年12月25日", dt.date(1926, 12, 25)),
        ("昭和元年12月25日", dt.date(1926, 12, 25)),
        ("昭和二十年八月十五日", dt.date(1945, 8, 15)),
        ("M6.1.1", dt.date(1873, 1, 1)),
        ("令和6年2月29日", dt.date(2024, 2, 29)),
    ],
)
def test_eras_meet_where_the_law_says(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "未定", "令和5年2月30日", "令和5年2月29日", "2026/13/1", "20261301", "2026-00-01",
        "令0.4.1", "R0.4.1",
        "R-1.4.1", "令和-2年4月1日", "令和０．３．３１", "令和元年4月1日", "R1.4.30",
        "昭和65年1月1日", "平成31年5月1日",
        "昭和64年1月8日", "明治5年12月2日", "1872-12-31", "2026/4-1", "2026.4", "4月1日", "令和8年",
        "45383", "9999-99-99",
        "令和8年4月1日から", "R8.4.1.", "X8.4.1", "令和8年4月1日\x00", "2201-01-01",
        "令和元元年1月1日", "令和十十年1月1日",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_and_quoted(text):
    with pytest.raises(BadInput) as caught:
        parse_date(text, where="登録年月日")
    assert text.strip() in caught.value.what
    assert caught.value.where == "登録年月日"
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令0.4.30", dt.date(2018, 4, 30)),
        ("R0.4.1", dt.date(2018, 4, 1)),
        ("R-1.4.21", dt.date(2017, 4, 21)),
        ("令和-2年4月1日", dt.date(2016, 4, 1)),
        ("令和－１．４．３０", dt.date(2017, 4, 30)),
        ("令和元年4月1日", dt.date(2019, 4, 1)),
        ("昭和65年1月1日", dt.date(1990, 1, 1)),
    ],
)
def test_an_impossible_era_year_has_an_arithmetic_reading(text, day):
    assert arithmetic_reading(text) == day


@pytest.mark.parametrize("text", ["令和8年4月1日", "令和5年2月30日", "2018/4/1", "未定", "", "R-999.1.1"])
def test_only_impossible_era_years_have_one(text):
    assert arithmetic_reading(text) is None


@given(days)
def test_what_is_written_is_read_back(day):
    for written in (format_wareki(day), format_wareki_short(day), format_iso(day), f"{day:%Y%m%d}"):
        assert parse_date(written) == day
        assert parse_date(written.translate(FULL_WIDTH)) == day


@given(days)
def test_eras_agree_with_an_independent_library(day):
    theirs = japanera.EraDate.from_date(day)
    assert era_of(day).name == theirs.era.kanji


@given(
    st.text(max_size=20)
    | st.from_regex(r"(令和|R|平成|S)?-?\d{0,4}[年./-]\d{0,3}[月./-]\d{0,3}日?", fullmatch=True)
)
def test_any_text_is_read_or_refused_never_worse(text):
    try:
        day = parse_date(text)
    except BadInput:
        return
    assert isinstance(day, dt.date)
    assert arithmetic_reading(text) is None


def test_days_before_the_gregorian_calendar_have_no_wareki():
    with pytest.raises(BadInput, match="1872年12月31日"):
        format_wareki(dt.date(1872, 12, 31))
