"""Where the table stands in a file, which columns are which, and which rows are data."""

import datetime as dt

import ledgers
import pytest

from sekisho.errors import BadInput
from sekisho.inspection import package
from sekisho.server.access import provider_rows
from sekisho.server.importing.columns import recognise
from sekisho.server.importing.sheets import letters, read_sheets
from sekisho.server.ledgers.importing import asset_rows, contract_rows
from sekisho.server.trust.importing.register_columns import LEDGER as REGISTER
from sekisho.terms import Severity

HEADER, ROW = ledgers.table({})
SECOND = ledgers.table({}, {})[2]


def read(rows, **options):
    return asset_rows.read(ledgers.workbook(rows, **options), "台帳.xlsx")


def test_title_rows_and_empty_rows_are_passed_over_and_row_numbers_stay_true():
    parsed = read([["情報資産管理台帳"], ["所管：税務課"], [], HEADER, [], ROW, [], SECOND], merges=["A1:P1"])
    assert parsed.header_row == 4
    assert [number for number, _ in parsed.rows] == [6, 8]
    assert parsed.problems == []


def test_a_header_of_two_rows_with_merged_cells_is_understood():
    upper = ["" if name in {"機密性", "完全性", "可用性"} else name for name in HEADER]
    upper[5] = "重要度"
    lower = [name if name in {"機密性", "完全性", "可用性"} else "" for name in HEADER]
    downwards = [f"{letters(place)}1:{letters(place)}2" for place, name in enumerate(lower, 1) if not name]
    parsed = read([upper, lower, ROW], merges=[*downwards, "F1:H1"])
    assert (parsed.header_row, len(parsed.rows), parsed.problems) == (2, 1, [])


def test_a_section_merged_over_several_rows_counts_for_each_of_them():
    place = HEADER.index("所管課")
    below = [*SECOND[:place], None, *SECOND[place + 1 :]]
    parsed = read([HEADER, ROW, below], merges=["C2:C3"])
    assert [row.section_name for _, row in parsed.rows] == ["税務課", "税務課"]


def test_an_empty_cell_that_is_not_merged_is_not_guessed():
    below = [*SECOND[:2], None, *SECOND[3:]]
    (problem,) = read([HEADER, ROW, below]).problems
    assert (problem.row, problem.column, problem.severity) == (3, "所管課", Severity.ERROR)


def test_headings_totals_notes_and_repeated_headers_are_passed_over_and_told():
    rows = [HEADER, ["【税務課】"], ROW, HEADER, SECOND, ["合計", "2件"], ["※令和6年4月1日現在"]]
    parsed = read(rows, merges=["A2:P2"])
    assert [number for number, _ in parsed.rows] == [3, 5]
    assert [number for number, _ in parsed.skipped] == [2, 4, 6, 7]
    assert parsed.problems == []


def test_a_row_with_one_lonely_cell_is_not_dropped_silently():
    parsed = read([HEADER, ROW, ["税務-0009"]])
    assert parsed.total == 2
    assert {one.row for one in parsed.problems} == {3}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("資産名", "情報資産名"), ("情報資産名（正式名称）", "情報資産名"), ("※管理番号", "管理番号"),
        ("担当課", "所管課"),
        ("機密性 区分", "機密性"), ("登録日", "登録年月日"), ("本人の数（人）", "本人の数"),
        ("保存\n期間", "保存期間"),
        ("ﾈｯﾄﾜｰｸ", "ネットワーク"), ("個人情報", "個人情報の有無"), ("媒体【必須】", "媒体"),
    ],
)  # fmt: skip
def test_columns_are_recognised_under_other_names(theirs, ours):
    header = [theirs if name == ours else name for name in HEADER]
    parsed = read([header, ROW])
    assert parsed.mapping[ours] == letters(HEADER.index(ours) + 1)
    assert len(parsed.rows) == 1


def test_columns_may_stand_in_any_order_with_others_between():
    order = list(reversed(range(len(HEADER))))
    header = ["備考", *(HEADER[place] for place in order)]
    parsed = read([header, ["メモ", *(ROW[place] for place in order)]])
    assert parsed.rows[0][1] == read([HEADER, ROW]).rows[0][1]


