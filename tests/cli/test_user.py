"""From an empty server to a body with people, by the console alone."""

import datetime as dt

import pytest


@pytest.fixture(scope="module")
def founded(sekisho):
    made = sekisho(
        "user", "found", "999990", "試験市", "--username", "root1", "--person", "山田 花", "--json"
    )
    assert made.returncode == 0, made.stderr
    return made.data


def test_a_body_is_founded_and_people_are_appointed(sekisho, founded):
    assert len(founded["password"]) >= 16
    assert sekisho("user", "section", "010", "税務課", "--symbol", "税", "--as", "root1").returncode == 0
    made = sekisho("user", "add", "aoki", "葛󠄀城 みのり", "--as", "root1", "--json")
    assert made.data["username"] == "aoki"
    post = (
        "user",
        "appoint",
        "aoki",
        "税務課",
        "staff",
        "--title",
        "主事",
        "--from",
        "R8.4.1",
        "--as",
        "root1",
    )
    assert "令和8年4月1日" in sekisho(*post).stdout
    listed = sekisho("user", "list", "--as", "root1", "--json").data
    assert {row["username"]: row["posts"] for row in listed}["aoki"] == ["税務課 主事（職員）"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("user", "list", "--as", "nobody"), 2, "登録されていません"),
        (("user", "found", "999990", "別の市", "--username", "x", "--person", "y"), 2, "団体コード"),
        (("user", "found", "12", "別の市", "--username", "x", "--person", "y"), 2, "6桁"),
        (("user", "section", "001", "情報政策課", "--symbol", "情", "--as", "root1"), 2, "登録されています"),
        (("user", "token", "連携", "--until", "R30.1.1", "--as", "root1"), 2, "1年以内"),
    ],
)
def test_what_cannot_be_done_is_said_in_japanese(sekisho, founded, arguments, code, told):
    done = sekisho(*arguments)
    assert done.returncode == code
    assert told in done.stderr


def test_who_may_not_manage_accounts_is_refused(sekisho, founded):
    sekisho("user", "add", "ueno", "上野", "--as", "root1")
    done = sekisho("user", "add", "x", "y", "--as", "ueno")
    assert done.returncode == 1
    assert "職がありません" in done.stderr


def test_errors_are_json_when_asked(sekisho, founded):
    done = sekisho("user", "list", "--as", "nobody", "--json")
    assert done.returncode == 2
    assert done.data["error"]["code"] == "not_found"


def test_help_lists_every_command_in_japanese(sekisho):
    shown = sekisho("--help").stdout
    for name in ("backup", "catalogue", "import", "journal", "judge", "restore", "serve", "tour", "user"):
        assert f"  {name}" in shown


def test_a_key_is_listed_and_stopped_where_it_is_made(sekisho, founded):
    last = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=90)).isoformat()
    key = sekisho("user", "token", "連携", "--until", last, "--as", "root1", "--json").data["key"]
    listed = sekisho("user", "tokens", "--as", "root1", "--json")
    (row,) = listed.data
    assert (row["username"], row["label"], row["ends"]) == ("root1", "連携", last)
    assert key not in listed.stdout
    stop = ("user", "token-stop", row["number"], "--as", "root1")
    assert "「連携」）を止めました" in sekisho(*stop).stdout
    assert "動いている鍵はありません" in sekisho("user", "tokens", "--as", "root1").stdout
    again = sekisho(*stop)
    assert again.returncode == 2
    assert "動いている鍵" in again.stderr
