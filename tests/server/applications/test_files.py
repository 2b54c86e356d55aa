"""Attachments from hostile hands, sealed bytes, the Excel form, the decision record."""

import io
import zipfile

import openpyxl
import pikepdf
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.errors import BadInput, CannotRun, Conflict, JournalDamaged, NotFound
from sekisho.server.accounts.queries import staff_of
from sekisho.server.applications import actions, blobs, queries, sheets, uploads
from sekisho.server.applications.facts import chosen_assets
from sekisho.server.crossings.models import JournalEntry

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def office(**more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, data in more.items():
            archive.writestr(f"xl/{name}", data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("空.pdf", b"", "空"),
        ("絵.pdf", b"\x89PNG\r\n\x1a\n123", "中身はpng"),
        ("実行.exe", b"MZ\x90\x00", "添付できません"),
        ("頁.html", b"<script>alert(1)</script>", "添付できません"),
        ("絵.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "添付できません"),
        ("書庫.zip", zipped(a="b"), "書庫"),
        ("壊れた.xlsx", b"PK\x03\x04broken", "壊れた"),
        ("表.xlsm", office(**{"vbaProject.bin": "x"}), "マクロ"),
        ("表.xlsx", office(**{f"x{n}": "" for n in range(5000)}, **{"vbaProject.bin": "x"}), "多すぎる"),
        ("表.docx", office(), "中身はxlsx"),
        ("文.txt", b"a\x00b", "添付できません"),
        ("大.pdf", PDF + b"0" * uploads.LARGEST, "大きすぎます"),
    ],
)
def test_what_may_not_be_attached_is_refused_in_words(name, data, says):
    with pytest.raises(BadInput) as refusal:
        uploads.check(name, data)
    assert says in refusal.value.what + refusal.value.why


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\秘密\\報告.pdf", "報告.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
        ("報告\u202efdp.pdf", "報告_fdp.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_made_harmless(name, clean):
    assert uploads.check(name, PDF).name == clean


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200), st.binary(max_size=300))
def test_any_upload_is_accepted_or_refused_in_words(name, data):
    try:
        kept = uploads.check(name, data)
    except BadInput as refusal:
        assert refusal.what  # noqa: PT017  either way of ending is right
    else:
        assert 0 < len(kept.name) <= 150
        assert not set(kept.name) & set('/\\\r\n"')


def test_sealed_bytes_that_changed_are_not_handed_out(draft, actor):
    row = draft()
    one = actions.attach(actor("staff"), row.pk, version=row.version, name="a.pdf", data=PDF)
    path = blobs.kept().path(one.sha256)
    path.chmod(0o600)
    path.write_bytes(PDF + b"x")
    with pytest.raises(JournalDamaged, match="書き換えられています"):
        blobs.get(one.sha256)
    path.unlink()
    with pytest.raises(NotFound):
        blobs.get(one.sha256)
    with pytest.raises(BadInput):
        blobs.get("../../keys/secret.key")


def test_a_full_disk_keeps_the_application_as_it_was(draft, actor, again, monkeypatch, tmp_path):
    row = draft()
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(blobs, "data_folder", lambda: tmp_path / "file")
    with pytest.raises(CannotRun, match="保管できません"):
        actions.attach(actor("staff"), row.pk, version=row.version, name="a.pdf", data=PDF)
    assert again(row).version == row.version
    assert not row.attachments.exists()
    assert not JournalEntry.objects.filter(verb="application.attached").exists()


def test_the_same_file_twice_and_too_many_files_are_refused(draft, actor, again, monkeypatch):
    row = draft()
    actions.attach(actor("staff"), row.pk, version=row.version, name="a.pdf", data=PDF)
    with pytest.raises(BadInput, match="同じ"):
        actions.attach(actor("staff"), row.pk, version=again(row).version, name="b.pdf", data=PDF)
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    with pytest.raises(BadInput, match="1件まで"):
        actions.attach(actor("staff"), row.pk, version=again(row).version, name="b.pdf", data=PDF + b"2")


def written(application, actor):
    people = list(staff_of(application.section_id, timezone.localdate()))
    return sheets.write(application, chosen_assets(application), people)


