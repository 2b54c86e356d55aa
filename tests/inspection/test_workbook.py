import io
import struct
import warnings
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import changed, workbook

from sekisho.errors import BadInput
from sekisho.inspection import package
from sekisho.inspection.workbook import Formula, column_number, inspect

SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbook()


def refusal(data):
    with pytest.raises(BadInput) as caught:
        inspect(data, where="台帳.xlsx")
    assert caught.value.where == "台帳.xlsx"
    assert caught.value.next_step
    return caught.value.what


def test_an_ordinary_workbook_passes_and_a_hyperlink_is_ordinary():
    assert inspect(GOOD).formulas == ()
    assert inspect(workbook(link="https://www.example.jp/")).formulas == ()


def test_formulas_are_reported_with_sheet_row_and_column():
    assert inspect(workbook(formula="C5")).formulas == (Formula("台帳", 5, 3),)


def test_letters_of_columns():
    assert [column_number(letters) for letters in ("A", "Z", "AA", "XFD")] == [1, 26, 27, 16384]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("xl/vbaProject.bin", "マクロ"),
        ("xl/macrosheets/sheet1.xml", "マクロ"),
        ("xl/activeX/activeX1.xml", "ActiveX"),
        ("xl/embeddings/oleObject1.bin", "埋め込まれた"),
        ("xl/externalLinks/externalLink1.xml", "別のファイルへの参照"),
        ("xl/connections.xml", "外部データ"),
        ("XL/VbaProject.BIN", "マクロ"),
    ],
)
def test_parts_that_act_are_refused(name, what):
    assert what in refusal(changed(GOOD, {name: b"<x/>"}))


def test_a_macro_is_refused_under_any_name_of_its_part():
    disguised = changed(
        GOOD,
        {"[Content_Types].xml": lambda old: old.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")},
    )
    assert "マクロ" in refusal(disguised)


def test_a_relationship_that_leads_outside_is_refused():
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="http://198.51.100.1/x" TargetMode="External"/></Relationships>'
    )
    assert "別のファイルへの参照" in refusal(changed(GOOD, {"xl/worksheets/_rels/sheet1.xml.rels": rels}))


@pytest.mark.parametrize(
    "declaration",
    ["<!DOCTYPE a>", '<!DOCTYPE a SYSTEM "http://198.51.100.1/a.dtd">', '<!DOCTYPE a [<!ENTITY b "c">]>'],
)
def test_every_kind_of_document_type_is_refused(declaration):
    spoilt = changed(
        GOOD, {SHEET: lambda old: old.replace(b"<worksheet", declaration.encode() + b"<worksheet", 1)}
    )
    assert "DTD" in refusal(spoilt)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "docProps/app.xml", "[Content_Types].xml"])
def test_document_types_and_entities_are_refused_in_every_part(name, encoding):
    def poisoned(old):
        body = old.decode().partition("?>")[2]
        head = (
            f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]>'
        )
        return (head + body).encode(encoding)

    assert "DTD" in refusal(changed(GOOD, {name: poisoned}))


def test_a_bomb_that_declares_its_size_is_refused():
    assert "異常に大きく" in refusal(changed(GOOD, {"xl/media/a.bin": bytes(package.MOST_UNPACKED + 1)}))


def lying(name, content, declared):
    """Return a workbook whose directory declares ``declared`` bytes of ``content``, checksum and all."""
    data = changed(GOOD, {name: content})
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        info = whole.getinfo(name)
    true = struct.pack("<LLL", info.CRC, info.compress_size, info.file_size)
    assert true in data
    checksum = zlib.crc32(content[:declared])
    return data.replace(true, struct.pack("<LLL", checksum, info.compress_size, declared))


def test_a_bomb_that_lies_about_its_size_is_refused_before_it_unpacks():
    """The first bytes and their checksum are as declared: only unpacking tells the truth."""
    assert "異常に大きく" in refusal(lying("xl/media/a.bin", bytes(100 * 1024**2), 100))
    assert "壊れています" in refusal(lying("xl/media/a.bin", bytes(1024**2), 100))


