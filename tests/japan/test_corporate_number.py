import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.japan.corporate_number import check_digit, is_valid, normalise

PUBLISHED = "8700110005901"  # the example of the ministry's explanation of the check digit


@pytest.mark.parametrize(
    "text",
    [PUBLISHED, "８７００１１０００５９０１", "T8700110005901", "8-7001-1000-5901", " 8 7001 1000 5901 "],
)
def test_the_published_example_is_read_in_every_spelling(text):
    assert normalise(text) == PUBLISHED


@given(st.integers(0, 10**12 - 1), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_found_but_for_nine_and_zero(base, position, step):
    digits = f"{base:012}"
    number = f"{check_digit(digits)}{digits}"
    assert is_valid(number)
    old = int(number[position])
    new = (old + step) % 10
    wrong = number[:position] + str(new) + number[position + 1 :]
    assert is_valid(wrong) == ({old, new} == {0, 9} and position > 0)


@pytest.mark.parametrize(
    "text", ["", "123", "9700110005901", "87001100059012", "八七〇〇一一〇〇〇五九〇一", "870011000590x"]
)
def test_what_is_no_corporate_number_is_refused(text):
    with pytest.raises(BadInput):
        normalise(text, where="法人番号")
    assert not is_valid(text)
