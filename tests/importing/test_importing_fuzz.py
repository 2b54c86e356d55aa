"""Files of any bytes and tables of any cells: read or refused, never worse."""

import datetime as dt
import re
from contextlib import suppress

import ledgers
import planted
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.server.importing import rejected
from sekisho.server.ledgers.importing import asset_rows, contract_rows
from sekisho.terms import Severity

GOOD = ledgers.workbook(ledgers.table({}, {"機密性": "4"}))
odd = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=15) | st.sampled_from(
    [
        "",
        "3",
        "４",
        "有",
        "○",
        "R0.4.1",
        "令和5年2月30日",
        "45383",
        "=1",
        "\x07",
        "電子",
        "１，０００",
        "税務課",
        "合計",
    ]
)
LEDGERS = ((asset_rows, ledgers.ASSET), (contract_rows, ledgers.CONTRACT))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_files_of_any_bytes(data):
    for ledger, _ in LEDGERS:
        with suppress(BadInput):
            ledger.read(data, "x")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 200),
)
def test_damaged_workbooks(changes, cut):
    data = bytearray(GOOD)
    for position, value in changes:
        data[position] = value
    with suppress(BadInput):
        asset_rows.read(bytes(data[: len(data) - cut]), "x.xlsx")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_tables_of_any_cells_account_for_every_row(data):
    for ledger, base in LEDGERS:
        width = len(base)
        rows = data.draw(st.lists(st.lists(odd, min_size=0, max_size=width + 2), max_size=6))
        parsed = ledger.read(ledgers.csv_of([list(base), *rows]), "x.csv", sections={"税務課"})
        accepted = {number for number, _ in parsed.acceptable(accept_doubts=True)}
        wrong = {one.row for one in parsed.problems if one.severity is Severity.ERROR}
        assert accepted | wrong == set(parsed.raw)
        assert not accepted & wrong
        assert len(parsed.acceptable()) <= len(accepted) <= parsed.total == len(parsed.raw)
        assert all(one.reason and one.column for one in parsed.problems)
        assert rejected.workbook(parsed).startswith(b"PK")


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=30), st.integers(0, 200))
def test_bytes_of_no_encoding_inside_a_real_csv(noise, where):
    data = (planted.DATA / "asset-ledger-cp932.csv").read_bytes()[:2000]
    with suppress(BadInput):
        asset_rows.read(data[:where] + noise + data[where:], "x.csv")


DATED = ledgers.workbook([*ledgers.table({}), [dt.date(2024, 4, 1), dt.time(1, 2), 1.5]])
SHEET = "xl/worksheets/sheet1.xml"
odd_parts = st.sampled_from(
    [
        "-9999999999",
        "999999999999999",
        "1e-320",
        "-0",
        "60",
        "XFD1",
        "s",
        "d",
        "b",
        "e",
        "str",
        "n",
        "9999",
        "-1",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), odd_parts), min_size=1, max_size=4))
def test_workbooks_whose_cells_have_odd_types_styles_and_numbers(changes):
    """The reader below must not fall over what the inspection lets through."""

    def spoilt(old):
        pieces = re.split(r'(?<=[">])([^"<>]+)(?=["<])', old.decode())
        for place, text in changes:
            pieces[(2 * place + 1) % (len(pieces) - 1)] = text
        return "".join(pieces).encode()

    with suppress(BadInput):
        asset_rows.read(ledgers.changed(DATED, SHEET, spoilt), "x.xlsx")