def test_the_limit_holds_for_all_parts_together(monkeypatch):
    data = changed(GOOD, {f"xl/media/{n}.bin": bytes(1000) for n in range(10)})
    inspect(data)
    monkeypatch.setattr(package, "MOST_UNPACKED", 20_000)
    assert "異常に大きく" in refusal(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_excel_does_not_use_are_refused(method):
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a", method) as archive:
        archive.writestr("xl/media/a.bin", b"x" * 1000)
    assert "壊れています" in refusal(out.getvalue())


def test_parts_that_are_stored_unpacked_are_read():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    assert inspect(out.getvalue()).formulas == ()


def test_a_bomb_of_many_small_parts_is_refused():
    assert "異常に大きく" in refusal(
        changed(GOOD, {f"xl/media/{n}.bin": b"" for n in range(package.MOST_MEMBERS)})
    )


def test_a_sheet_that_would_fill_the_memory_is_refused():
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert "表が大きすぎる" in refusal(changed(GOOD, {SHEET: lambda old: old.replace(b"</sheetData>", far)}))


@pytest.mark.parametrize("reference", ["A0", "ZZZ1", "A99999999", "A-1", "a1", "$A$1", "A1:B2", "あ1", ""])
def test_a_cell_at_a_place_that_excel_does_not_have_is_refused(reference):
    astray = f'<row r="9"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    assert "番地" in refusal(changed(GOOD, {SHEET: lambda old: old.replace(b"</sheetData>", astray)}))


@pytest.mark.parametrize("number", ["0", "-1", "99999999", "4294967296", "x"])
def test_a_row_that_excel_does_not_have_is_refused(number):
    astray = f'<row r="{number}"><c><v>1</v></c></row></sheetData>'.encode()
    assert "行の番号" in refusal(changed(GOOD, {SHEET: lambda old: old.replace(b"</sheetData>", astray)}))


@pytest.mark.parametrize("number", ["1e300", "-1e300", "-1e12", "nan", "inf", "abc", "1e15"])
def test_a_number_that_no_ledger_holds_is_refused(number):
    astray = f'<row r="9"><c r="A9"><v>{number}</v></c></row></sheetData>'.encode()
    assert "9行目の数" in refusal(changed(GOOD, {SHEET: lambda old: old.replace(b"</sheetData>", astray)}))


def test_formatting_without_values_down_to_the_last_row_is_harmless():
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    inspect(changed(GOOD, {SHEET: lambda old: old.replace(b"</sheetData>", far)}))


def test_nesting_without_end_is_refused():
    deep = b"<x>" * 10_000 + b"</x>" * 10_000
    assert "入れ子" in refusal(changed(GOOD, {"docProps/custom.xml": deep}))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "Excelブックではありません"),
        (b"not a workbook at all", "Excelブックではありません"),
        (b"PK\x03\x04" + b"\x00" * 50, "開けません"),
        (GOOD[: len(GOOD) // 2], "開けません"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "古い形式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        (b"PK" + bytes(package.MOST_BYTES), "大きすぎます"),
    ],
)
def test_what_is_no_workbook_is_refused_and_named(data, what):
    assert what in refusal(data)


def test_another_zip_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "Excelブックではありません" in refusal(out.getvalue())


def test_parts_of_one_name_or_leading_outside_are_refused():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out = io.BytesIO(GOOD)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("XL/WORKBOOK.XML", "<x/>")
    assert "名前が正しくありません" in refusal(out.getvalue())
    assert "名前が正しくありません" in refusal(changed(GOOD, {"../evil.xml": b"<x/>"}))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_damaged_workbooks_are_read_or_refused_never_worse(changes):
    data = bytearray(GOOD)
    for position, value in changes:
        data[position] = value
    with suppress(BadInput):
        inspect(bytes(data))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]))
def test_parts_of_any_bytes_are_read_or_refused_never_worse(content, name):
    with suppress(BadInput):
        inspect(changed(GOOD, {name: content}))
