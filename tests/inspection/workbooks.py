"""Real workbooks, and the same with one part changed."""

import io
import zipfile

import xlsxwriter


def workbook(rows=(("管理番号", "名前"), ("税務-1", "台帳")), *, formula=None, link=None):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("台帳")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if formula:
        sheet.write_formula(formula, "=1+1", None, 2)
    if link:
        sheet.write_url("D1", link)
    book.close()
    return out.getvalue()


def changed(data, parts, *, drop=()):
    """Replace or add ``parts`` (name → bytes or a function of the old bytes) in a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        contents = {info.filename: old.read(info) for info in old.infolist() if info.filename not in drop}
        for name, part in parts.items():
            contents[name] = part(contents[name]) if callable(part) else part
        for name, content in contents.items():
            new.writestr(name, content)
    return out.getvalue()
