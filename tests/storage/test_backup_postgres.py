"""Backups of a city on PostgreSQL: dumped while in use, restored with the files that belong to it."""

import json
import os
import subprocess
from datetime import UTC, datetime

import psycopg
import pytest
from processes import DRAIN, RECORDER, environment, python
from throwaway import new_database

from sekisho.errors import BadInput, CannotRun, Conflict, JournalDamaged
from sekisho.storage.backup import make_backup
from sekisho.storage.dumped import table_in
from sekisho.storage.postgres import run_tool
from sekisho.storage.restore import restore
from sekisho.storage.verifying import verify_folder

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
DUMP = "SELECT id, uid, at, verb, record, log_index, sealed_at FROM crossings_journalentry ORDER BY id"


def rows(url, statement=DUMP):
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def change(url, statement):
    with psycopg.connect(url) as connection:
        connection.execute(statement)


@pytest.fixture
def archive(postgres_city, tmp_path):
    data, url = postgres_city
    assert make_backup(data, tmp_path / "b.tar", AT, keys=True, database_url=url).database == "postgresql"
    return tmp_path / "b.tar"


@pytest.fixture
def empty(postgres):
    """An empty database, as a new machine has it."""
    return new_database(postgres, "empty")


def test_what_is_restored_is_what_was_saved_and_goes_on(archive, postgres_city, empty, tmp_path):
    new = tmp_path / "new"
    done = restore(archive, new, AT, database_url=empty)
    assert (done.manifest.entries, done.notes, done.old) == (60, (), None)
    assert rows(empty) == rows(postgres_city[1])
    assert not (new / "database.pgdump").exists()
    python(new, RECORDER, "5", "later", url=empty, stdout=subprocess.DEVNULL)
    python(new, "-c", DRAIN, url=empty)
    report = verify_folder(new / "journal", database_url=empty)
    assert report.clean, report.findings
    assert (report.size, report.rows) == (65, 65)


def test_a_database_with_rows_is_replaced_only_when_asked(archive, postgres_city):
    data, url = postgres_city
    change(url, "UPDATE crossings_journalentry SET verb = 'spoilt'")
    change(url, "CREATE VIEW of_ours AS SELECT verb FROM crossings_journalentry")
    for folder in (data, data.with_name("elsewhere")):
        with pytest.raises(Conflict):
            restore(archive, folder, AT, database_url=url)
    assert {verb for (verb,) in rows(url, "SELECT verb FROM crossings_journalentry")} == {"spoilt"}
    change(url, "DROP VIEW of_ours")
    done = restore(archive, data, AT, force=True, database_url=url)
    assert done.old is not None
    assert verify_folder(data / "journal", database_url=url).clean


def test_what_does_not_let_itself_be_replaced_leaves_database_and_files_as_they_are(archive, postgres_city):
    data, url = postgres_city
    change(url, "UPDATE crossings_journalentry SET verb = 'kept'")
    change(url, "CREATE VIEW of_ours AS SELECT verb FROM crossings_journalentry")
    checkpoint = (data / "journal" / "checkpoint").stat().st_ino
    with pytest.raises(CannotRun) as told:
        restore(archive, data, AT, force=True, database_url=url)
    assert "crossings_journalentry" in told.value.why
    assert {verb for (verb,) in rows(url, "SELECT verb FROM of_ours")} == {"kept"}
    assert (data / "journal" / "checkpoint").stat().st_ino == checkpoint
    assert not list(data.parent.glob("*.restoring"))


def test_a_table_that_does_not_fit_its_journal_is_told(postgres_city, empty, tmp_path):
    data, url = postgres_city
    change(url, "UPDATE crossings_journalentry SET verb = 'forged' WHERE id = 7")
    make_backup(data, tmp_path / "b.tar", AT, keys=True, database_url=url)
    with pytest.raises(JournalDamaged) as told:
        restore(tmp_path / "b.tar", tmp_path / "new", AT, database_url=empty)
    assert "id=7" in told.value.why
    assert not (tmp_path / "new").exists()
    assert rows(empty, "SELECT to_regclass('crossings_journalentry')") == [(None,)]


def test_the_kind_of_database_must_be_the_same(archive, tmp_path):
    with pytest.raises(BadInput):
        restore(archive, tmp_path / "new", AT)
    assert not (tmp_path / "new").exists()


