"""The table on PostgreSQL: whatever is changed in it is found and the row is named, as on SQLite."""

import json
import os
import subprocess

import psycopg
import pytest
from processes import DRAIN, RECORDER, environment, python
from throwaway import named

from sekisho.errors import CannotRun
from sekisho.journal.findings import Kind
from sekisho.storage.verifying import verify_folder

TABLE = "crossings_journalentry"


def change(city, *statements):
    with psycopg.connect(city[1]) as connection:
        for statement in statements:
            connection.execute(statement.format(table=TABLE))


def check(city):
    return verify_folder(city[0] / "journal", database_url=city[1])


def test_the_table_as_the_product_writes_it_is_clean(postgres_city):
    report = check(postgres_city)
    assert report.clean, report.findings[:3]
    assert (report.size, report.rows) == (60, 60)


COLUMNS = {
    "uid": "'01234567-89ab-cdef-0123-456789abcdef'",
    "at": "'2026-04-01 00:00:00.000001+00'",
    "verb": "'other.verb'",
    "subject_type": "'asset'",
    "subject_id": "'7'",
    "record": "replace(record, 'test', 'tesu')",
    "actor_id": "7",
    "section_id": "7",
    "body_id": "7",
    "log_index": "9000",
    "sealed_at": "'infinity'",
    "id": "9000",
}


@pytest.mark.parametrize("row", [1, 60])
@pytest.mark.parametrize("column", COLUMNS)
def test_every_changed_column_of_a_row_is_found(postgres_city, column, row):
    change(
        postgres_city,
        "SET session_replication_role = replica",  # the one who tampers does not care for foreign keys
        f"UPDATE {{table}} SET {column} = {COLUMNS[column]} WHERE id = {row}",  # noqa: S608  ours
    )
    report = check(postgres_city)
    assert {finding.row for finding in report.findings} & {row, 9000}, report.findings
    assert len(report.findings) <= 2


@pytest.mark.parametrize("time", ["at", "sealed_at"])
def test_a_time_changed_by_a_microsecond_is_found(postgres_city, time):
    change(postgres_city, f"UPDATE {{table}} SET {time} = {time} + interval '1 microsecond' WHERE id = 9")  # noqa: S608  ours
    assert [finding.row for finding in check(postgres_city).findings] == [9]


def test_a_deleted_row_is_found(postgres_city):
    change(postgres_city, "DELETE FROM {table} WHERE id = 30")
    (finding,) = check(postgres_city).findings
    assert (finding.kind, finding.index) == (Kind.ROW_MISSING, 29)


def test_a_row_taken_out_of_its_place_is_found(postgres_city):
    change(postgres_city, "UPDATE {table} SET log_index = NULL, sealed_at = NULL WHERE id = 60")
    (finding,) = check(postgres_city).findings
    assert (finding.kind, finding.row) == (Kind.ROW_ALTERED, 60)


COPIED = (
    "INSERT INTO {{table}} (uid, at, verb, subject_type, subject_id, record, body_id, log_index, sealed_at) "
    "SELECT overlay(uid::text placing 'ff' from 1)::uuid, at, verb, subject_type, subject_id, "
    'replace(record, \'"uid":"\' || left(uid::text, 2), \'"uid":"ff\'), body_id, {0} '
    "FROM {{table}} WHERE id = 5"
)


def test_an_invented_row_is_found(postgres_city):
    change(postgres_city, COPIED.format("60, sealed_at"))
    (finding,) = check(postgres_city).findings
    assert (finding.kind, finding.row) == (Kind.ROW_INSERTED, 61)


def test_a_row_not_yet_sealed_must_agree_with_its_own_record(postgres_city):
    change(postgres_city, COPIED.format("NULL, NULL"))
    report = check(postgres_city)
    assert report.clean, report.findings
    assert "1 件" in report.notes[0]
    change(postgres_city, "UPDATE {table} SET verb = 'other' WHERE id = 61")
    assert [finding.row for finding in check(postgres_city).findings] == [61]


def test_rows_committed_in_another_order_than_their_numbers_are_no_finding(postgres_city):
    """Two transactions at once: the one with the lower number is sealed later."""
    data, url = postgres_city
    change(
        postgres_city, "UPDATE {table} SET id = 62 WHERE id = 60", "ALTER TABLE {table} ALTER id RESTART 61"
    )
    python(data, RECORDER, "1", "later", url=url, stdout=subprocess.DEVNULL)
    python(data, "-c", DRAIN, url=url)
    change(postgres_city, "SELECT setval(pg_get_serial_sequence('{table}', 'id'), 62)")
    report = check(postgres_city)
    assert report.clean, report.findings
    assert report.rows == 61


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE {table}",
        "ALTER TABLE {table} DROP COLUMN subject_id",
        "ALTER TABLE {table} ALTER at TYPE text",
    ],
)
def test_a_table_that_is_gone_or_reshaped_is_found(postgres_city, statement):
    change(postgres_city, statement)
    assert Kind.TABLE in {finding.kind for finding in check(postgres_city).findings}


def test_an_emptied_table_is_found(postgres_city):
    change(postgres_city, "TRUNCATE {table} CASCADE")
    report = check(postgres_city)
    assert [finding.kind for finding in report.findings] == [Kind.ROW_MISSING] * 60


def test_a_database_that_cannot_be_read_is_told_and_is_no_finding(postgres_city):
    data, url = postgres_city
    with pytest.raises(CannotRun):
        verify_folder(data / "journal", database_url=named(url, "nowhere"))
    change(
        postgres_city,
        "DROP ROLE IF EXISTS stranger",
        "CREATE ROLE stranger LOGIN",
    )
    with pytest.raises(CannotRun):
        verify_folder(data / "journal", database_url=url.replace("sekisho@", "stranger@"))


def test_the_command_compares_the_database_the_server_uses(postgres_city):
    data, url = postgres_city
    command = [
        os.sys.executable,
        "-c",
        "from sekisho.cli.main import main; main()",
        "journal",
        "verify",
        data,
    ]

    def verify():
        done = subprocess.run(
            [*command, "--json"], env=environment(data, url), capture_output=True, text=True, check=False
        )
        return done.returncode, json.loads(done.stdout)

    code, report = verify()
    assert (code, report["rows"]) == (0, 60)
    change(postgres_city, "UPDATE {table} SET verb = 'other' WHERE id = 30")
    code, report = verify()
    assert (code, report["findings"][0]["where"]) == (1, f"{TABLE} id=30")
