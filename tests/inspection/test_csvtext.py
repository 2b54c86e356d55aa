from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.inspection import csvtext

TEXT = "管理番号,情報資産名\r\n税務-0001,髙橋～\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_the_encodings_of_offices_are_told_apart(encoding):
    assert csvtext.decode(TEXT.encode(encoding)) == TEXT


def test_bytes_of_no_encoding_are_refused_with_their_line():
    with pytest.raises(BadInput, match=r"2行目.*CP932.*FF"):
        csvtext.decode("管理番号\r\n".encode("cp932") + b"\xff\xff\r\n", where="a.csv")
    with pytest.raises(BadInput, match=r"2行目.*UTF-8.*FF"):
        csvtext.decode("管理番号\n".encode() + b"\xff\n", where="a.csv")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "空です"),
        (b"PK\x03\x04....", "Excelブック"),
        (b"\xd0\xcf\x11\xe0....", "古い形式"),
        (b"%PDF-1.7", "PDF"),
        (b"a,b\x00c", "文字のファイルではありません"),
        (b"\xff\xfea", "UTF-16-LE"),
        (b"\xef\xbb\xbf\xff", "UTF-8"),
        (b"a" * (csvtext.MOST_BYTES + 1), "大きすぎます"),
    ],
)
def test_what_is_no_csv_is_refused_and_named(data, what):
    with pytest.raises(BadInput, match=what):
        csvtext.decode(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(BadInput):
        assert "\x00" not in csvtext.decode(data)