def test_a_column_under_an_unknown_name_is_told_and_can_be_mapped_by_header_or_letter():
    header = ["なまえ" if name == "情報資産名" else name for name in HEADER]
    data = ledgers.workbook([header, ROW])
    parsed = asset_rows.read(data, "a.xlsx")
    assert [(one.row, one.column, one.severity) for one in parsed.problems] == [
        (1, "情報資産名", Severity.ERROR)
    ]
    assert (parsed.report()["accepted"], parsed.total) == (0, 1)
    for target in ("なまえ", "B", "b"):
        for name in ("情報資産名", "name"):
            again = asset_rows.read(data, "a.xlsx", mapping={name: target})
            assert again.rows[0][1].name == ROW[1]


def test_the_mapping_shown_can_be_given_back_and_changes_nothing():
    data = ledgers.workbook([HEADER, ROW])
    parsed = asset_rows.read(data, "a.xlsx")
    assert asset_rows.read(data, "a.xlsx", mapping=parsed.mapping) == parsed


def test_a_column_can_be_declared_absent():
    parsed = asset_rows.read(ledgers.workbook([HEADER, ROW]), "a.xlsx", mapping={"係": ""})
    assert parsed.rows[0][1].unit == ""
    assert parsed.mapping["係"] == ""


@pytest.mark.parametrize("mapping", [{"ない列": "A"}, {"係": "ない見出し"}, {"係": "A", "管理番号": "A"}])
def test_an_impossible_mapping_is_refused(mapping):
    with pytest.raises(BadInput):
        asset_rows.read(ledgers.workbook([HEADER, ROW]), "a.xlsx", mapping=mapping)


def test_a_screen_can_show_the_recognised_columns_before_reading():
    found = recognise(asset_rows.LEDGER, read_sheets(ledgers.workbook([HEADER[:4]]), "a.xlsx"))
    assert found.headers == tuple(HEADER[:4])
    assert found.positions == {"number": 1, "name": 2, "section_name": 3, "unit": 4}
    assert "機密性" in {column.name for column in found.missing}


def test_the_sheet_that_looks_like_the_ledger_is_chosen_and_hidden_ones_are_not():
    data = ledgers.workbook(
        [["表紙"]],
        title="表紙",
        extra={"本体": ("visible", [HEADER, ROW]), "旧": ("hidden", [HEADER, ROW, SECOND])},
    )
    parsed = asset_rows.read(data, "a.xlsx")
    assert (parsed.sheet, parsed.total, parsed.other_sheets) == ("本体", 1, ())
    assert asset_rows.read(data, "a.xlsx", sheet="旧").total == 2


def test_further_sheets_with_the_same_table_are_named():
    data = ledgers.workbook([HEADER, ROW], extra={"市民課": ("visible", [HEADER, SECOND])})
    assert asset_rows.read(data, "a.xlsx").other_sheets == ("市民課",)


def test_a_number_on_two_rows_is_an_error_on_both_because_nobody_knows_which_is_wrong():
    parsed = read([HEADER, ROW, [ROW[0], "別の台帳", *ROW[2:]], SECOND])
    assert [(one.row, one.column, one.severity) for one in parsed.problems] == [
        (2, "管理番号", Severity.ERROR), (3, "管理番号", Severity.ERROR),
    ]  # fmt: skip
    assert "3行目" in parsed.problems[0].reason
    assert "2行目" in parsed.problems[1].reason
    assert [number for number, _ in parsed.rows] == [4]


def test_a_row_written_twice_word_for_word_is_only_doubted_the_second_time():
    parsed = read([HEADER, ROW, ROW])
    assert [(one.row, one.severity) for one in parsed.problems] == [(3, Severity.DOUBT)]
    assert parsed.report()["accepted"] == 1


def test_cells_with_types_are_read_as_they_are_shown():
    row = dict(zip(HEADER, ROW, strict=True))
    row |= {"機密性": 3, "本人の数": 48213, "登録年月日": dt.date(2024, 4, 1), "特定個人情報": True}
    (found,) = read([HEADER, list(row.values())]).rows
    assert (found[1].confidentiality, found[1].person_count) == (3, 48213)
    assert (found[1].registered_on, found[1].specific_personal_data) == (dt.date(2024, 4, 1), True)


