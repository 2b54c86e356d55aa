"""The Excel annex goes out and comes back: held against what went out, shown, taken in by consent, kept."""

import datetime as dt
import io
import subprocess

import attrs
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from test_annexes import template_xlsx

from sekisho.errors import BadInput, Conflict, Refused
from sekisho.judgement import Crossing, judge
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.agreements import (
    actions,
    annex_excel,
    annex_reading,
    annexes,
    queries,
    rules,
    split_queries,
)
from sekisho.server.agreements.annex_models import AnnexAnswers, AnnexIssue
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import governed
from sekisho.storage.editions import load_rulebook
from sekisho.terms import CrossingKind

NEEDS, SPLIT, ITEMS = "セキュリティ要件", "責任分界表", "契約項目の確認表"
FIRST = 3
"""The first row of a table in our own form."""


@pytest.fixture
def agreed(actor, contract):
    """A contract with requirements, a table decided as proposed, and checked items."""
    row = contract()
    actions.set_requirements(actor("staff"), row, version=0)
    actions.begin_split(actor("staff"), row, model="outsourcing")
    actions.accept_proposals(actor("staff"), row)
    answers = {item.id: {"state": "written", "place": f"第{n}条"} for n, item in enumerate(rules.items(), 1)}
    actions.set_items(actor("staff"), row, version=0, specific=False, answers=answers)
    return row


@pytest.fixture
def out(actor):
    """Write the annex of a matter as it goes out."""

    def write(matter, template=None):
        issue = actions.issue_annex(actor("staff"), matter)
        known = annexes.identity(matter, issue.number, issue.digest)
        return annex_excel.write(attrs.evolve(annexes.annex_of(matter), identity=known), template)

    return write


@pytest.fixture
def office(tmp_path):
    """Have LibreOffice open a workbook and save it as one of its own."""

    def convert(data):
        (tmp_path / "in.xlsx").write_bytes(data)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
             "--outdir", str(tmp_path / "out"), "in.xlsx"],
            cwd=tmp_path, check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return (tmp_path / "out" / "in.xlsx").read_bytes()

    return convert


