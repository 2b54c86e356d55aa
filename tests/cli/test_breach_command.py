"""``sekisho breach``: the answer by its exit code and its JSON."""

import datetime as dt

import pytest

from sekisho.japan.corporate_number import check_digit
from sekisho.procedures.reporting import deadlines

BASE = "990001000022"
KEYS = {"contracts", "sections", "provided", "people", "overdue_erasures", "accounts", "deadlines", "seconds"}


def test_a_firm_of_the_demo_city_is_found_by_its_number(sekisho):
    asked = sekisho("breach", "--demo", "--json", f"{check_digit(BASE)}{BASE}")
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert set(asked.data) >= KEYS
    assert {one["section"] for one in asked.data["sections"]} == {"税務課", "保険年金課"}
    assert asked.data["people"]["low"] >= 12_300
    known = dt.date.fromisoformat(asked.data["deadlines"]["known_on"])
    assert asked.data["deadlines"]["final"] == deadlines(known, wrongful=False).final.isoformat()
    assert asked.data["seconds"] >= 0


@pytest.mark.parametrize("firm", ["みのり印刷", "かすみ電算"])
def test_the_firms_the_help_names_are_in_the_demo_city(sekisho, firm):
    assert firm in sekisho("breach", "--help").stdout.replace("\n", "").replace(" ", "")
    asked = sekisho("breach", "--demo", firm)
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert "返還・消去が確かでない場合" in asked.stdout


def test_without_a_person_the_refusal_gives_a_command_that_runs(sekisho):
    asked = sekisho("breach", "みのり印刷")
    assert asked.returncode == 2
    assert "sekisho breach --as 利用者ID みのり印刷" in asked.stderr
    assert "sekisho breach --demo みのり印刷" in asked.stderr


def test_nobody_found_is_exit_1(sekisho):
    asked = sekisho("breach", "--demo", "どこにもない会社")
    assert asked.returncode == 1
    assert "見つかりません" in asked.stdout


@pytest.mark.parametrize(
    ("words", "told"), [(f"{9 - int(check_digit(BASE))}{BASE}", "検査用数字"), ("　", "だれのこと")]
)
def test_bad_input_is_exit_2_with_its_reason(sekisho, words, told):
    asked = sekisho("breach", "--demo", "--json", words)
    assert asked.returncode == 2
    assert asked.data["error"]["code"] == "bad_input"
    assert told in asked.data["error"]["what"]


def test_what_cannot_be_asked_is_exit_2(sekisho):
    assert sekisho("breach", "みのり印刷").returncode == 2
    empty = sekisho("breach", "みのり印刷", "--as", "csirt", "--json")
    assert empty.returncode == 2
    assert empty.data["error"]["code"] == "cannot_run"
