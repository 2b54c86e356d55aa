import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.inspection.formula import looks_like_formula, neutralise, restore


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+A1",
        "-A1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝HYPERLINK(1)",
        "+81-3-0000-0000",
    ],
)
def test_what_a_spreadsheet_would_run_is_disarmed(text):
    assert neutralise(text) == f"'{text}"
    assert not looks_like_formula(neutralise(text))


@pytest.mark.parametrize(
    "cell", ["税務-0001", "-3", "+1,200.5", "", "'引用", 3, 2.5, None, dt.date(2026, 4, 1)]
)
def test_harmless_cells_stay_as_they_are(cell):
    assert neutralise(cell) == cell


@given(st.text() | st.from_regex(r"'{0,3}[=+@\t-].{0,5}", fullmatch=True))
def test_what_was_disarmed_comes_back_exactly(text):
    assert restore(neutralise(text)) == text
    assert not looks_like_formula(neutralise(text))
