"""Rejected rows go back as a file, are corrected, and are taken in again."""

import io

import ledgers
import openpyxl
import planted
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.inspection.workbook import inspect
from sekisho.server.importing import rejected, templates
from sekisho.server.importing.parsed import Problem
from sekisho.server.ledgers.importing import asset_rows, contract_rows
from sekisho.terms import Severity

HEADER, ROW = ledgers.table({})


def sheet_of(data):
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def test_rejected_rows_come_back_as_they_stood_with_the_reason_of_each():
    parsed = asset_rows.read(
        ledgers.assets({}, {"機密性": "4"}, {"情報資産名": "", "本人の数": "約千人"}), "a.csv"
    )
    sheet = sheet_of(rejected.workbook(parsed))
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (*HEADER, "理由")
    assert [row[0] for row in rows[1:]] == ["税務-0002", "税務-0003"]
    assert rows[1][HEADER.index("機密性")] == "4"
    assert "元の3行目" in rows[1][-1]
    assert "【機密性】" in rows[1][-1]
    assert "【情報資産名】" in rows[2][-1]
    assert "【本人の数】" in rows[2][-1]
    wrong = sheet.cell(2, HEADER.index("機密性") + 1).fill.fgColor.rgb
    assert wrong != sheet.cell(2, 1).fill.fgColor.rgb


def test_corrected_rows_of_the_sample_ledger_are_all_taken_in():
    name = "asset-ledger.xlsx"
    parsed = asset_rows.read((planted.DATA / name).read_bytes(), name, sections=planted.SECTIONS)
    book = openpyxl.load_workbook(io.BytesIO(rejected.workbook(parsed)))
    sheet = book.worksheets[0]
    assert sheet.max_row == 15
    repairs = {
        "4": "3",
        "約千人": "0",
        "令和5年2月30日": "令和5年2月28日",
        "存在しない課": "税務課",
        None: "台帳",
    }
    filled = {1, 2, 3, 6, 12, 16}
    for count, row in enumerate(sheet.iter_rows(min_row=2), 1):
        for cell in row:
            if cell.column in filled and cell.value in repairs:
                cell.value = repairs[cell.value]
        row[0].value = f"訂正-{count:04}"
    out = io.BytesIO()
    book.save(out)
    again = asset_rows.read(out.getvalue(), "訂正.xlsx", sections=planted.SECTIONS)
    assert again.report() == {"rows": 14, "accepted": 14, "problems": []}


def test_uncorrected_rows_come_back_with_the_same_faults():
    name = "asset-ledger-cp932.csv"
    parsed = asset_rows.read((planted.DATA / name).read_bytes(), name, sections=planted.SECTIONS)
    again = asset_rows.read(rejected.workbook(parsed), "again.xlsx", sections=planted.SECTIONS)
    assert [(one.column, one.value) for one in again.problems] == [
        (one.column, one.value) for one in parsed.problems
    ]


def test_consent_leaves_only_errors_in_the_file():
    parsed = asset_rows.read(ledgers.assets({"登録年月日": "令0.4.1"}, {"機密性": "4"}), "a.csv")
    assert sheet_of(rejected.workbook(parsed)).max_row == 3
    assert sheet_of(rejected.workbook(parsed, accept_doubts=True)).max_row == 2


def test_problems_found_later_bring_their_rows_into_the_file():
    parsed = asset_rows.read(ledgers.assets({}, {}), "a.csv")
    late = Problem(3, "管理番号", "税務-0002", "ほかの人が同時に直しました。", Severity.ERROR)
    rows = list(sheet_of(rejected.workbook(parsed, further=[late])).iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["税務-0002"]
    assert "同時に" in rows[1][-1]


def test_a_corrected_mapping_is_kept_by_writing_our_own_names():
    header = ["なまえ" if name == "情報資産名" else name for name in HEADER]
    bad = [*ROW[:5], "4", *ROW[6:]]
    parsed = asset_rows.read(ledgers.csv_of([header, bad]), "a.csv", mapping={"情報資産名": "なまえ"})
    again = asset_rows.read(rejected.workbook(parsed), "b.xlsx")
    assert [one.column for one in again.problems] == ["機密性"]


def test_cells_that_a_spreadsheet_would_run_are_disarmed_and_come_back_unchanged():
    parsed = asset_rows.read(ledgers.assets({"情報資産名": "=cmd|' /C calc'!A0", "機密性": "4"}), "a.csv")
    data = rejected.workbook(parsed)
    assert inspect(data).formulas == ()
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.get_sheet_by_index(0).to_python()[1][1] == "'=cmd|' /C calc'!A0"
    assert asset_rows.read(data, "b.xlsx").raw[2][1] == "=cmd|' /C calc'!A0"


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@'\n\t_x000D_"),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(cells, min_size=len(HEADER), max_size=len(HEADER)))
def test_any_text_survives_the_way_out_and_back(texts):
    texts = [text.replace("\r", "") for text in texts]
    texts[5] = "4"
    parsed = asset_rows.read(ledgers.csv_of([HEADER, ["x", *texts[1:]]]), "a.csv")
    if parsed.total:
        again = asset_rows.read(rejected.workbook(parsed), "b.xlsx")
        assert [text.strip() for text in again.raw[2][: len(HEADER)]] == [
            text.strip() for text in parsed.raw[2]
        ]


def test_templates_are_recognised_whole_and_hold_no_rows():
    for ledger in (asset_rows, contract_rows):
        parsed = ledger.read(templates.workbook(ledger.LEDGER), "ひな形.xlsx")
        assert all(parsed.mapping.values())
        assert parsed.report() == {"rows": 0, "accepted": 0, "problems": []}


def test_every_example_and_choice_of_the_templates_can_be_read():
    for ledger in (asset_rows, contract_rows):
        for column in ledger.LEDGER.columns:
            for text in (*column.choices, column.example):
                assert not text or column.read(text).doubt == ""
