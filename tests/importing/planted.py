"""The oracle: finds the planted faults of the sample ledgers with no code of the product.

It reads the workbook with openpyxl and the CSV with the standard library, and decides with rules written
down here a second time: what a grade, a number, a date and a section is.
"""

import collections
import csv
import datetime as dt
import re
import unicodedata
from pathlib import Path

import openpyxl

DATA = Path(__file__).parent / "data"
SECTIONS = frozenset(
    [
        "保険年金課",
        "こども家庭課",
        "建設課",
        "福祉課",
        "情報政策課",
        "市民課",
        "税務課",
        "農林水産課",
        "議会事務局",
        "上下水道課",
        "総務課",
        "会計課",
        "教育総務課",
        "消防本部総務課",
        "都市計画課",
    ]
)
REIWA_BEGAN = dt.date(2019, 5, 1)
WAREKI = re.compile(r"(?:令和|令|R)(元|-?\d+)[年.](\d{1,2})[月.](\d{1,2})日?")
WESTERN = re.compile(r"(\d{4})[/-]?(\d{2})[/-]?(\d{2})")


def rows_of_workbook(name, header_row):
    sheet = openpyxl.load_workbook(DATA / name, data_only=True).worksheets[0]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    return _named(rows, header_row)


def rows_of_csv(name):
    with (DATA / name).open(encoding="cp932", newline="") as file:
        return _named(list(csv.reader(file)), 1)


def planted_in_assets(rows):
    """Return the set of (row, column) of faulty cells."""
    times = collections.Counter(row["管理番号"] for _, row in rows)
    faults = set()
    for number, row in rows:
        checks = {
            "管理番号": times[row["管理番号"]] == 1,
            "情報資産名": row["情報資産名"].strip() != "",
            "所管課": row["所管課"] in SECTIONS,
            "機密性": re.fullmatch("(?:機密性)?[123] ?", unicodedata.normalize("NFKC", row["機密性"])),
            "本人の数": re.fullmatch(r"\d+|\d{1,3}(,\d{3})+", row["本人の数"]),
            "登録年月日": day(row["登録年月日"]) and not before_reiwa(row["登録年月日"]),
        }
        faults |= {(number, column) for column, good in checks.items() if not good}
    return faults


def impossible_eras_in_contracts(rows):
    """Return {(row, column): the day meant} for every date of an era year that does not exist."""
    columns = ["契約開始", "契約終了", "提供日", "返還・消去期限", "返還・消去確認日"]
    return {
        (number, column): day(row[column])
        for number, row in rows
        for column in columns
        if before_reiwa(row[column])
    }


def day(text):
    """Return the day by counting years, or None."""
    text = unicodedata.normalize("NFKC", text)
    if match := WAREKI.fullmatch(text):
        year = 2018 + (1 if match[1] == "元" else int(match[1]))
    elif match := WESTERN.fullmatch(text):
        year = int(match[1])
    else:
        return None
    try:
        return dt.date(year, int(match[2]), int(match[3]))
    except ValueError:
        return None


def before_reiwa(text):
    meant = day(text)
    return bool(meant and WAREKI.fullmatch(unicodedata.normalize("NFKC", text)) and meant < REIWA_BEGAN)


def _named(rows, header_row):
    names = rows[header_row - 1]
    return [
        (number, dict(zip(names, row, strict=True)))
        for number, row in enumerate(rows[header_row:], header_row + 1)
    ]
