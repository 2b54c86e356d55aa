"""The three sample ledgers: exactly the planted faults, found by an independent script, are reported."""

import collections
import datetime as dt
import re

import planted
import pytest

from sekisho.server.ledgers.importing import asset_rows, contract_rows
from sekisho.terms import Severity

XLSX, CSV, CONTRACTS = "asset-ledger.xlsx", "asset-ledger-cp932.csv", "contract-ledger.xlsx"


def read_assets(name, sections=planted.SECTIONS):
    return asset_rows.read((planted.DATA / name).read_bytes(), name, sections=sections)


@pytest.fixture(scope="module")
def contracts():
    return contract_rows.read((planted.DATA / CONTRACTS).read_bytes(), CONTRACTS, sections=planted.SECTIONS)


def oracle(name):
    return planted.rows_of_workbook(name, 4) if name == XLSX else planted.rows_of_csv(name)


@pytest.mark.parametrize("name", [XLSX, CSV])
@pytest.mark.parametrize("sections", [planted.SECTIONS, None], ids=["body", "no-database"])
def test_exactly_the_planted_faults_of_the_asset_ledger_are_reported(name, sections):
    rows = oracle(name)
    parsed = read_assets(name, sections)
    assert {(one.row, one.column) for one in parsed.problems} == planted.planted_in_assets(rows)
    assert len(parsed.problems) == len(planted.planted_in_assets(rows))
    texts = dict(rows)
    assert all(one.value == texts[one.row][one.column] for one in parsed.problems)


@pytest.mark.parametrize(("name", "header_row"), [(XLSX, 4), (CSV, 1)])
def test_twelve_faults_were_planted_and_two_numbers_stand_on_two_rows_each(name, header_row):
    parsed = read_assets(name)
    assert parsed.header_row == header_row
    assert collections.Counter(one.column for one in parsed.problems) == {
        "管理番号": 4, "情報資産名": 2, "所管課": 2, "機密性": 2, "本人の数": 2, "登録年月日": 2,
    }  # fmt: skip
    assert {one.value for one in parsed.problems} == {
        "税務-1076", "農林-1842", "", "存在しない課", "4", "約千人", "令和5年2月30日",
    }  # fmt: skip
    assert all(one.severity is Severity.ERROR for one in parsed.problems)
    assert parsed.report() | {"problems": None} == {"rows": 2000, "accepted": 1986, "problems": None}


@pytest.mark.parametrize("name", [XLSX, CSV])
def test_every_other_row_means_what_the_oracle_reads(name):
    texts = dict(oracle(name))
    for number, row in read_assets(name).rows:
        text = texts[number]
        assert (row.number, row.section_name, row.unit, row.keeper) == tuple(
            text[column] for column in ("管理番号", "所管課", "係", "管理担当者")
        )
        assert row.name == text["情報資産名"]
        assert row.confidentiality == int(re.search(r"\d", text["機密性"])[0])
        assert row.registered_on == planted.day(text["登録年月日"])
        assert row.person_count == int(text["本人の数"].replace(",", ""))
        assert row.personal_data == (text["個人情報の有無"] == "有")
        assert row.specific_personal_data == (text["特定個人情報"] == "○")
        assert len(row.restrictions) == len(re.findall("禁止|必須", text["取扱制限"]))


def test_both_files_hold_the_same_ledger():
    """But for characters that CP932 does not have: 𠮷, the selector of 葛, and 〜."""
    cp932 = str.maketrans({"𠮷": "吉", "\U000e0100": None, "〜": "～"})
    from_xlsx = [row for _, row in read_assets(XLSX).rows]
    from_csv = [row for _, row in read_assets(CSV).rows]
    for one, other in zip(from_xlsx, from_csv, strict=True):
        assert one.number == other.number
        assert one.keeper.translate(cp932) == other.keeper
        assert one.name.translate(cp932) == other.name
        assert (one.restrictions, one.registered_on, one.zone) == (
            other.restrictions, other.registered_on, other.zone,
        )  # fmt: skip


def test_exactly_the_impossible_eras_of_the_contract_ledger_are_doubted_and_counted_out(contracts):
    meant = planted.impossible_eras_in_contracts(planted.rows_of_workbook(CONTRACTS, 1))
    assert {(one.row, one.column) for one in contracts.problems} == set(meant)
    assert len(contracts.problems) == len(meant) == 599
    assert {one.severity for one in contracts.problems} == {Severity.DOUBT}
    fields = {column.name: column.field for column in contract_rows.LEDGER.columns}
    rows = dict(contracts.rows)
    for (number, column), day in meant.items():
        assert getattr(rows[number], fields[column]) == day


def test_the_arithmetic_readings_agree_with_the_other_dates_of_their_row(contracts):
    """Every contract of the sample lasts 365 days: a wrong reading of an era would show."""
    assert {(row.ends - row.starts).days for _, row in contracts.rows} == {364}


def test_contracts_are_accepted_only_with_consent_where_there_is_doubt(contracts):
    doubtful = {one.row for one in contracts.problems}
    assert contracts.total == 600
    assert contracts.report()["accepted"] == 600 - len(doubtful)
    assert contracts.report(accept_doubts=True)["accepted"] == 600
    assert contracts.rejected() == sorted(doubtful)
    assert contracts.rejected(accept_doubts=True) == []


def test_missing_confirmations_are_counted_apart_and_are_no_problem(contracts):
    rows = planted.rows_of_workbook(CONTRACTS, 1)
    missing = [number for number, row in rows if not row["返還・消去確認日"]]
    assert contract_rows.unconfirmed(contracts) == missing
    assert len(missing) == 115


def test_contracts_mean_what_the_oracle_reads(contracts):
    texts = dict(planted.rows_of_workbook(CONTRACTS, 1))
    for number, row in contracts.rows:
        text = texts[number]
        assert (row.number, row.contractor_name, row.corporate_number) == (
            text["契約番号"], text["受託者"], text["法人番号"],
        )  # fmt: skip
        assert row.person_count == int(float(text["件数（人）"]))
        assert row.confidentiality == int(float(text["最高機密性"]))
        assert isinstance(row.return_due, dt.date)