def edited(data, act):
    book = openpyxl.load_workbook(io.BytesIO(data))
    act(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def filled(data, act=None):
    """Answer 適合 and 同意する to everything, then ``act`` on the book."""

    def fill(book):
        for name, column, reply in ((NEEDS, 5, "適合"), (SPLIT, 5, "同意する"), (ITEMS, 6, "同意する")):
            for line in range(FIRST, book[name].max_row + 1):
                book[name].cell(line, column, reply)
        cover = book["表紙"]
        (row,) = [one.row for one in cover["A"] if one.value == annex_excel.NAME]
        cover.cell(row, 2, "東西印刷 営業部 山本")
        if act:
            act(book)

    return edited(data, fill)


def row_of(sheet, key):
    return next(one.row for one in sheet["A"] if one.value == key)


def take(actor, matter, data, version=0, key="manager"):
    read = annex_reading.read(matter, data, "別紙.xlsx")
    name = read.by_name or "山本"
    return actions.take_in_annex(actor(key), matter, read, data, version=version, by_name=name)


def facts(matter):
    (found,) = governed.among(queries.ledger_of(matter), [matter.pk], matter.starts)
    return found.facts


def test_what_went_out_is_kept_once_and_a_change_is_a_new_version(actor, agreed):
    first = actions.issue_annex(actor("staff"), agreed)
    assert actions.issue_annex(actor("auditor"), agreed).pk == first.pk
    actions.decide_line(actor("staff"), agreed, control="12.3.1", party="user", n=1)
    second = actions.issue_annex(actor("staff"), agreed)
    assert (first.number, second.number, second.requirements) == (1, 2, 1)
    assert JournalEntry.objects.filter(verb="annex.issued").count() == 2
    with pytest.raises(Refused):
        actions.issue_annex(actor("staff2"), agreed)


def test_a_service_without_anything_to_answer_goes_out_without_an_identity(signed_in, service):
    row = service()
    answer = signed_in("staff").get(reverse("agreements:service_annex", args=[row.pk, "xlsx"]))
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == ["表紙", NEEDS, SPLIT]
    assert AnnexIssue.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_numbers_follow_one_another_when_several_go_out_at_once(actor, agreed, at_once):
    found = at_once(lambda _number: actions.issue_annex(actor("staff"), agreed))
    assert {one.number for one in found} == {1}
    assert AnnexIssue.objects.count() == 1


def test_the_form_has_drop_downs_and_answers_can_be_written_nowhere_else(agreed, out):
    book = openpyxl.load_workbook(io.BytesIO(out(agreed)))
    (choice, *_) = book[NEEDS].data_validations.dataValidation
    assert choice.formula1 == '"適合,一部適合,不適合,該当なし"'
    named = {one.formula1 for one in book[SPLIT].data_validations.dataValidation}
    assert named == {'"同意する,同意しない"', '"利用者,提供者,両方,だれも行わない"'}
    assert book[NEEDS].protection.sheet
    assert book[NEEDS]["C3"].protection.locked
    assert not book[NEEDS]["E3"].protection.locked
    assert book["sekisho"].sheet_state == "hidden"


def test_answers_come_back_as_a_version_that_says_who_and_to_what(actor, agreed, out):
    data = filled(out(agreed))
    read = annex_reading.read(agreed, data, "別紙.xlsx")
    assert (read.problems, bool(read.drift), read.left_out) == ((), False, ())
    assert AnnexAnswers.objects.count() == 0
    made = take(actor, agreed, data)
    assert (made.number, made.by_name, made.issue.number) == (1, "東西印刷 営業部 山本", 1)
    assert made.answers["split"]["12.3.1"] == {"reply": "agreed"}
    assert len(made.answers["items"]) == len(rules.items())
    known = facts(agreed)
    assert (known["requirements_unmet"], known["responsibility_undecided"]) == (0, 0)
    (entry,) = JournalEntry.objects.filter(verb="annex.answered")
    assert made.file in entry.record
    with pytest.raises(Conflict, match="もう取り込んで"):
        take(actor, agreed, data, version=1)
    with pytest.raises(Conflict, match="ほかの人が取り込みました"):
        take(actor, agreed, filled(data, lambda book: book[NEEDS].__setitem__("F3", "x")))


@pytest.mark.django_db(transaction=True)
def test_of_several_who_take_in_at_once_one_does(actor, agreed, out, at_once):
    data = filled(out(agreed))
    found = at_once(lambda _number: take(actor, agreed, data))
    assert sum(isinstance(one, AnnexAnswers) for one in found) == 1
    assert AnnexAnswers.objects.count() == 1


def test_who_may_take_in(actor, agreed, out):
    data = filled(out(agreed))
    for key in ("staff", "manager2", "auditor"):
        with pytest.raises(Refused):
            take(actor, agreed, data, key=key)
    read = annex_reading.read(agreed, data, "別紙.xlsx")
    with pytest.raises(BadInput, match="回答者"):
        actions.take_in_annex(actor("manager"), agreed, read, data, version=0, by_name=" ")
    assert AnnexAnswers.objects.count() == 0


def test_a_control_that_is_not_agreed_to_is_undecided_until_it_is_decided_anew(actor, agreed, out):
    def objects(book):
        sheet = book[SPLIT]
        row = row_of(sheet, "12.3.1")
        sheet.cell(row, 5, "同意しない")
        sheet.cell(row, 6, "利用者")
        sheet.cell(row, 7, "写しは自団体で取ってください。")
        other = row_of(sheet, "12.4.1")
        sheet.cell(other, 5).value = None
        sheet.cell(other, 6, "だれも行わない")

    data = filled(out(agreed), objects)
    take(actor, agreed, data)
    assert facts(agreed)["responsibility_undecided"] == 2
    (one, _other) = [
        line for line in split_queries.split_lines(split_queries.split_of(agreed)) if line.objection
    ]
    assert one.objection == {"party": "user", "words": "写しは自団体で取ってください。", "answers": 1}
    with pytest.raises(Conflict, match="先に決めました"):
        actions.decide_line(actor("staff"), agreed, control="12.3.1", party="user", n=1)
    actions.decide_line(actor("staff"), agreed, control="12.3.1", party="user", n=2)
    actions.decide_line(actor("staff"), agreed, control="12.4.1", party="nobody", n=2)
    known = facts(agreed)
    assert (known["responsibility_undecided"], known["responsibility_nobody"]) == (0, 1)


def test_agreement_takes_an_objection_away_and_nobody_stays_nobody(actor, agreed, out):
    actions.decide_line(actor("staff"), agreed, control="12.3.1", party="nobody", n=1)
    data = out(agreed)
    refused = filled(data, lambda book: book[SPLIT].cell(row_of(book[SPLIT], "9.2.1"), 5, "同意しない"))
    refused = edited(refused, lambda book: book[SPLIT].cell(row_of(book[SPLIT], "9.2.1"), 7, "できない"))
    take(actor, agreed, refused)
    known = facts(agreed)
    assert (known["responsibility_undecided"], known["responsibility_nobody"]) == (1, 1)
    take(actor, agreed, filled(data), version=1)
    known = facts(agreed)
    assert (known["responsibility_undecided"], known["responsibility_nobody"]) == (0, 1)


def test_what_nobody_does_stops_a_contract_and_so_does_what_is_not_agreed_to(actor, agreed, out):
    def clauses():
        at = dt.datetime.combine(agreed.starts, dt.time(9), dt.UTC)
        (found,) = governed.among("contract", [agreed.pk], agreed.starts)
        crossing = Crossing(CrossingKind.OUTSOURCE, "x")
        told = judge(crossing, found.facts | {"phase": "operation"}, load_rulebook(), at)
        return {one.clause: one.status.value for one in told.citations if one.clause.startswith("OUT-0")}

    assert clauses()["OUT-018"] == "unknown"
    take(actor, agreed, filled(out(agreed), lambda book: book[SPLIT].__setitem__("F3", None)))
    stood = clauses()
    assert {stood[f"OUT-0{number}"] for number in (17, 18, 28, 29)} == {"satisfied"}
    actions.decide_line(actor("staff"), agreed, control="12.3.1", party="nobody", n=1)
    assert clauses()["OUT-029"] == "violated"
    disagrees = filled(out(agreed), lambda book: book[SPLIT].__setitem__("E3", "同意しない"))
    disagrees = edited(disagrees, lambda book: book[SPLIT].__setitem__("G3", "できない"))
    take(actor, agreed, disagrees, version=1)
    assert clauses()["OUT-028"] == "violated"
    assert clauses()["OUT-029"] == "violated"


def test_what_is_not_met_is_counted_until_the_newest_answer_meets_it(actor, agreed, out):
    data = out(agreed)

    def partly(book):
        sheet = book[NEEDS]
        sheet["E3"], sheet["F3"] = "一部適合", "来年度に行う。"
        sheet["E4"] = None
        sheet["E5"] = "該当なし"  # without its reason
        sheet["E6"], sheet["F6"] = "該当なし", "扱わない。"

    assert "requirements_unmet" not in facts(agreed)
    take(actor, agreed, filled(data, partly))
    assert facts(agreed)["requirements_unmet"] == 3
    take(actor, agreed, filled(data), version=1)
    assert facts(agreed)["requirements_unmet"] == 0
    actions.add_requirement(
        actor("staff"), agreed, version=1, heading="9", text="貸与端末だけ", question="方法は", reason="x"
    )
    assert facts(agreed)["requirements_unmet"] == 1


def test_another_version_says_what_differs_and_counts_only_where_the_text_is_the_same(actor, agreed, out):
    data = filled(out(agreed))
    gone = queries.requirement_lists(agreed)[0].lines[0]["id"]
    actions.remove_requirement(actor("staff"), agreed, version=1, line=gone, reason="x")
    actions.add_requirement(
        actor("staff"), agreed, version=2, heading="9", text="貸与端末だけ", question="方法は", reason="x"
    )
    actions.decide_line(actor("staff"), agreed, control="12.3.1", party="user", n=1)
    read = annex_reading.read(agreed, data, "別紙.xlsx")
    assert read.drift.reworded == (("split", "12.3.1"),)
    assert read.drift.dropped == (("requirements", gone),)
    assert read.drift.added == (("requirements", "U-01"),)
    made = take(actor, agreed, data)
    assert made.left_out == [["requirements", gone], ["split", "12.3.1"]]
    assert gone not in made.answers["requirements"]
    assert "12.3.1" not in made.answers["split"]
    assert facts(agreed)["requirements_unmet"] == 1


def test_what_changes_between_reading_and_consent_stops_the_consent(actor, agreed, out):
    data = filled(out(agreed))
    read = annex_reading.read(agreed, data, "別紙.xlsx")
    actions.decide_line(actor("staff"), agreed, control="12.3.1", party="user", n=1)
    with pytest.raises(Conflict, match="読んだあとに変わりました"):
        actions.take_in_annex(actor("manager"), agreed, read, data, version=0, by_name="山本")


ALTERED = {
    "text": (lambda book: book[NEEDS].__setitem__("C4", "やさしい要件"), "4行目"),
    "party": (lambda book: book[SPLIT].__setitem__("C5", "利用者と提供者"), "5行目"),
    "row gone": (lambda book: book[NEEDS].delete_rows(6), "6行目"),
    "row in between": (lambda book: book[SPLIT].insert_rows(9), "9行目"),
    "headings": (lambda book: book[NEEDS].__setitem__("E2", "答え"), "見つかりません"),
    "forged": (lambda book: book["sekisho"].__setitem__("B7", "0" * 64), "どの版とも合いません"),
    "no number": (lambda book: book["sekisho"].__setitem__("B6", "²"), "どの版とも合いません"),
    "not ours": (lambda book: book.remove(book["sekisho"]), "関所が出した別紙"),
}


def more(book):
    sheet = book[NEEDS]
    sheet.append(["99", "", "知らない要件", "", "適合", ""])


@pytest.mark.parametrize("name", [*ALTERED, "unknown row"])
def test_an_altered_annex_is_refused_naming_the_row(agreed, out, name):
    act, told = ALTERED.get(name, (more, "渡した別紙にない行"))
    with pytest.raises(BadInput) as refused:
        annex_reading.read(agreed, filled(out(agreed), act), "別紙.xlsx")
    assert told in refused.value.what
    assert refused.value.next_step


def test_what_is_foreign_or_could_do_harm_is_refused(actor, agreed, out, contract, other_city):
    other = contract(title="別の業務")
    actions.set_requirements(actor("staff"), other, version=0)
    with pytest.raises(BadInput, match="別の件"):
        annex_reading.read(agreed, filled(out(other)), "別紙.xlsx")
    for data in (b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a,b\n1,2\n"):
        with pytest.raises(BadInput):
            annex_reading.read(agreed, data, "別紙.xlsx")
    with pytest.raises(BadInput, match="一つも書かれていません"):
        annex_reading.read(agreed, out(agreed), "別紙.xlsx")
    data = filled(out(agreed))
    with in_body(other_city.body.pk), pytest.raises(BadInput, match="どの版とも合いません"):
        annex_reading.read(agreed, data, "別紙.xlsx")


CELLS = {
    "unknown reply": (NEEDS, "E3", "たぶん", "セキュリティ要件 E3"),
    "formula": (NEEDS, "F3", "=1+1", "セキュリティ要件 F3"),
    "unknown party": (SPLIT, "F4", "みんな", "責任分界表 F4"),
    "agreed and not": (SPLIT, "F3", "だれも行わない", "責任分界表 3"),
    "too long": (ITEMS, "G3", "長" * 4001, "契約項目の確認表 G3"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_that_cannot_be_read_is_named_and_keeps_everything_out(actor, agreed, out, name):
    sheet, place, value, where = CELLS[name]
    data = filled(out(agreed), lambda book: book[sheet].__setitem__(place, value))
    read = annex_reading.read(agreed, data, "別紙.xlsx")
    assert [one.where.partition("　")[0] for one in read.problems] == [where]
    with pytest.raises(BadInput, match="読めないセル"):
        take(actor, agreed, data)


@pytest.mark.parametrize("template", [None, template_xlsx()], ids=["plain", "own template"])
def test_it_comes_back_through_libreoffice(actor, agreed, out, office, template):
    def answer(book):
        for sheet in book:
            for line in sheet.iter_rows():
                for cell in line:
                    if cell.value in {"相手方の回答", "相手方の同意"}:
                        reply = "一部適合" if cell.value == "相手方の回答" else "同意する"
                        start = cell.row + 1
                        for row in range(start, start + 3):
                            sheet.cell(row, cell.column, reply)
                            sheet.cell(row, cell.column + 1 + (sheet.title == "分界"), "=説明\n二行目")
                            sheet.cell(row, cell.column + 1 + (sheet.title == "分界")).data_type = "s"

    data = office(edited(office(out(agreed, template)), answer))
    read = annex_reading.read(agreed, data, "別紙.xlsx")
    parts = {"requirements", "split"} if template else {"requirements", "split", "items"}
    assert {part for part, _key in read.answers} == parts
    (first, *_) = queries.requirement_lists(agreed)[0].lines
    answer = read.answers["requirements", first["id"]]
    assert (answer.reply, answer.words.split()) == ("partly", ["=説明", "二行目"])


def test_a_template_that_leaves_a_table_out_is_read_without_it(actor, agreed, out):
    data = out(agreed, template_xlsx())
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book["sekisho"].sheet_state == "hidden"
    named = [one.sqref for one in book["様式第8号"].data_validations.dataValidation]
    assert [str(one) for one in named] == [f"E4:E{3 + len(queries.requirement_lists(agreed)[0].lines)}"]
    sheet = book["様式第8号"]
    sheet["E4"] = "適合"
    made = io.BytesIO()
    book.save(made)
    read = annex_reading.read(agreed, made.getvalue(), "別紙.xlsx")
    assert len(read.answers) == 1
    again = out(agreed, data)  # an annex used as a template brings one hidden sheet, not two
    assert openpyxl.load_workbook(io.BytesIO(again)).sheetnames.count("sekisho") == 1


def test_the_page_shows_what_it_read_and_writes_only_after_consent(signed_in, agreed, out):
    client = signed_in("manager")
    url = {
        name: reverse(f"agreements:contract_annex_{name}", args=[agreed.pk])
        for name in ("answers", "take_in", "agree")
    }
    assert "まだ書き出していません" in client.get(url["answers"]).content.decode()
    sent = client.get(reverse("agreements:contract_annex", args=[agreed.pk, "xlsx"])).content

    def objects(book):
        sheet = book[SPLIT]
        sheet.cell(row_of(sheet, "12.3.1"), 5, "同意しない")
        sheet.cell(row_of(sheet, "12.3.1"), 7, "<b>できない</b>")

    shown = client.post(url["take_in"], {"file": SimpleUploadedFile("別紙.xlsx", filled(sent, objects))})
    text = shown.content.decode()
    assert "まだ何も書き込んでいません" in text
    assert "同意がありません" in text
    assert "&lt;b&gt;できない&lt;/b&gt;" in text
    assert AnnexAnswers.objects.count() == 0
    given = {"version": 0, "digest": shown.context["form"].initial["digest"], "filename": "別紙.xlsx"}
    assert client.post(url["agree"], given | {"by_name": ""}).status_code == 422
    client.post(url["agree"], given | {"by_name": "東西印刷 山本"})
    assert AnnexAnswers.objects.get().by_name == "東西印刷 山本"
    page = client.get(url["answers"]).content.decode()
    assert "行う者に同意のない項目が1件あります" in page
    split = client.get(reverse("agreements:contract_split", args=[agreed.pk])).content.decode()
    assert "決め直すまで未決に数えます" in split
    again = client.post(url["agree"], given | {"digest": "../x", "by_name": "x"})
    assert again.status_code == 302
    hostile = SimpleUploadedFile("別紙.xlsx", b"PK\x03\x04 nothing")
    assert client.post(url["take_in"], {"file": hostile}).status_code == 422


def test_who_sees_the_page_and_who_may_upload(signed_in, agreed):
    page = reverse("agreements:contract_annex_answers", args=[agreed.pk])
    upload = reverse("agreements:contract_annex_take_in", args=[agreed.pk])
    for key, seen, sent in (("staff", 200, 403), ("auditor", 200, 403), ("staff2", 404, 403)):
        client = signed_in(key)
        assert client.get(page).status_code == seen, key
        assert client.get(upload).status_code == sent, key


def test_many_versions_cost_no_more_queries(signed_in, actor, agreed, out):
    data, client = out(agreed), signed_in("staff")
    page = reverse("agreements:contract_annex_answers", args=[agreed.pk])
    counted = []
    for number in range(4):
        words = f"その{number}"
        take(
            actor,
            agreed,
            filled(data, lambda book, words=words: book[NEEDS].__setitem__("F3", words)),
            number,
        )
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        counted.append(len(asked))
    assert counted[3] == counted[1] <= 30


def test_a_program_reads_first_and_takes_in_by_digest(signed_in, agreed, out):
    client, root = signed_in("manager"), f"/api/v1/agreements/contract/{agreed.pk}/annex"
    data = filled(out(agreed), lambda book: book[SPLIT].cell(row_of(book[SPLIT], "9.2.1"), 6, "利用者"))
    bad = client.post(f"{root}/read", {"file": SimpleUploadedFile("別紙.xlsx", data)}).json()
    assert [one["where"].partition("　")[2] for one in bad["problems"]] == ["9.2.1"]
    good = client.post(f"{root}/read", {"file": SimpleUploadedFile("別紙.xlsx", filled(out(agreed)))}).json()
    assert (good["problems"], good["version"], good["reworded"]) == ([], 0, [])
    assert good["tables"]["split"][0]["reply"] == "agreed"
    assert AnnexAnswers.objects.count() == 0
    given = {"digest": good["digest"], "version": 0, "by_name": "山本"}
    taken = client.post(f"{root}/answers", given, content_type="application/json")
    assert (taken.status_code, taken.json()["annex"]) == (200, 1)
    assert client.post(f"{root}/answers", given, content_type="application/json").status_code == 409
    assert [one["number"] for one in client.get(f"{root}/answers").json()] == [1]
    assert (
        signed_in("staff").post(f"{root}/answers", given, content_type="application/json").status_code == 403
    )


def test_a_file_taken_in_before_does_not_come_back_over_newer_answers(actor, agreed, out):
    data = out(agreed)
    first = filled(data)
    take(actor, agreed, first)
    take(actor, agreed, filled(data, lambda book: book[NEEDS].cell(FIRST, 5, "不適合")), version=1)
    unmet = facts(agreed)["requirements_unmet"]
    assert unmet == 1
    with pytest.raises(Conflict, match="もう取り込んであります"):
        take(actor, agreed, first, version=2)
    assert facts(agreed)["requirements_unmet"] == unmet


def test_an_answer_to_an_older_annex_does_not_come_over_one_to_a_newer(actor, agreed, out):
    first = out(agreed)
    actions.decide_line(actor("staff"), agreed, control="12.3.1", party="user", n=1)

    def objects(book):
        sheet = book[SPLIT]
        sheet.cell(row_of(sheet, "9.2.1"), 5, "同意しない")
        sheet.cell(row_of(sheet, "9.2.1"), 7, "できない")
        book[NEEDS]["E3"], book[NEEDS]["F3"] = "不適合", "できない"

    take(actor, agreed, filled(out(agreed), objects))
    before = facts(agreed)
    assert (before["requirements_unmet"], before["responsibility_undecided"]) == (1, 1)
    with pytest.raises(Conflict, match="新しい別紙"):
        take(actor, agreed, filled(first), version=1)
    assert facts(agreed) == before


def test_proposals_taken_as_a_whole_settle_no_objection(actor, contract, out):
    row = contract()
    actions.set_requirements(actor("staff"), row, version=0)
    actions.begin_split(actor("staff"), row, model="outsourcing")
    proposals = {
        one.control.id: one.proposal.value for one in split_queries.split_lines(split_queries.split_of(row))
    }
    labels = {"user": "利用者", "provider": "提供者", "both": "両方"}
    (same, other, *_) = proposals
    contrary = "user" if proposals[other] != "user" else "provider"

    def names(book):
        sheet = book[SPLIT]
        for line in range(FIRST, sheet.max_row + 1):
            sheet.cell(line, 5).value = None
        for control, party in ((same, proposals[same]), (other, contrary)):
            sheet.cell(row_of(sheet, control), 6, labels[party])

    take(actor, row, edited(filled(out(row)), names))
    actions.accept_proposals(actor("staff"), row)
    (left,) = [one for one in split_queries.split_lines(split_queries.split_of(row)) if one.objection]
    assert (left.control.id, left.party, left.objection["party"]) == (other, "undecided", contrary)
    assert facts(row)["responsibility_undecided"] == 1
    with pytest.raises(Conflict, match="相手方が同意していない"):
        actions.accept_proposals(actor("staff"), row)
