"""The table beside the journal: whatever is changed in it is found and the row is named."""

import sqlite3
from contextlib import closing

import pytest

from sekisho.journal.findings import Kind
from sekisho.storage.verifying import verify_folder

TABLE = "crossings_journalentry"


def change(data, *statements):
    with closing(sqlite3.connect(data / "sekisho.sqlite3")) as connection:
        for statement in statements:
            connection.execute(statement.format(table=TABLE))
        connection.commit()


def check(data):
    return verify_folder(data / "journal")


def test_the_table_as_the_product_writes_it_is_clean(city_data):
    report = check(city_data)
    assert report.clean, report.findings[:3]
    assert (report.size, report.rows) == (300, 300)


COLUMNS = {
    "uid": "'0123456789abcdef0123456789abcdef'",
    "at": "'2026-04-01 00:00:00.000001'",
    "verb": "'other.verb'",
    "subject_type": "'asset'",
    "subject_id": "'7'",
    "record": "replace(record, 'test', 'tesu')",
    "actor_id": "7",
    "section_id": "7",
    "body_id": "7",
    "log_index": "9000",
    "sealed_at": "'2026-04-01 00:00:00.000001'",
    "id": "9000",
}


@pytest.mark.parametrize("row", [1, 150, 300])
@pytest.mark.parametrize("column", COLUMNS)
def test_every_changed_column_of_a_row_is_found(city_data, column, row):
    change(city_data, f"UPDATE {{table}} SET {column} = {COLUMNS[column]} WHERE id = {row}")  # noqa: S608  ours
    report = check(city_data)
    named = {finding.row for finding in report.findings}
    assert named & {row, 9000}, report.findings
    assert len(report.findings) <= 2


def put(connection, column, row, value):
    connection.execute(f"UPDATE {TABLE} SET {column} = ? WHERE id = ?", (value, row))  # noqa: S608  ours


@pytest.mark.parametrize("column", ["uid", "at", "verb", "subject_id", "record", "log_index", "sealed_at"])
def test_values_exchanged_between_two_rows_are_found(city_data, column):
    with closing(sqlite3.connect(city_data / "sekisho.sqlite3")) as connection:
        found = f"SELECT {column} FROM {TABLE} WHERE id IN (20, 200) ORDER BY id"  # noqa: S608  ours
        (one,), (other,) = connection.execute(found).fetchall()
        put(connection, column, 20, None if column == "log_index" else "between")
        put(connection, column, 200, one)
        put(connection, column, 20, other)
        connection.commit()
    assert one == other or {finding.row for finding in check(city_data).findings} >= {20, 200}


def test_two_rows_with_exchanged_numbers_are_found(city_data):
    change(
        city_data,
        "UPDATE {table} SET id = 9999 WHERE id = 20",
        "UPDATE {table} SET id = 20 WHERE id = 21",
        "UPDATE {table} SET id = 21 WHERE id = 9999",
    )
    assert not check(city_data).clean


def test_a_deleted_row_is_found(city_data):
    change(city_data, "DELETE FROM {table} WHERE id = 77")
    (finding,) = check(city_data).findings
    assert (finding.kind, finding.index) == (Kind.ROW_MISSING, 76)


def test_a_row_taken_out_of_its_place_is_found(city_data):
    change(city_data, "UPDATE {table} SET log_index = NULL, sealed_at = NULL WHERE id = 300")
    (finding,) = check(city_data).findings
    assert (finding.kind, finding.row) == (Kind.ROW_ALTERED, 300)


def test_an_invented_row_is_found(city_data):
    change(
        city_data,
        "INSERT INTO {table} "
        "(uid, at, verb, subject_type, subject_id, record, body_id, log_index, sealed_at) "
        "SELECT 'ff' || substr(uid, 3), at, verb, subject_type, subject_id, record, body_id, 300, sealed_at "
        "FROM {table} WHERE id = 5",
    )
    (finding,) = check(city_data).findings
    assert (finding.kind, finding.row) == (Kind.ROW_INSERTED, 301)


def test_a_row_not_yet_sealed_must_agree_with_its_own_record(city_data):
    copied = (
        "INSERT INTO {table} (uid, at, verb, subject_type, subject_id, record, body_id) "
        "SELECT 'ff' || substr(uid, 3), at, verb, subject_type, subject_id, "
        'replace(record, \'"uid":"\' || substr(uid, 1, 2), \'"uid":"ff\'), body_id FROM {table} WHERE id = 5'
    )
    change(city_data, copied)
    report = check(city_data)
    assert report.clean, report.findings
    assert "1 件" in report.notes[0]
    change(city_data, "UPDATE {table} SET verb = 'other' WHERE id = 301")
    assert [finding.row for finding in check(city_data).findings] == [301]


def test_a_table_that_is_gone_is_found(city_data):
    change(city_data, "DROP TABLE {table}")
    assert {finding.kind for finding in check(city_data).findings} == {Kind.TABLE}


def test_a_database_put_back_to_an_older_state_is_found(city_data, prepared):
    for name in ("sekisho.sqlite3-wal", "sekisho.sqlite3-shm"):
        (city_data / name).unlink(missing_ok=True)
    (city_data / "sekisho.sqlite3").write_bytes((prepared / "sekisho.sqlite3").read_bytes())
    report = check(city_data)
    assert {finding.kind for finding in report.findings} == {Kind.ROW_MISSING}
    assert len(report.findings) == 300


def test_a_broken_database_file_is_found_and_not_a_fault(city_data):
    path = city_data / "sekisho.sqlite3"
    data = bytearray(path.read_bytes())
    data[18_000:-4_000] = bytes(len(data) - 22_000)
    path.write_bytes(bytes(data))
    assert not check(city_data).clean


def test_verifying_writes_nothing(city_data):
    def state():
        return {path: path.read_bytes() for path in city_data.rglob("*") if path.is_file()}

    before = state()
    check(city_data)
    after = state()
    changed = {path.name for path in after if after[path] != before.get(path)} - {
        "sekisho.sqlite3-shm",
        "sekisho.sqlite3-wal",
    }
    assert not changed
