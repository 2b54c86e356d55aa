"""What single cells mean, and which of them a person is asked about."""

import datetime as dt

import ledgers
import pytest

from sekisho.server.ledgers.importing import asset_rows, contract_rows
from sekisho.terms import HandlingRestriction, Medium, Severity, Zone

SECTIONS = {"税務課", "市民課", "こども家庭課"}


def read(**changes):
    return asset_rows.read(ledgers.assets(changes), "a.csv", sections=SECTIONS)


def read_contract(**changes):
    return contract_rows.read(ledgers.contracts(changes), "c.csv", sections=SECTIONS)


def only_row(parsed):
    assert parsed.problems == []
    ((number, row),) = parsed.rows
    assert number == 2
    return row


HARMLESS = [
    # column, field, value, every way of writing it
    ("機密性", "confidentiality", 3, ["3", "3 ", "３", "機密性3", "機密性３", "機密性Ⅲ", "　3"]),
    ("完全性", "integrity", 1, ["1", "完全性１"]),
    ("可用性", "availability", 2, ["2", "可用性2"]),
    ("個人情報の有無", "personal_data", True, ["有", "あり", "○", "〇", "◯", "はい", "1"]),
    ("特定個人情報", "specific_personal_data", True, ["○", "有", "✓", "TRUE"]),
    ("特定個人情報", "specific_personal_data", False, ["", " ", "無", "×", "－", "-", "なし"]),
    ("本人の数", "person_count", 48213, ["48213", "48,213", "４８，２１３", "48,213人", "4万8213"]),
    ("本人の数", "person_count", None, ["", "－", "—"]),
    ("媒体", "medium", Medium.ELECTRONIC_AND_PAPER, ["電子・紙", "紙・電子", "紙と電子"]),
    ("ネットワーク", "zone", Zone.LGWAN, ["LGWAN接続系", "ＬＧＷＡＮ接続系", "lgwan接続系"]),
    ("ネットワーク", "zone", "", [""]),
    ("保存期間", "retention", "常用", ["常用", " 常用"]),
    ("所管課", "section_name", "税務課", ["税務課", "税 務 課", "税務課　"]),
    ("登録年月日", "registered_on", dt.date(2019, 5, 1), ["令和元年5月1日", "R1.5.1", "20190501"]),
    ("情報資産名", "name", "台帳 （写）", ["台帳 （写）", "  台帳\r\n（写）"]),
    ("取扱制限", "restrictions", [], ["", "なし", "－"]),
    (
        "取扱制限",
        "restrictions",
        ["no_redistribution", "encrypt"],
        ["暗号化必須\n再配付禁止", "再配布禁止/暗号化"],
    ),
    ("取扱制限", "restrictions", ["no_take_out"], ["庁外持出禁止", "持ち出し禁止"]),
    *(
        ("管理担当者", "keeper", name, [name])
        for name in ["葛\U000e0100城 花子", "𠮷田", "髙橋 﨑", "神", ""]
    ),
]


@pytest.mark.parametrize(
    ("column", "field", "value", "text"),
    [(column, field, value, text) for column, field, value, texts in HARMLESS for text in texts],
)
def test_harmless_forms_are_read_without_a_word(column, field, value, text):
    assert getattr(only_row(read(**{column: text})), field) == value


