"""``sekisho import`` as a person runs it: its answers, its exit codes, its files."""

import json
import os
import subprocess
import sys

import ledgers
import openpyxl
import planted
import pytest

BODY = "所管課の一覧.txt"


def run(folder, *arguments, command="import"):
    """Run a command whose data folder is ``folder/var``; there is no database until one is founded."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"SEKISHO_DATA": str(folder / "var"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", "from sekisho.cli.main import main; main()", command, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def put(folder, name, data):
    (folder / name).write_bytes(data)
    return name


@pytest.mark.parametrize(("name", "header_row"), [("asset-ledger.xlsx", 4), ("asset-ledger-cp932.csv", 1)])
def test_a_trial_run_reports_exactly_the_planted_faults_and_leaves_nothing_behind(tmp_path, name, header_row):
    code, out, _ = run(tmp_path, "asset-ledger", planted.DATA / name, "--dry-run", "--json")
    report = json.loads(out)
    rows = planted.rows_of_workbook(name, 4) if header_row == 4 else planted.rows_of_csv(name)
    assert {(one["row"], one["column"]) for one in report["problems"]} == planted.planted_in_assets(rows)
    assert set(report) == {"rows", "accepted", "problems"}
    assert {frozenset(one) for one in report["problems"]} == {
        frozenset(["row", "column", "value", "reason", "severity"])
    }
    assert (code, report["rows"], report["accepted"]) == (1, 2000, 1986)
    assert list(tmp_path.iterdir()) == []


def test_the_contract_ledger_is_whole_with_consent(tmp_path):
    file = planted.DATA / "contract-ledger.xlsx"
    code, out, _ = run(tmp_path, "contract-ledger", file, "--dry-run", "--json")
    assert (code, len(json.loads(out)["problems"])) == (1, 599)
    code, out, _ = run(tmp_path, "contract-ledger", file, "--dry-run", "--accept-doubts")
    assert code == 0
    assert "600行のうち600行を取り込めます" in out
    assert "返還・消去確認日のない契約が115件" in out


def test_a_clean_file_ends_with_zero_and_sections_come_from_a_file(tmp_path):
    file = put(tmp_path, "a.csv", ledgers.assets({}, {"所管課": "市民課"}))
    sections = put(tmp_path, BODY, "税務課\n市民課\n".encode("cp932"))
    assert run(tmp_path, "asset-ledger", file, "--dry-run", "--sections", sections, "--json")[0] == 0
    (tmp_path / BODY).write_text("税務課\n", encoding="utf-8")
    code, out, _ = run(tmp_path, "asset-ledger", file, "--dry-run", "--sections", sections, "--json")
    assert (code, [one["value"] for one in json.loads(out)["problems"]]) == (1, ["市民課"])


def test_columns_are_corrected_and_rejected_rows_written_to_a_file(tmp_path):
    rows = ledgers.table({"機密性": "4"})
    rows[0][1] = "なまえ"
    file = put(tmp_path, "a.csv", ledgers.csv_of(rows))
    code, out, _ = run(
        tmp_path, "asset-ledger", file, "--dry-run", "--map", "情報資産名=なまえ", "--rejected", "直す.xlsx"
    )
    assert code == 1
    assert "2行目 機密性「4」誤り" in out
    code, out, _ = run(tmp_path, "asset-ledger", "直す.xlsx", "--dry-run", "--json")
    assert [one["value"] for one in json.loads(out)["problems"]] == ["4"]


def test_a_template_is_written_and_recognised(tmp_path):
    assert run(tmp_path, "template", "contract-ledger", "ひな形.xlsx")[0] == 0
    code, out, _ = run(tmp_path, "contract-ledger", "ひな形.xlsx", "--dry-run", "--json")
    assert (code, json.loads(out)["rows"]) == (0, 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("asset-ledger", "ない.xlsx", "--dry-run"),
        ("asset-ledger", "bomb.xlsx", "--dry-run"),
        ("asset-ledger", "a.csv"),
        ("asset-ledger", "a.csv", "--dry-run", "--map", "係"),
        ("asset-ledger", "a.csv", "--dry-run", "--rejected", "ない/a.xlsx"),
        ("asset-ledger", "a.csv", "--dry-run", "--sections", "ない.txt"),
        ("asset-ledger", "a.csv", "--dry-run", "--sheet", "ない"),
    ],
)
def test_what_cannot_run_ends_with_two_and_a_reason(tmp_path, arguments):
    put(tmp_path, "a.csv", ledgers.assets({}))
    put(tmp_path, "bomb.xlsx", b"PK\x03\x04" + bytes(100))
    code, out, err = run(tmp_path, *arguments)
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert err.strip()


def test_refusals_are_json_too(tmp_path):
    code, out, _ = run(tmp_path, "asset-ledger", "ない.xlsx", "--dry-run", "--json")
    assert code == 2
    assert "ない.xlsx" in json.loads(out)["error"]["what"]


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A city with one person and two sections, founded from the console."""
    folder = tmp_path_factory.mktemp("city")
    founded = [
        ("found", "132012", "さくら市", "--username", "hana", "--person", "佐藤 花子"),
        ("section", "207", "税務課", "--symbol", "税", "--as", "hana"),
        ("section", "203", "市民課", "--symbol", "市", "--as", "hana"),
    ]
    for arguments in founded:
        code, _, err = run(folder, *arguments, command="user")
        assert code == 0, err
    return folder