def test_a_backup_taken_while_entries_are_written_and_sealed_fits_together(postgres_city, empty, tmp_path):
    data, url = postgres_city
    programs = [[RECORDER, "record", "busy"], ["-c", "from sekisho.cli.sequencer import main; main()"]]
    busy = [
        subprocess.Popen([os.sys.executable, *program], env=environment(data, url), stdout=subprocess.PIPE)
        for program in programs
    ]
    try:
        for number in range(3):
            for _ in range(100):
                busy[0].stdout.readline()
            make_backup(data, tmp_path / f"{number}.tar", AT, keys=True, database_url=url)
    finally:
        for process in busy:
            process.kill()
            process.communicate()
    for number in range(3):
        new = tmp_path / f"new{number}"
        done = restore(tmp_path / f"{number}.tar", new, AT, force=True, database_url=empty)
        assert done.manifest.entries >= 60
        report = verify_folder(new / "journal", database_url=empty)
        assert report.clean, report.findings[:3]
        assert report.rows >= 60 + 100 * (number + 1)


def test_the_password_is_shown_to_no_other_process(postgres, tmp_path, monkeypatch):
    spy = tmp_path / "pg_spy"
    spy.write_text('#!/bin/sh\necho "$@" "and $PGPASSWORD" > "$SAID"\n', encoding="ascii")
    spy.chmod(0o755)
    monkeypatch.setenv("SAID", str(tmp_path / "said"))
    run_tool(str(spy), "postgresql://city:se%20cret@db.example/sekisho?connect_timeout=3", "--verbose")
    arguments, _, password = (tmp_path / "said").read_text(encoding="ascii").strip().partition("and ")
    assert password == "se cret"
    assert "cret" not in arguments
    assert {"--verbose", "user=city", "host=db.example", "connect_timeout=3"} < set(
        arguments.replace("--dbname=", "").split()
    )


@pytest.mark.parametrize("name", ["pg_dump", "pg_restore"])
def test_what_the_tools_say_is_told(postgres, name):
    with pytest.raises(CannotRun) as told:
        run_tool(name, f"{postgres}_nowhere", "/dev/null")
    assert name in told.value.what
    assert told.value.why


def test_the_commands(postgres_city, empty, tmp_path):
    def sekisho(data, url, *arguments):
        command = [os.sys.executable, "-c", "from sekisho.cli.main import main; main()", *arguments]
        return subprocess.run(
            command, env=environment(data, url), capture_output=True, text=True, check=False
        )

    data, url = postgres_city
    target = str(tmp_path / "b.tar")
    done = sekisho(data, url, "backup", target, "--keys", "--json")
    assert (done.returncode, json.loads(done.stdout)["database"]) == (0, "postgresql"), done.stderr
    assert sekisho(data, url, "restore", target).returncode == 1
    done = sekisho(tmp_path / "fresh", empty, "restore", target, "--json")
    assert (done.returncode, json.loads(done.stdout)["entries"]) == (0, 60), done.stderr
    done = sekisho(tmp_path / "fresh", empty, "journal", "verify", str(tmp_path / "fresh"), "--json")
    assert (done.returncode, json.loads(done.stdout)["rows"]) == (0, 60)


@pytest.mark.parametrize(
    "text",
    ["\\N", "back\\slash", "tab\there", "line\nbreak\r", "bell\b\f\v", "終わり\\.", ""],
)
def test_every_text_comes_out_of_a_dump_as_it_went_in(postgres_city, tmp_path, text):
    url = postgres_city[1]
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE crossings_journalentry SET subject_id = %s WHERE id = 7", (text,))
    dump = tmp_path / "d"
    run_tool("pg_dump", url, "--format=custom", f"--file={dump}")
    assert [row.subject_id for row in table_in(dump) if row.id == 7] == [text]


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE crossings_journalentry", "ALTER TABLE crossings_journalentry DROP COLUMN verb"],
)
def test_a_dump_without_our_table_is_not_restored(postgres_city, empty, tmp_path, statement):
    data, url = postgres_city
    change(url, statement)
    make_backup(data, tmp_path / "b.tar", AT, database_url=url)
    with pytest.raises(JournalDamaged):
        restore(tmp_path / "b.tar", tmp_path / "new", AT, database_url=empty)