def test_every_word_of_the_glossary_is_read_as_itself():
    for medium in Medium:
        assert only_row(read(媒体=medium.label)).medium == medium.value
    for zone in Zone:
        assert only_row(read(ネットワーク=zone.label)).zone == zone.value
    every = "、".join(one.label for one in HandlingRestriction)
    assert only_row(read(取扱制限=every)).restrictions == [one.value for one in HandlingRestriction]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("管理番号", " "), ("管理番号", "あ" * 41), ("情報資産名", ""), ("情報資産名", "あ" * 201),
        ("情報資産名", "a\x07b"),
        ("所管課", "税務"), ("所管課", ""), ("機密性", "4"), ("機密性", ""), ("機密性", "高"),
        ("機密性", "完全性2"),
        ("完全性", "3"), ("可用性", "0"), ("個人情報の有無", ""), ("個人情報の有無", "不明"),
        ("特定個人情報", "要確認"),
        ("本人の数", "約千人"), ("本人の数", "-5"), ("本人の数", "9999999999"), ("本人の数", "1,20"),
        ("媒体", ""),
        ("媒体", "石板"), ("ネットワーク", "庁内"), ("取扱制限", "複製禁止、極秘"), ("登録年月日", ""),
        ("登録年月日", "令和5年2月30日"), ("登録年月日", "2024/13/01"), ("登録年月日", "不明"),
        ("登録年月日", "R6.4"),
    ],
)  # fmt: skip
def test_wrong_cells_are_errors_with_row_column_value_and_reason(column, text):
    parsed = read(**{column: text})
    ((row, name, value, severity),) = [
        (one.row, one.column, one.value, one.severity) for one in parsed.problems
    ]
    assert (row, name, value, severity) == (2, column, text, Severity.ERROR)
    assert len(parsed.problems[0].reason) > 5
    assert parsed.rows == []
    assert parsed.report(accept_doubts=True)["accepted"] == 0


@pytest.mark.parametrize(
    ("column", "text", "field", "value"),
    [
        ("登録年月日", "令0.4.30", "registered_on", dt.date(2018, 4, 30)),
        ("登録年月日", "令和元年4月1日", "registered_on", dt.date(2019, 4, 1)),
        ("登録年月日", "45383", "registered_on", dt.date(2024, 4, 1)),
        ("機密性", "自治体機密性3A", "confidentiality", 3),
        ("情報資産名", "外字\ue000入り", "name", "外字\ue000入り"),
        ("情報資産名", "壊れた\ufffd文字", "name", "壊れた\ufffd文字"),
        ("情報資産名", "=HYPERLINK(1)", "name", "=HYPERLINK(1)"),
    ],
)
def test_doubtful_cells_are_read_shown_and_taken_in_only_with_consent(column, text, field, value):
    parsed = read(**{column: text})
    assert [(one.row, one.column, one.value, one.severity) for one in parsed.problems] == [
        (2, column, text, Severity.DOUBT)
    ]
    assert getattr(parsed.rows[0][1], field) == value
    assert parsed.report()["accepted"] == 0
    assert parsed.report(accept_doubts=True)["accepted"] == 1


def test_cells_that_contradict_each_other_are_doubted():
    parsed = read(個人情報の有無="無", 特定個人情報="○", 本人の数="3")
    assert [(one.column, one.severity) for one in parsed.problems] == [
        ("特定個人情報", Severity.DOUBT), ("本人の数", Severity.DOUBT),
    ]  # fmt: skip
    assert read(個人情報の有無="無", 本人の数="0").problems == []


def test_a_misspelt_section_is_offered_the_nearest_one():
    assert "「こども家庭課」のことではありませんか" in read(所管課="子ども家庭課").problems[0].reason


def test_contracts_whose_dates_contradict_each_other():
    parsed = read_contract(契約開始="R7.4.1", 契約終了="R6.3.31")
    assert [(one.column, one.severity) for one in parsed.problems] == [("契約終了", Severity.ERROR)]
    parsed = read_contract(提供日="R8.4.1")
    assert [(one.column, one.severity) for one in parsed.problems] == [
        ("返還・消去期限", Severity.DOUBT), ("返還・消去確認日", Severity.DOUBT),
    ]  # fmt: skip


def test_what_a_contract_may_leave_open():
    open_ones = ["法人番号", "件数（人）", "最高機密性", "提供日", "返還・消去期限", "返還・消去確認日"]
    row = only_row(read_contract(**dict.fromkeys(open_ones, "")))
    assert (row.corporate_number, row.person_count, row.confidentiality) == ("", None, None)
    assert (row.provided_on, row.return_due, row.returned_on) == (None, None, None)


def test_a_corporate_number_with_a_wrong_check_digit_is_an_error():
    (problem,) = read_contract(法人番号="4010000001100").problems
    assert (problem.column, problem.severity) == ("法人番号", Severity.ERROR)
    assert "検査用数字" in problem.reason
