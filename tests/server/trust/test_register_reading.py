"""The lists of ISMAP as they are published, read with every doubt told by row and column."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from sekisho.errors import BadInput
from sekisho.server.trust.importing import register_rows
from sekisho.terms import CertificationKind, RegisterState, Severity

HEAD = (
    "登録番号,クラウドサービスの名称,クラウドサービス事業者の名称,法人番号,登録日,監査対象期間,"
    "言明の対象範囲（に含まれるサービス）"
)
ROW = "C26-0001-2,まちの窓口,株式会社まちのクラウド,,2025年6月1日,2024年4月1日～2025年3月31日,申込みフォーム"


def read(*lines, head=HEAD, name="list.csv", encoding="utf-8", kind=CertificationKind.ISMAP):
    return register_rows.read("\n".join((head, *lines)).encode(encoding), name, kind)


def told(parsed, severity=Severity.ERROR):
    return {(one.row, one.column): one.reason for one in parsed.problems if one.severity is severity}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_is_read_in_each_encoding(encoding):
    ((number, line),) = read(ROW, encoding=encoding).rows
    assert (number, line.number, line.service_name) == (2, "C26-0001-2", "まちの窓口")
    assert (line.period_start, line.period_end) == (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    assert line.until(CertificationKind.ISMAP) == dt.date(2026, 7, 31)
    assert line.state is RegisterState.LISTED


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (
            "登録番号,サービス名,事業者名,監査対象期間（始め）,監査対象期間（終わり）,登録年月日",
            "C1,窓口,会社,令和6年4月1日,R7.3.31,２０２５／６／１",
        ),
        (
            "Ｎｏ,クラウドサービス名,クラウドサービス事業者,監査対象期間(自),監査対象期間(至),登録日",
            "C1,窓口,会社,20240401,2025-03-31,2025-06-01",
        ),
        (
            "登録番号,クラウドサービスの名称,クラウドサービス事業者の名称,監査対象期間,登録日",
            "C1,窓口,会社,自 令和６年４月１日 至 令和７年３月３１日,令和7年6月1日",
        ),
        (
            "登録番号,名称,事業者,監査対象期間の開始日,監査対象期間の末日,登録の日",
            "Ｃ１,窓口,会社,2024/4/1,2025/3/31,2025/6/1",
        ),
    ],
)
def test_the_spellings_of_columns_and_dates(head, row):
    parsed = read(row, head=head)
    assert parsed.problems == []
    ((_, line),) = parsed.rows
    assert (line.number, line.registered) == ("C1", dt.date(2025, 6, 1))
    assert (line.period_start, line.period_end) == (dt.date(2024, 4, 1), dt.date(2025, 3, 31))


def test_an_excel_list_with_a_title_and_merged_headings():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["ISMAPクラウドサービスリスト（令和8年4月1日現在）"])
    sheet.append(
        ["登録番号", "クラウドサービスの名称", "クラウドサービス事業者の名称", "登録日", "監査対象期間", None]
    )
    sheet.append([None, None, None, None, "始め", "終わり"])
    sheet.append(["C1", "窓口", "会社", dt.date(2025, 6, 1), dt.date(2024, 4, 1), dt.date(2025, 3, 31)])
    for letter in "ABCD":
        sheet.merge_cells(f"{letter}2:{letter}3")
    sheet.merge_cells("E2:F2")
    out = io.BytesIO()
    book.save(out)
    parsed = register_rows.read(out.getvalue(), "list.xlsx", CertificationKind.ISMAP)
    ((number, line),) = parsed.rows
    assert (number, line.period_end) == (4, dt.date(2025, 3, 31))
    assert register_rows.as_of(parsed) == dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    ("word", "state", "day"),
    [
        ("", RegisterState.LISTED, None),
        ("登録", RegisterState.LISTED, None),
        ("登録取消", RegisterState.WITHDRAWN, None),
        ("取消し（令和8年3月1日）", RegisterState.WITHDRAWN, dt.date(2026, 3, 1)),
        ("一時停止", RegisterState.SUSPENDED, None),
        ("一時停止(2026/3/1)", RegisterState.SUSPENDED, dt.date(2026, 3, 1)),
    ],
)
def test_the_state_of_a_registration(word, state, day):
    ((_, line),) = read(f"{ROW},{word}", head=f"{HEAD},登録の状態").rows
    assert (line.state, line.state_on) == (state, day)


@pytest.mark.parametrize(
    ("changed", "column", "why"),
    [
        ({4: "令和7年2月30日"}, "登録日", "2月"),
        ({5: "未定"}, "監査対象期間", "期間として読めません"),
        ({5: "2025年3月31日～2024年4月1日"}, "監査対象期間", "始めより前"),
        ({0: ""}, "登録番号", "書かれていません"),
        ({1: ""}, "クラウドサービスの名称", "書かれていません"),
        ({7: "検討中"}, "登録の状態", "登録の状態として読めません"),
        ({7: "一時停止解除"}, "登録の状態", "登録の状態として読めません"),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_column(changed, column, why):
    cells = [*ROW.split(","), "登録"]
    for place, text in changed.items():
        cells[place] = text
    parsed = read(ROW.replace("C26-0001-2", "C9") + ",登録", ",".join(cells), head=f"{HEAD},登録の状態")
    assert why in told(parsed)[3, column]
    assert [number for number, _ in parsed.rows] == [2]


def test_an_end_before_the_start_in_two_cells_and_an_end_before_the_registration():
    head = "登録番号,サービス名,事業者名,監査対象期間の始め,監査対象期間の終わり,登録日,登録の有効期限"
    parsed = read(
        "C1,a,b,2025/3/31,2024/4/1,2025/6/1,", "C2,a,b,2024/4/1,2025/3/31,2025/6/1,2025/1/1", head=head
    )
    assert set(told(parsed)) == {(2, "監査対象期間の終わり"), (3, "登録の有効期限")}
    assert parsed.rows == []


def test_what_is_doubtful_is_told_and_read_only_with_consent():
    head = "登録番号,サービス名,事業者名,法人番号,監査対象期間,登録の有効期限"
    parsed = read(
        "C1,a,b,1234567890123,2024年4月1日～2025年3月31日,",
        "C2,a,b,,2024年4月1日～2025年3月31日,2026年8月31日",
        "C3,a,b,,,",
        head=head,
    )
    doubts = told(parsed, Severity.DOUBT)
    assert set(doubts) == {(2, "法人番号"), (3, "登録の有効期限"), (4, "監査対象期間")}
    assert "名前で照合します" in doubts[2, "法人番号"]
    assert "令和8年7月31日" in doubts[3, "登録の有効期限"]
    assert parsed.acceptable() == []
    lines = dict(parsed.acceptable(accept_doubts=True))
    assert lines[2].corporate_number == ""
    assert lines[3].until(CertificationKind.ISMAP) == dt.date(2026, 7, 31)
    assert lines[4].until(CertificationKind.ISMAP) is None


def test_rows_of_one_number_are_all_refused_but_a_mere_repetition_is_doubtful():
    other = ROW.replace("まちの窓口", "別のもの")
    assert set(told(read(ROW, other))) == {(2, "登録番号"), (3, "登録番号")}
    spelled = other.replace("C26-0001-2", "ｃ26-0001-2")
    parsed = read(ROW, spelled)
    assert set(told(parsed)) == {(2, "登録番号"), (3, "登録番号")}
    assert parsed.rows == []
    repeated = read(ROW, ROW)
    assert told(repeated) == {}
    assert set(told(repeated, Severity.DOUBT)) == {(3, "登録番号")}


def test_columns_that_nobody_knows_are_named_and_missing_ones_stop_all():
    assert read(f"{ROW},x", head=f"{HEAD},色").passed_over == ["色"]
    parsed = read("C1,窓口,会社", head="登録番号,サービス名,事業者名")
    assert [one.column for one in parsed.problems] == ["監査対象期間"]
    assert parsed.rows == []
    parsed = read("C1,窓口,2024年4月1日～2025年3月31日", head="登録番号,サービス名,監査対象期間")
    assert [one.column for one in parsed.problems] == ["クラウドサービス事業者の名称"]
    with pytest.raises(BadInput, match="列の名前が見つかりません"):
        read("a,b,c", head="x,y,z")
    with pytest.raises(BadInput):
        register_rows.read(b"", "list.csv", CertificationKind.ISMAP)


@pytest.mark.parametrize(
    ("name", "above", "day"),
    [
        ("list.csv", "ISMAPクラウドサービスリスト 2026年4月1日現在", dt.date(2026, 4, 1)),
        ("list.csv", "令和８年４月１日時点", dt.date(2026, 4, 1)),
        ("list.csv", "2026/04/01", dt.date(2026, 4, 1)),
        ("ismap_20260401.csv", "", dt.date(2026, 4, 1)),
        ("ismap-2026-04-01.csv", "公表用", dt.date(2026, 4, 1)),
        ("ismap_20261399.csv", "現在", None),
    ],
)
def test_of_which_day_the_list_is(name, above, day):
    data = f"{above}\n{HEAD}\n{ROW}".encode()
    assert register_rows.as_of(register_rows.read(data, name, CertificationKind.ISMAP)) == day


def test_a_file_with_a_macro_is_refused_before_it_is_read():
    book = openpyxl.Workbook()
    book.active.append(HEAD.split(","))
    book.active.append(ROW.split(","))
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(BadInput, match="マクロ"):
        register_rows.read(out.getvalue(), "list.xlsm", CertificationKind.ISMAP)
