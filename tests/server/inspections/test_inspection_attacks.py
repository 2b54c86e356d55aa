"""自己点検, 監査, 指摘 under attack: strangers, forms sent twice, texts that a database does not write."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sekisho.errors import BadInput, Conflict, Refused
from sekisho.server.accounts.models import Post
from sekisho.server.catalogues import runs
from sekisho.server.catalogues.actions import set_local_clauses
from sekisho.server.inspections import actions, audit_views, queries
from sekisho.server.inspections.models import Answer, Finding, Sample, Sheet
from sekisho.terms import FindingGrade, Role

DUE = dt.date(2099, 3, 31)
NUL = "\x00"


def test_a_stranger_learns_nothing_from_a_stale_version(finding, campaign, actor, city):
    row = finding()
    sheet = Sheet.objects.get(campaign=campaign(), section=city.sections["税務課"])
    with pytest.raises(Refused):
        actions.plan(actor("staff2"), row.pk, 99, what="x", who="y", due=DUE)
    with pytest.raises(Refused):
        actions.submit_sheet(actor("staff2"), sheet.pk, 99)


def test_a_sample_and_a_finding_sent_twice_are_recorded_once(audit, actor, violated, city):
    pk = audit().pk
    asked = {"clause": violated[1], "size": 3, "seed": "20261001"}
    actions.draw_sample(actor("auditor"), pk, **asked)
    with pytest.raises(Conflict, match="もう記録されています"):
        actions.draw_sample(actor("auditor"), pk, **asked)
    actions.draw_sample(actor("auditor"), pk, **asked | {"seed": "20261002"})
    assert Sample.objects.count() == 2
    found = {
        "section": city.sections["税務課"], "clause": violated[1], "grade": FindingGrade.OBSERVATION,
        "facts": "置いている", "named": [f"service:{violated[0].pk}"],
    }  # fmt: skip
    actions.record_finding(actor("auditor"), pk, **found)
    with pytest.raises(Conflict, match="もう記録されています"):
        actions.record_finding(actor("auditor"), pk, **found)
    assert Finding.objects.count() == 1


@pytest.mark.parametrize("text", [f"a{NUL}b", "長" * 2001])
def test_a_text_no_database_writes_is_refused(finding, campaign, actor, city, signed_in, text):
    row = finding()
    with pytest.raises(BadInput):
        actions.plan(actor("staff"), row.pk, 1, what=text, who="青木", due=DUE)
    with pytest.raises(BadInput):
        actions.plan(actor("staff"), row.pk, 1, what="減らす", who=text[:61], due=DUE)
    sheet = Sheet.objects.get(campaign=campaign(), section=city.sections["税務課"])
    clause = Answer.objects.filter(sheet=sheet).first().clause
    typed = {"clause": clause, "answer": "done", "text": text}
    signed_in("staff").post(reverse("inspections:draft", args=[sheet.pk]), typed)
    assert Answer.objects.get(sheet=sheet, clause=clause).answer == ""


def test_an_answer_that_comes_too_late_is_said_on_the_page(campaign, answered, actor, signed_in):
    sheet = Sheet.objects.get(campaign=campaign(sections=("税務課",)))
    answered(sheet)
    actions.submit_sheet(actor("manager"), sheet.pk, 1)
    clause = Answer.objects.filter(sheet=sheet).first().clause
    typed = {"clause": clause, "answer": "done", "text": "あとから"}
    answer = signed_in("staff").post(reverse("inspections:draft", args=[sheet.pk]), typed)
    assert (answer.status_code, "提出済み" in answer.content.decode()) == (200, True)


def test_a_sheet_is_submitted_once(campaign, answered, signed_in):
    sheet = Sheet.objects.get(campaign=campaign(sections=("税務課",)))
    answered(sheet)
    client, place = signed_in("manager"), reverse("inspections:submit", args=[sheet.pk])
    first = client.post(place, {"version": 1}, headers={"HX-Request": "true"})
    assert first.headers["HX-Redirect"] == reverse("inspections:sheet", args=[sheet.pk])
    client.post(place, {"version": 1})
    client.post(place, {"version": 2})
    assert Sheet.objects.get(pk=sheet.pk).version == 2


def test_an_auditor_does_not_verify_an_improvement_of_their_own_section(finding, actor, asked, city):
    row = finding(clause=asked[0], named=[])
    actions.plan(actor("staff"), row.pk, 1, what="名簿を作る", who="青木", due=DUE)
    actions.finish(actor("staff"), row.pk, 2, note="作った")
    Post.objects.filter(person=city.people["auditor"]).update(section=city.sections["税務課"])
    with pytest.raises(Refused, match="自分の所属する課"):
        actions.verify(actor("auditor"), row.pk, 3, note="見た")


@pytest.mark.parametrize(
    ("name", "data"),
    [("名簿.pdf", b"MZ\x90"), ("名簿.html", b"<script>"), ("x.zip", b"PK\x03\x04"), ("空.txt", b"")],
)
def test_a_hostile_file_is_refused(campaign, signed_in, city, name, data):
    sheet = Sheet.objects.get(campaign=campaign(), section=city.sections["税務課"])
    clause = Answer.objects.filter(sheet=sheet).first().clause
    place = reverse("inspections:attach", args=[sheet.pk, clause])
    assert signed_in("staff").post(place, {"file": SimpleUploadedFile(name, data)}).status_code == 422
    assert Answer.objects.get(sheet=sheet, clause=clause).file == ""
    assert signed_in("staff2").post(place, {"file": SimpleUploadedFile(name, data)}).status_code == 404


def test_a_nul_in_a_draft_is_refused_in_words(campaign, signed_in):
    sheet = campaign().sheets.get(section__name="税務課")
    answer = signed_in("staff").post(
        f"/inspections/sheets/{sheet.pk}/draft", {"clause": "\x00", "answer": "done"}
    )
    assert answer.status_code == 422
    assert "制御文字" in answer.content.decode()


def test_a_report_holds_only_the_samples_of_sections_one_may_export(also, actor, audit, service, violated):
    hidden = service("市民課の秘密", section="市民課")
    runs.judge_all()
    both = also("manager", "情報政策課", Role.SYSTEM_MANAGER)
    row = audit(sections=("税務課", "市民課"))
    actions.draw_sample(actor("auditor"), row.pk, clause=violated[1], size=9, seed="x")

    def told(*, leaving):
        ((_sample, things),) = audit_views.context(both, row, leaving=leaving)["samples"]
        return {one["label"] for one in things}

    assert str(hidden) in told(leaving=False)
    assert told(leaving=True) == {one for one in told(leaving=False) if one != str(hidden)}


LOCAL = """\
clauses:
  - id: LOC-002
    title: 窓口の端末に覆いを付ける
    summary: 来庁者から画面が見えないように、窓口の端末に覆いを付ける。
    source: {document: local, section: "1", page: 1, heading: 自団体の決まり}
    level: local
    confirmed: true
    responsible: manager
    kinds: []
    evidence: [写真]
    machine: false
    refs: []
"""


def test_a_question_whose_clause_was_taken_away_stands_in_nobodys_way(campaign, asked, actor, city):
    set_local_clauses(actor("general"), text=LOCAL)
    row = campaign(clauses=[*asked, "LOC-002"], sections=("税務課",))
    sheet = Sheet.objects.get(campaign=row)
    set_local_clauses(actor("general"), text="")
    for clause in asked:
        actions.save_answer(actor("staff"), sheet.pk, clause, answer="done", text="名簿と照らした")
    assert [one.clause.id for one in queries.lines(sheet)] == asked
    sheet.refresh_from_db()
    assert actions.submit_sheet(actor("manager"), sheet.pk, sheet.version).submitted_at is not None
    actions.close_campaign(actor("policy"), row.pk, row.version)
