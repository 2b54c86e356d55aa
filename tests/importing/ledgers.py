"""Small ledgers written by hand, as Excel workbooks and CSV."""

import csv
import io
import zipfile

import openpyxl

ASSET = {
    "管理番号": "税務-0001", "情報資産名": "固定資産税課税台帳", "所管課": "税務課", "係": "資産税係",
    "管理担当者": "佐藤 花子",
    "機密性": "3", "完全性": "2", "可用性": "1", "取扱制限": "複製禁止", "個人情報の有無": "有",
    "特定個人情報": "",
    "本人の数": "1,200", "媒体": "電子", "ネットワーク": "LGWAN接続系", "保存期間": "5年",
    "登録年月日": "R6.4.1",
}  # fmt: skip
CONTRACT = {
    "契約番号": "R6-001", "委託業務名": "道路台帳補正業務", "受託者": "㈱オリエント測量",
    "法人番号": "5010000001100",
    "再委託先": "", "所管課": "税務課", "契約開始": "R6.4.1", "契約終了": "R7.3.31",
    "提供データ": "道路台帳図面",
    "最高機密性": "2", "件数（人）": "0", "媒体": "DVD", "提供日": "R6.4.20", "返還・消去期限": "R7.4.30",
    "返還・消去確認日": "R7.4.20",
}  # fmt: skip


def workbook(rows, *, merges=(), title="台帳", extra=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    for name, (state, content) in (extra or {}).items():
        other = book.create_sheet(name)
        other.sheet_state = state
        for row in content:
            other.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(rows, encoding="utf-8"):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def table(*rows, base=ASSET):
    """Return header and rows; each row is ``base`` with the given changes and a number of its own."""
    key = next(iter(base))
    made = [{**base, key: f"{base[key][:-1]}{count}", **changes} for count, changes in enumerate(rows, 1)]
    return [list(base), *(list(row.values()) for row in made)]


def assets(*rows):
    return csv_of(table(*rows))


def contracts(*rows):
    return csv_of(table(*rows, base=CONTRACT))


def changed(data, name, change):
    """Return the workbook with one part changed by ``change`` (bytes → bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == name else content)
    return out.getvalue()
