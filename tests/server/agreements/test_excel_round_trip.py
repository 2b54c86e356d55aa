"""The Excel form: out, back, shown; another version is told apart, nothing hostile is read, nothing runs."""

import io

import openpyxl
import pytest
from answering import all_yes, digest_of, link_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sekisho.errors import BadInput, Conflict
from sekisho.server.agreements import actions, workbooks
from sekisho.server.agreements.models import AnswerVersion, Questionnaire

FIRST = 7


def filled(data, change=None, **cells):
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["質問票"]
    sheet["B4"] = "東西クラウド 山本"
    for line in range(FIRST, sheet.max_row + 1):
        sheet.cell(line, 4, "満たす")
    for place, value in cells.items():
        sheet[place] = value
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def waiting(actor, asked, sent):
    row, _ = sent(asked(), by_link=False)
    return row


def test_a_filled_form_comes_back_as_a_version(actor, waiting):
    data = filled(workbooks.write(waiting, "さくら市"), E8="=1+1&'x'".replace("=", "'="))
    read = workbooks.read(waiting, data, "回答.xlsx")
    assert (read.drift, read.problems, read.by_name) == (None, (), "東西クラウド 山本")
    assert AnswerVersion.objects.count() == 0
    made = actions.take_in_answers(actor("manager"), waiting.pk, waiting.version, read)
    assert (made.way, made.by_name, len(made.answers)) == (
        "excel",
        "東西クラウド 山本",
        len(all_yes(waiting)),
    )
    with pytest.raises(Conflict):
        actions.take_in_answers(actor("manager"), waiting.pk, waiting.version, read)


def test_a_gap_waits_in_the_draft(actor, waiting):
    data = filled(workbooks.write(waiting, "さくら市"), D7=None)
    read = workbooks.read(waiting, data, "回答.xlsx")
    assert actions.take_in_answers(actor("manager"), waiting.pk, waiting.version, read) is None
    waiting.refresh_from_db()
    assert len(waiting.draft) == len(all_yes(waiting)) - 1
    assert AnswerVersion.objects.count() == 0


def test_an_answer_to_an_older_version_counts_only_where_the_words_are_the_same(actor, waiting):
    data = filled(workbooks.write(waiting, "さくら市"))
    actions.add_requirement(
        actor("staff"),
        waiting.matter,
        version=1,
        heading="9",
        text="貸与端末だけ",
        question="方法は",
        reason="決まり",
    )
    actions.remove_requirement(actor("staff"), waiting.matter, version=2, line="R-1001", reason="x")
    actions.revise_questions(actor("staff"), waiting.pk, waiting.version)
    row = Questionnaire.objects.get(pk=waiting.pk)
    read = workbooks.read(row, data, "回答.xlsx")
    assert read.number == 1
    assert (read.drift.added, read.drift.dropped) == (("U-01",), ("R-1001",))
    assert actions.take_in_answers(actor("manager"), row.pk, row.version, read) is None
    row.refresh_from_db()
    assert "R-1001" not in row.draft
    assert "R-1002" in row.draft or "R-1003" in row.draft


def test_a_form_of_another_questionnaire_or_with_altered_questions_is_refused(actor, waiting, asked, service):
    other = asked(service(name="別のサービス"))
    with pytest.raises(BadInput, match="別の質問票"):
        workbooks.read(waiting, filled(workbooks.write(other, "さくら市")), "回答.xlsx")
    good = workbooks.write(waiting, "さくら市")
    with pytest.raises(BadInput, match="送ったものと違います"):
        workbooks.read(waiting, filled(good, C8="やさしい質問"), "回答.xlsx")
    with pytest.raises(BadInput, match="送ったものと違います"):
        workbooks.read(waiting, filled(good, change=lambda book: book["質問票"].delete_rows(9)), "回答.xlsx")
    forged = filled(good, change=lambda book: book["sekisho"].__setitem__("B3", "0" * 64))
    with pytest.raises(BadInput, match="どの版の質問とも合いません"):
        workbooks.read(waiting, forged, "回答.xlsx")
    with pytest.raises(BadInput):
        workbooks.read(waiting, b"PK\x03\x04 no workbook", "回答.xlsx")
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    with pytest.raises(BadInput, match="この質問票のExcelではありません"):
        workbooks.read(waiting, plain.getvalue(), "回答.xlsx")


def test_cells_that_cannot_be_read_are_named_and_keep_everything_out(actor, waiting):
    data = filled(workbooks.write(waiting, "さくら市"), D7="たぶん", E8="=1+1")
    read = workbooks.read(waiting, data, "回答.xlsx")
    assert [one.where.split("　")[0] for one in read.problems] == ["D7", "D8"]
    with pytest.raises(BadInput, match="読めないセル"):
        actions.take_in_answers(actor("manager"), waiting.pk, waiting.version, read)


def test_what_a_guest_wrote_does_not_run_in_our_workbook(actor, asked, sent):
    row, _ = sent(asked())
    evil = {"R-1001": {"reply": "partly", "words": '=HYPERLINK("http://x","y")'}}
    actions.save_guest_draft(link_of(row), digest_of(row), evil)
    row.refresh_from_db()
    book = openpyxl.load_workbook(io.BytesIO(workbooks.write(row, "さくら市")))
    (cell,) = [one for line in book["質問票"].iter_rows() for one in line if "HYPERLINK" in str(one.value)]
    assert cell.value.startswith("'=")
    read = workbooks.read(row, workbooks.write(row, "さくら市"), "x.xlsx")
    assert read.answers["R-1001"]["words"] == evil["R-1001"]["words"]


def test_the_page_shows_what_it_read_and_writes_only_after_consent(signed_in, waiting):
    client = signed_in("manager")
    data = filled(workbooks.write(waiting, "さくら市"))
    upload = SimpleUploadedFile("回答.xlsx", data)
    shown = client.post(reverse("agreements:take_in", args=[waiting.pk]), {"file": upload})
    assert shown.status_code == 200
    assert "まだ何も書き込んでいません" in shown.content.decode()
    assert AnswerVersion.objects.count() == 0
    given = {"version": waiting.version, "digest": shown.context["digest"], "filename": "回答.xlsx"}
    client.post(reverse("agreements:agree", args=[waiting.pk]), given)
    assert AnswerVersion.objects.get().way == "excel"
    again = client.post(
        reverse("agreements:agree", args=[waiting.pk]), given | {"digest": "../../etc/passwd"}
    )
    assert again.status_code == 302
    hostile = SimpleUploadedFile("回答.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old and dangerous")
    refused = client.post(reverse("agreements:take_in", args=[waiting.pk]), {"file": hostile})
    assert refused.status_code == 422
