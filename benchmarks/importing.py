"""Reading a ledger of 10,000 rows whole: inspected, recognised, every cell checked, against bare readers.

The peers only read: python-calamine and openpyxl give the cells of the same workbook and check nothing;
the standard library's csv gives the fields of the same CSV file. All run in turn in one process. Each
cell of the ledger is written in one of the forms people use, and one row in a hundred has a fault.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import statistics
import time
from typing import TYPE_CHECKING

import openpyxl
import python_calamine
import xlsxwriter

from sekisho.japan.dates import format_iso, format_wareki, format_wareki_short
from sekisho.server.importing import rejected
from sekisho.server.ledgers.importing import asset_rows

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 10_000
ROUNDS = 3
LIMIT_SECONDS = 10.0
SECTIONS = ("税務課", "市民課", "福祉課", "総務課", "こども家庭課")
_GRADES = ("3", "３", "機密性3", "2 ", "機密性２", "1")
_DATES = (format_wareki, format_wareki_short, format_iso, lambda day: f"{day:%Y%m%d}")


def ledger(rows: int = ROWS) -> list[list[str]]:
    """Return a header and ``rows`` rows; one in a hundred has a grade that does not exist."""
    source = random.Random(20260401)  # noqa: S311  test data
    made = [[column.name for column in asset_rows.LEDGER.columns]]
    for number in range(rows):
        day = dt.date(2019, 5, 1) + dt.timedelta(days=source.randrange(2000))
        made.append(
            [
                f"税務-{number:05}", f"固定資産税課税台帳（{number}）", source.choice(SECTIONS), "資産税係",
                source.choice(("髙橋 花子", "𠮷田 太郎")),
                "4" if number % 100 == 0 else source.choice(_GRADES), "2", "1",
                source.choice(("", "複製禁止、配付禁止", "暗号化必須\n再配付禁止")), "有",
                source.choice(("", "○")),
                source.choice(("1,200", "４８２１３", "0")), "電子・紙", "ＬＧＷＡＮ接続系", "5年",
                source.choice(_DATES)(day),
            ]
        )  # fmt: skip
    return made


def as_workbook(rows: list[list[str]]) -> bytes:
    """Return the rows as an Excel workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("台帳")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def as_csv(rows: list[list[str]]) -> bytes:
    """Return the rows as CSV in UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def measure(rows: int = ROWS) -> dict[str, object]:
    """Return the title and one row per measured figure."""
    table = ledger(rows)
    workbook, text = as_workbook(table), as_csv(table)
    parsed = asset_rows.read(workbook, "台帳.xlsx", sections=SECTIONS)
    assert (parsed.total, len(parsed.problems)) == (rows, -(-rows // 100))
    runs: dict[str, Callable[[], object]] = {
        "sekisho, Excel": lambda: asset_rows.read(workbook, "台帳.xlsx", sections=SECTIONS),
        "python-calamine, cells only": lambda: _calamine(workbook),
        "openpyxl, cells only": lambda: _openpyxl(workbook),
        "sekisho, CSV": lambda: asset_rows.read(text, "台帳.csv", sections=SECTIONS),
        "csv module, fields only": lambda: list(csv.reader(io.StringIO(text.decode()))),
        "sekisho, file of rejected rows": lambda: rejected.workbook(parsed),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    figures: list[dict[str, object]] = []
    for name, taken in times.items():
        seconds = statistics.median(taken)
        figure: dict[str, object] = {"what": f"{name}, {rows:,} rows", "seconds": round(seconds, 3)}
        if name in {"sekisho, Excel", "sekisho, CSV"}:
            figure |= {"target": f"≤ {LIMIT_SECONDS:g} s", "met": seconds <= LIMIT_SECONDS}
        figures.append(figure)
    return {"title": "台帳を読む（10,000行）", "rows": figures}


def _calamine(data: bytes) -> list[list[object]]:
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def _openpyxl(data: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    return list(sheet.iter_rows(values_only=True))


if __name__ == "__main__":
    for row in measure()["rows"]:
        print(row)
