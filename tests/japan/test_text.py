from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.japan.text import company_key, parse_int_ja, search_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("葛󠄀城　花子", "葛城花子"),
        ("𠮷田 健一", "吉田健一"),
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("齋藤", "斉藤"),
        ("渡邉", "渡邊"),
        ("神", "神"),
        ("ＬＧＷＡＮ接続系", "lgwan接続系"),
        ("データ", "データ"),
        ("台帳〜概要〜", "台帳～概要～"),
        ("さくら", "サクラ"),
        ("ヴァ", "ゔぁ"),
        ("A-1", "A－１"),
    ],
)
def test_spellings_of_one_thing_have_one_key(one, other):
    assert search_key(one) == search_key(other)


def test_different_things_have_different_keys():
    assert search_key("吉田") != search_key("古田")
    assert search_key("はば") != search_key("ぱは")
    assert search_key("葛飾") != search_key("飾")


@example("C¸")
@given(st.text())
def test_a_key_is_its_own_key(text):
    assert search_key(search_key(text)) == search_key(text)


@pytest.mark.parametrize(
    "text", ["株式会社東西印刷", "㈱東西印刷", "（株）東西印刷", "(株) 東西印刷", "東西印刷　株式会社"]
)
def test_a_company_is_found_under_any_legal_form(text):
    assert company_key(text) == company_key("東西印刷")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("1,200", 1200), ("１，２００", 1200), ("15000", 15000), ("48,213人", 48213),
        (" 12 ", 12),
        ("1 200", 1200), ("千", 1000), ("千二百", 1200), ("一万二千三百四十五", 12345),
        ("3万5千", 35000),
        ("3万5000", 35000), ("2億", 2 * 10**8), ("二〇", 20), ("十", 10), ("二十三", 23),
        ("12万人", 120000),
    ],
)  # fmt: skip
def test_numbers_are_read(text, number):
    assert parse_int_ja(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "約千人", "約1000", "1,20", "12,34,567", "-3", "1.5", "数百", "不明", "1200～1500",
     "万", "千千", "百千", "人",
     "二三十", "1e3", "0x10", "١٢٣a", "9" * 40, "12000万", "1人2人"],
)  # fmt: skip
def test_what_is_no_exact_number_is_refused_and_quoted(text):
    with pytest.raises(BadInput) as caught:
        parse_int_ja(text, where="本人の数")
    assert text.strip() in caught.value.what


KANJI = "〇一二三四五六七八九"


def in_kanji(number):
    if number >= 10**8:
        return in_kanji(number // 10**8) + "億" + (in_kanji(number % 10**8) if number % 10**8 else "")
    if number >= 10**4:
        return in_kanji(number // 10**4) + "万" + (in_kanji(number % 10**4) if number % 10**4 else "")
    written = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        digit, number = divmod(number, unit)
        written += ("" if digit == 1 else KANJI[digit]) + name if digit else ""
    return written + (KANJI[number] if number else "")


@given(st.integers(1, 10**10))
def test_every_number_is_read_in_digits_groups_and_kanji(number):
    assert parse_int_ja(str(number)) == number
    assert parse_int_ja(f"{number:,}") == number
    assert parse_int_ja(in_kanji(number)) == number


@given(st.text(max_size=12) | st.text("0123456789,億万千百十一二〇人約 -.", max_size=10))
def test_any_text_is_read_or_refused_never_worse(text):
    with suppress(BadInput):
        assert parse_int_ja(text) >= 0