def test_a_formula_is_read_by_its_result_and_doubted():
    row = dict(zip(HEADER, ROW, strict=True)) | {"係": "=A1"}
    (problem,) = read([HEADER, list(row.values())]).problems
    assert (problem.row, problem.column, problem.severity) == (2, "係", Severity.DOUBT)
    assert "計算式" in problem.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_csv_is_read_in_every_encoding_of_offices(encoding):
    parsed = asset_rows.read(ledgers.csv_of([HEADER, ROW], encoding), "a.csv")
    assert parsed.rows[0][1] == read([HEADER, ROW]).rows[0][1]


def test_tab_separated_text_pasted_from_a_spreadsheet_is_read():
    data = "\r\n".join("\t".join(row) for row in (HEADER, ROW)).encode()
    assert len(asset_rows.read(data, "a.txt").rows) == 1


def test_without_the_body_only_a_name_much_rarer_than_the_others_is_doubted():
    many = [{"所管課": name} for name in ["税務課", "市民課"] for _ in range(30)] + [{"所管課": "税勢課"}]
    rows = ledgers.table(*many)
    rows = [rows[0], *([f"税-{count}", *row[1:]] for count, row in enumerate(rows[1:]))]
    parsed = asset_rows.read(ledgers.csv_of(rows), "a.csv")
    assert [(one.value, one.severity) for one in parsed.problems] == [("税勢課", Severity.DOUBT)]
    few = ledgers.table(*({"所管課": name} for name in ["税務課", "市民課", "福祉課"]))
    assert asset_rows.read(ledgers.csv_of(few), "a.csv").problems == []


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "空です"),
        ("りんご,みかん\n1,2\n".encode(), "列の名前が見つかりません"),
        ('管理番号,情報資産名,所管課\n"閉じない'.encode(), "2行目の区切り"),
        (ledgers.workbook([]), "列の名前が見つかりません"),
        (b"PK\x03\x04" + bytes(30), "開けません"),
        (b"PK" + bytes(package.MOST_BYTES), "大きすぎます"),
        (("管理番号,情報資産名,所管課," + "," * 400).encode(), "大きすぎます"),
        ("管理番号\r\n".encode("cp932") + b"\xff\xff", "CP932"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(data, what):
    with pytest.raises(BadInput) as caught:
        asset_rows.read(data, "台帳")
    assert what in caught.value.what


def test_a_sheet_that_does_not_exist_is_refused_and_the_others_named():
    with pytest.raises(BadInput, match="「ない」") as caught:
        asset_rows.read(ledgers.workbook([HEADER, ROW]), "a.xlsx", sheet="ない")
    assert "台帳" in caught.value.next_step


def test_a_contract_ledger_is_not_taken_for_an_asset_ledger():
    header = list(ledgers.CONTRACT)
    parsed = asset_rows.read(ledgers.workbook([header, list(ledgers.CONTRACT.values())]), "c.xlsx")
    assert parsed.rows == []
    assert {one.row for one in parsed.problems} == {1}
    assert contract_rows.read(ledgers.contracts({}), "c.csv").problems == []


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (b"hello not excel", "a.xlsx", "文字だけのファイル"),
        (",".join(HEADER[:6]).encode(), "a.XLSX", "文字だけのファイル"),
        (b"%PDF-1.7", "a.xlsx", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "古い形式"),
    ],
)
def test_what_is_called_a_workbook_and_is_none_is_named(data, name, what):
    with pytest.raises(BadInput) as refused:
        asset_rows.read(data, name)
    assert "Excelブック" in refused.value.what
    assert what in refused.value.what + refused.value.why
    assert "Excelで開き" in refused.value.next_step
    assert "CSV" in refused.value.next_step


@pytest.mark.parametrize(
    ("ledger", "offers"), [(asset_rows.LEDGER, True), (provider_rows.LEDGER, False), (REGISTER, False)]
)
def test_a_template_is_named_only_where_there_is_one(ledger, offers):
    with pytest.raises(BadInput) as refused:
        recognise(ledger, read_sheets(b"a,b\n1,2\n", "a.csv"))
    assert ("ひな形" in refused.value.next_step) is offers
    assert "選び直して" in refused.value.next_step or offers