def cells_of(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[sheets.SHEET]
    return book, sheet, {row[1].value.removesuffix("（必須）"): row[2] for row in sheet.iter_rows(min_row=5)}


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_excel_form_comes_back_as_it_went_out(draft, sensitive, actor, again, city):
    row = draft(sensitive | {"manager": city.people["service"].pk})
    data = written(row, actor)
    problems = actions.take_in_sheet(actor("staff"), row.pk, data=data, filename="申請.xlsx")
    assert problems == ()
    assert again(row).answers == row.answers
    assert again(row).version == row.version


def test_what_is_written_into_the_excel_form_is_taken_in(draft, actor, again):
    row = draft()
    book, _sheet, cells = cells_of(written(row, actor))
    cells["サービスの名前"].value = "写真の共有"
    cells["利用開始の予定日"].value = "Ｒ９．４．１"
    cells["サービスの種別"].value = "その他"
    cells["認定・認証"].value = "なし"
    assert actions.take_in_sheet(actor("staff"), row.pk, data=saved(book), filename="申請.xlsx") == ()
    answers = again(row).answers
    assert (answers["name"], answers["starts"]) == ("写真の共有", "2027-04-01")
    assert (answers["service_kind"], answers["certifications"]) == ("other", [])


def test_a_wrong_cell_is_named_and_nothing_is_taken_in(draft, actor, again):
    row = draft()
    book, _sheet, cells = cells_of(written(row, actor))
    cells["サービスの名前"].value = "写真の共有"
    cells["利用開始の予定日"].value = "令和8年2月30日"
    cells["預ける情報資産"].value = "市民-9999"
    problems = actions.take_in_sheet(actor("staff"), row.pk, data=saved(book), filename="申請.xlsx")
    assert [problem.where.split("　")[0] for problem in problems] == [
        cells["利用開始の予定日"].coordinate,
        cells["預ける情報資産"].coordinate,
    ]
    assert again(row).answers == row.answers


def test_a_form_of_another_application_or_an_older_draft_is_refused(draft, actor, again):
    first, second = draft(), draft()
    data = written(first, actor)
    with pytest.raises(BadInput, match="別の申請"):
        actions.take_in_sheet(actor("staff"), second.pk, data=data, filename="申請.xlsx")
    actions.save_draft(actor("staff"), first.pk, version=first.version, changes={"name": "直した"})
    with pytest.raises(Conflict, match="直されています"):
        actions.take_in_sheet(actor("staff"), first.pk, data=data, filename="申請.xlsx")
    with pytest.raises(BadInput):
        actions.take_in_sheet(actor("staff"), first.pk, data=office(), filename="申請.xlsx")


def test_a_formula_in_an_answer_is_written_as_text(draft, words, actor):
    row = draft(words.ordinary | {"name": '=HYPERLINK("http://example.com")'})
    _book, _sheet, cells = cells_of(written(row, actor))
    assert cells["サービスの名前"].data_type == "s"
    assert cells["サービスの名前"].value.startswith("'=")


def test_the_decision_record_is_a_tagged_pdf_a_and_stays_the_same_file(decided, actor):
    row = decided()
    made = actions.print_record(actor("staff"), row.pk)
    assert actions.print_record(actor("auditor"), row.pk) == made
    with pikepdf.open(io.BytesIO(made)) as document:
        with document.open_metadata() as metadata:
            assert metadata.pdfa_status.startswith("3")
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang) == "ja"
    assert JournalEntry.objects.filter(verb="application.printed").count() == 1


def test_there_is_no_record_before_the_decision(submitted, actor):
    row = submitted()
    with pytest.raises(BadInput, match="まだ決裁"):
        actions.print_record(actor("staff"), row.pk)


def test_a_deputy_of_another_section_sees_the_application_but_not_the_sections_others(
    reviewed, sensitive, actor, asset
):
    row = reviewed(sensitive)
    other = reviewed()
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=True)
    seen = set(queries.visible(actor("policy_deputy")).values_list("pk", flat=True))
    assert row.pk in seen
    assert other.pk not in seen
