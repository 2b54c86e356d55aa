"""The journal commands: what they print and the code they end with."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from sekisho.cli.journal import command
from sekisho.errors import BadInput, CannotRun, NotFound
from sekisho.storage.keys import journal_signer
from sekisho.storage.logwriter import LogWriter

AT = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path):
    with LogWriter(tmp_path / "journal", journal_signer(tmp_path / "keys")) as writer:
        for size in (0, 3, 300):
            writer.seal(
                AT, [b'{"uid":"u-%d","n":"\xe9\x96\xa2"}' % number for number in range(writer.size, size)]
            )
    return tmp_path / "journal"


def run(*arguments):
    done = CliRunner().invoke(command, [str(argument) for argument in arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_verify_says_all_is_well(journal):
    done = run("verify", journal)
    assert (done.exit_code, "異常はありません" in done.output) == (0, True)
    report = json.loads(run("verify", journal.parent, "--json").output)
    assert report["clean"]
    assert (report["size"], report["rows"], report["findings"]) == (300, None, [])


def test_verify_names_the_place_and_ends_with_one(journal):
    path = journal / "tile/entries/000"
    path.write_bytes(path.read_bytes().replace(b"u-77", b"u-78"))
    done = run("verify", journal)
    assert done.exit_code == 1
    assert "77 番の記録が書き換えられています" in done.output
    found = json.loads(run("verify", journal, "--json").output)["findings"]
    assert [(one["kind"], one["index"]) for one in found] == [("entry_altered", 77)]


def test_a_name_that_is_not_text_can_still_be_shown(journal):
    (journal / "stray\udcff").write_bytes(b"")
    assert run("verify", journal).exit_code == 1
    assert json.loads(run("verify", journal, "--json").output)["findings"]


def test_many_findings_are_cut_off_for_reading_only(journal):
    for number in range(150):
        (journal / f"stray{number}").write_bytes(b"")
    done = run("verify", journal)
    assert "ほか 50 件" in done.output
    assert len(json.loads(run("verify", journal, "--json").output)["findings"]) == 150


def test_an_auditors_checkpoint_finds_a_rollback(journal, tmp_path):
    kept = tmp_path / "kept"
    assert run("checkpoint", journal, "--out", kept).exit_code == 0
    assert run("verify", journal, "--against", kept).exit_code == 0
    older = tmp_path / "older"
    with LogWriter(older / "journal", journal_signer(tmp_path / "keys")) as writer:
        writer.seal(AT, [b"{}"])
    done = run("verify", older / "journal", "--against", kept)
    assert done.exit_code == 1
    assert "巻き戻され" in done.output


def test_another_key_is_found(journal, tmp_path):
    other = journal_signer(tmp_path / "other").verifier.vkey
    assert run("verify", journal, "--vkey", other).exit_code == 1
    with pytest.raises(BadInput):
        run("verify", journal, "--vkey", "nonsense")


def test_what_is_no_journal_cannot_be_verified(tmp_path):
    with pytest.raises(CannotRun):
        run("verify", tmp_path)
    with pytest.raises(CannotRun):
        run("verify", tmp_path / "missing")


def test_what_is_no_checkpoint_cannot_be_compared_with(journal, tmp_path):
    with pytest.raises(BadInput):
        run("verify", journal, "--against", journal / "vkey")
    with pytest.raises(CannotRun):
        run("verify", journal, "--against", tmp_path / "missing")


@pytest.mark.parametrize("wanted", [("--index", "123"), ("--uid", "u-123")])
def test_an_entry_is_proved_and_the_proof_can_be_checked(journal, tmp_path, wanted):
    proof = tmp_path / "proof.json"
    proof.write_text(run("prove", journal, *wanted, "--json").output, encoding="utf-8")
    assert json.loads(proof.read_text(encoding="utf-8"))["index"] == 123
    assert run("prove", journal, "--check", proof).exit_code == 0
    proof.write_text(proof.read_text(encoding="utf-8").replace("u-123", "u-124"), encoding="utf-8")
    done = run("prove", journal, "--check", proof, "--json")
    assert (done.exit_code, json.loads(done.output)["holds"]) == (1, False)
    assert "含まれています" in run("prove", journal, *wanted).output


def test_the_past_is_proved_unchanged(journal, tmp_path):
    proof = tmp_path / "proof.json"
    proof.write_text(run("prove", journal, "--from-size", 3, "--json").output, encoding="utf-8")
    assert run("prove", journal, "--check", proof).exit_code == 0
    assert run("prove", journal, "--from", journal / "checkpoint").exit_code == 0
    assert "3 件の記録簿の続き" in run("prove", journal, "--from-size", 3).output


@pytest.mark.parametrize("wanted", [("--index", "300"), ("--uid", "u-300")])
def test_what_is_not_there_cannot_be_proved(journal, wanted):
    with pytest.raises(NotFound):
        run("prove", journal, *wanted)


def test_a_size_never_sealed_cannot_be_compared_with(journal):
    with pytest.raises(BadInput):
        run("prove", journal, "--from-size", 7)


def test_one_question_at_a_time(journal):
    assert run("prove", journal).exit_code == 2
    assert run("prove", journal, "--index", 1, "--uid", "u-1").exit_code == 2


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"kind": "inclusion"}', '{"kind": 7, "path": ["?"]}'])
def test_what_is_no_proof_is_refused(journal, tmp_path, text):
    proof = tmp_path / "proof.json"
    proof.write_text(text, encoding="utf-8")
    try:
        assert run("prove", journal, "--check", proof).exit_code == 1
    except BadInput:
        return


def test_the_checkpoint_is_printed_as_it_is(journal):
    assert run("checkpoint", journal).output == (journal / "checkpoint").read_text(encoding="utf-8")
    shown = json.loads(run("checkpoint", journal, "--json").output)
    assert (shown["size"], shown["number"]) == (300, 2)
    assert shown["vkey"] == (journal / "vkey").read_text(encoding="utf-8").strip()


def test_the_documents_own_program_checks_a_proof(journal, tmp_path, monkeypatch, capsys):
    document = (Path(__file__).parents[2] / "docs/journal.md").read_text(encoding="utf-8")
    program = document.split("```python\n")[1].split("```")[0]
    (tmp_path / "proof.json").write_text(
        run("prove", journal, "--index", 299, "--json").output, encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    exec(program, {})  # noqa: S102  the program our own document shows
    assert capsys.readouterr().out == "含まれています\n"
