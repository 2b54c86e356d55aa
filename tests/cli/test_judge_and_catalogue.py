"""The commands as a user runs them: output, ``--json``, exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from sekisho.cli.main import main

SEKISHO = Path(sys.executable).with_name("sekisho")
RESIDENTS = """
kind: use_external_service
subject: 翻訳サービス
facts: {confidentiality: 3, personal_data: true, terms_kind: terms_only, phase: selection}
"""
HEAD = (
    "id: sakura\ntitle: さくら市の条文\ndocument: sakura\ndocuments: {sakura: {title: 要綱}}\nlocal: true\n"
)
CLAUSE = """
clauses:
  - id: SKR-001
    title: 個人情報は多要素認証のあるサービスに置く
    summary: 市の決まり
    source: {document: sakura, page: 1}
    level: local
    confirmed: true
    responsible: manager
    kinds: [use_external_service]
    applies: context.personal_data
    requires: context.mfa
    effect: deny
    remedy: {text: 多要素認証を使えるサービスを選んでください, who: staff, due: before_decision}
    machine: true
"""


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command as the console script does, in this process."""

    def start(*arguments, text=""):
        monkeypatch.setattr(sys, "argv", ["sekisho", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        code = 0
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code
        output = capsys.readouterr()
        return SimpleNamespace(returncode=code, stdout=output.out, stderr=output.err)

    return start


@pytest.fixture
def residents(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(RESIDENTS, encoding="utf-8")
    return path


@pytest.fixture
def local(tmp_path):
    folder = tmp_path / "sakura"
    folder.mkdir()
    (folder / "edition.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "clauses.yaml").write_text(CLAUSE, encoding="utf-8")
    return folder


def test_residents_data_in_a_terms_only_service_is_refused_with_the_clause(run, residents):
    done = run("judge", residents, "--json")
    content = json.loads(done.stdout)
    assert done.returncode == 1
    assert content["outcome"] == "deny"
    assert {"clause": "EXT-010", "status": "violated"}.items() <= content["citations"][0].items()
    assert done.stdout == run("judge", residents, "--json").stdout
    people = run("judge", residents)
    assert "判定結果：不可" in people.stdout
    assert "EXT-010" in people.stdout


def test_the_installed_command_says_the_same(run, residents):
    done = subprocess.run(
        [SEKISHO, "judge", residents, "--json"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, run("judge", residents, "--json").stdout)


def test_the_same_from_standard_input(run, residents):
    done = run("judge", "-", "--json", text=RESIDENTS)
    assert json.loads(done.stdout) == json.loads(run("judge", residents, "--json").stdout)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("kind: use_external_service\nfacts: {a: [\n", "a.yaml:3"),
        ("kind: fly\nfacts: {}\n", "a.yaml:1"),
        ("kind: decide\n", "a.yaml:1"),
        ("kind: decide\nfacts: []\n", "a.yaml:1"),
        ("kind: decide\nfacts:\n  mfa: maybe\n", "a.yaml:3"),
        ("kind: decide\nfacts:\n  exceptions: [EXT-999]\n", "a.yaml:3"),
        ("kind: decide\nfacts: {}\nat: 2026-02-30T00:00:00+09:00\n", "a.yaml:1"),
        ("kind: decide\nfacts: {}\nat: 2026-02-03T00:00:00\n", "a.yaml"),
        ("- 1\n", "a.yaml"),
        ("", "a.yaml"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place(run, tmp_path, text, where):
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    done = run("judge", path, "--json")
    assert done.returncode == 2
    assert where in json.loads(done.stdout)["error"]["where"]
    assert json.loads(done.stdout)["error"]["next_step"]
    assert "Traceback" not in run("judge", path).stderr


def test_a_file_that_is_not_there_or_not_utf8_is_refused(run, tmp_path):
    assert run("judge", tmp_path / "none.yaml").returncode == 2
    path = tmp_path / "sjis.yaml"
    path.write_bytes("kind: decide\nsubject: 翻訳\n".encode("cp932"))
    done = run("judge", path)
    assert done.returncode == 2
    assert "UTF-8" in done.stderr


def test_local_clauses_are_judged_too(run, residents, local):
    done = run("judge", residents, "--local", local, "--json")
    assert "SKR-001" in {row["clause"] for row in json.loads(done.stdout)["citations"]}
    (local / "clauses.yaml").write_text(CLAUSE.replace("context.mfa", "context.nofact"), encoding="utf-8")
    refused = run("judge", residents, "--local", local)
    assert refused.returncode == 1
    assert "SKR-001" in refused.stderr


def test_lint_of_the_delivered_edition_and_of_a_faulty_one(run, local):
    done = run("catalogue", "lint", "--json")
    assert (done.returncode, json.loads(done.stdout)["findings"]) == (0, [])
    assert run("catalogue", "lint", local).returncode == 0
    (local / "clauses.yaml").write_text(
        CLAUSE.replace("context.mfa", "context.personal_data == false"), "utf-8"
    )
    faulty = run("catalogue", "lint", local)
    assert faulty.returncode == 1
    assert "contradiction" in faulty.stdout


def test_show_diff_coverage_and_schema(run, local):
    assert "約款" in run("catalogue", "show", "EXT-010").stdout
    assert json.loads(run("catalogue", "show", "EXT-010", "--json").stdout)["id"] == "EXT-010"
    assert json.loads(run("catalogue", "show", "--json").stdout)["clauses"]
    assert '@clause("EXT-010")' in run("catalogue", "show", "--cedar").stdout
    assert run("catalogue", "show", "EXT-999").returncode == 2
    same = run("catalogue", "diff", "proposal-2021-09", "proposal-2021-09", "--json")
    assert (same.returncode, json.loads(same.stdout)["changes"]) == (0, [])
    assert run("catalogue", "diff", "proposal-2021-09", local).returncode == 1
    assert run("catalogue", "diff", "proposal-2021-09", "nowhere").returncode == 2
    covered = run("catalogue", "coverage", "--json")
    assert covered.returncode == 0
    assert json.loads(covered.stdout)["complete"]
    assert "context" in run("catalogue", "schema").stdout
    assert "confidentiality?: Long" in run("catalogue", "schema", "--request").stdout


def test_past_crossings_are_judged_again_under_the_bodys_own_clauses(run, residents, local, tmp_path):
    residents.write_text(RESIDENTS.replace("confidentiality: 3", "confidentiality: 1, mfa: false"), "utf-8")
    past = tmp_path / "past.jsonl"
    past.write_text(run("judge", residents, "--record").stdout, encoding="utf-8")
    same = run("catalogue", "whatif", past, "--json")
    assert (same.returncode, json.loads(same.stdout)["changed"]) == (0, 0)
    ordinary = residents.read_text("utf-8").replace("personal_data: true", "personal_data: false")
    residents.write_text(ordinary, "utf-8")
    past.write_text(run("judge", residents, "--record").stdout, encoding="utf-8")
    (local / "clauses.yaml").write_text(
        CLAUSE.replace("applies: context.personal_data", 'applies: "true"'), "utf-8"
    )
    changed = run("catalogue", "whatif", past, "--local", local, "--json")
    assert changed.returncode == 1
    difference = json.loads(changed.stdout)["differences"][0]
    assert (difference["before"], difference["after"]) == ("undetermined", "deny")
    assert difference["newly_violated"] == ["SKR-001"]
    past.write_text("{", encoding="utf-8")
    assert run("catalogue", "whatif", past).returncode == 2