def test_a_ledger_is_taken_in_once_and_the_second_time_changes_nothing(city):
    rows = ledgers.assets(
        {}, {"所管課": "市民課"}, {"機密性": "4"}, {"登録年月日": "令0.4.1"}, {"所管課": "ない課"}
    )
    file = put(city, "a.csv", rows)
    code, out, _ = run(city, "asset-ledger", file, "--as", "hana", "--rejected", "直す.xlsx")
    assert code == 1
    assert "5行のうち2行を取り込みました" in out
    assert "新しく登録2件、更新0件、変わらず0件" in out
    code, out, _ = run(city, "asset-ledger", file, "--as", "hana", "--accept-doubts", "--json")
    assert (code, json.loads(out)["accepted"]) == (1, 3)
    code, out, _ = run(city, "asset-ledger", file, "--as", "hana", "--accept-doubts")
    assert "新しく登録0件、更新0件、変わらず3件" in out
    sheet = openpyxl.load_workbook(city / "直す.xlsx").worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["税務-0003", "税務-0004", "税務-0005"]


def test_a_trial_run_knows_the_sections_of_the_only_body_and_writes_nothing(city):
    file = put(city, "c.csv", ledgers.contracts({}, {"所管課": "ない課"}))
    code, out, _ = run(city, "contract-ledger", file, "--dry-run", "--json")
    assert (code, [one["severity"] for one in json.loads(out)["problems"]]) == (1, ["error"])
    assert run(city, "contract-ledger", file, "--dry-run", "--body", "132012", "--json")[:2] == (code, out)
    assert run(city, "contract-ledger", file, "--dry-run", "--body", "999999")[0] == 2
    code, out, _ = run(city, "contract-ledger", file, "--as", "hana")
    assert "新しく登録1件、更新0件、変わらず0件" in out
    assert run(city, "contract-ledger", file, "--as", "nobody")[0] == 2


def test_what_a_trial_run_showed_is_taken_in_or_nothing(city):
    first, second = (
        put(city, f"{name}.csv", ledgers.assets({"管理番号": "税務-0900", "情報資産名": name}))
        for name in ("先", "後")
    )
    code, out, _ = run(city, "asset-ledger", first, "--dry-run", "--as", "hana", "--json")
    seen = json.loads(out)["shown"]
    assert run(city, "asset-ledger", second, "--as", "hana")[0] == 0
    code, out, err = run(city, "asset-ledger", first, "--as", "hana", "--shown", seen)
    assert code == 1
    assert "あなたが見たものと違います" in err + out
    code, out, _ = run(city, "asset-ledger", first, "--dry-run", "--as", "hana")
    assert "新しく登録0件、更新1件、変わらず0件" in out
    seen = out.split("照合値 ")[1].split("（")[0]
    code, out, _ = run(city, "asset-ledger", first, "--as", "hana", "--shown", seen)
    assert (code, "更新1件" in out) == (0, True)


def test_who_may_not_import_still_has_a_file_checked(city):
    file = put(city, "調べる.csv", ledgers.assets({"管理番号": "税務-0950"}))
    post = ("appoint", "taro", "税務課", "staff", "--title", "主事")
    for arguments in (("add", "taro", "田中 太郎"), post):
        assert run(city, *arguments, "--as", "hana", command="user")[0] == 0
    code, out, _ = run(city, "asset-ledger", file, "--dry-run", "--as", "taro", "--json")
    assert (code, json.loads(out)["accepted"], "shown" in json.loads(out)) == (0, 1, False)
