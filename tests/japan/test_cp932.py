from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.japan.cp932 import decode, encode_report


def test_plain_text_is_written_and_read_back_without_a_report():
    text = "管理番号,髙橋 﨑 ㈱ ① ～ －\r\n"
    data, problems = encode_report(text)
    assert problems == ()
    assert decode(data) == text


def test_every_character_that_cannot_be_written_is_reported_with_its_place():
    data, problems = encode_report("あ\n𠮷田葛\U000e0100城〜鷗")
    assert decode(data) == "あ\n吉田葛城～〓"
    assert [(p.line, p.column, p.character, p.written, p.harmless) for p in problems] == [
        (2, 1, "𠮷", "吉", False),
        (2, 4, "\U000e0100", "", False),
        (2, 6, "〜", "～", True),
        (2, 7, "鷗", "〓", False),
    ]


@given(st.text())
def test_any_text_can_be_written_and_only_reported_characters_change(text):
    data, problems = encode_report(text)
    out = decode(data)
    changed = {(p.line, p.column): p.written for p in problems}
    line, column, expected = 1, 0, ""
    for character in text:
        column += 1
        expected += changed.get((line, column), character)
        if character == "\n":
            line, column = line + 1, 0
    assert out == expected


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(data):
    with suppress(BadInput):
        assert decode(decode(data).encode("cp932")) == decode(data)


@pytest.mark.parametrize("piece", [b"\x81", b"\xfc\xfc", b"\x80", b"\xa0", b"\xff", b"\x85\x9f"])
def test_an_impossible_byte_is_refused_with_its_line(piece):
    with pytest.raises(BadInput, match="3行目.*" + piece[:1].hex().upper()):
        decode(b"a\r\nb\r\nc" + piece + b"\n", where="台帳.csv")
