"""The pages of what is agreed: each opens, says where things stand, and costs few queries."""

import datetime as dt
import io

import openpyxl
import pytest
from answering import all_yes
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.server.agreements import actions, queries, questionnaire_queries
from sekisho.server.agreements.annex_models import AnnexTemplate
from sekisho.server.agreements.models import Questionnaire, ResponsibilitySplit
from sekisho.server.applications import actions as applications
from sekisho.server.applications import blobs
from sekisho.server.ui import tables


def shown(client, name, *args, status=200, **query):
    answer = client.get(reverse(f"agreements:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_requirements_are_proposed_set_and_edited_on_the_page(signed_in, service):
    row, client = service(), signed_in("staff")
    page = shown(client, "service_requirements", row.pk)
    assert "要件の案" in page
    assert "暗号化必須" in page
    client.post(reverse("agreements:service_requirements_set", args=[row.pk]), {"version": 0})
    page = shown(client, "service_requirements", row.pk)
    assert "要件の一覧（第1版）" in page
    url = reverse("agreements:service_requirement_remove", args=[row.pk, "R-1003"])
    assert "暗号化必須の情報" in client.get(url).content.decode()
    assert client.post(url, {"version": 1, "reason": ""}).status_code == 422
    assert client.post(url, {"version": 1, "reason": "媒体では渡さない"}).status_code == 302
    assert "外した要件" in shown(client, "service_requirements", row.pk)
    add = reverse("agreements:service_requirement_add", args=[row.pk])
    typed = {"version": 2, "heading": "9", "text": "貸与端末", "question": "方法は", "reason": "決まり"}
    assert client.post(add, typed).status_code == 302
    assert "課で加えた要件" in shown(client, "service_requirements", row.pk)
    assert (
        client.get(reverse("agreements:service_requirement_remove", args=[row.pk, "R-0000"])).status_code
        == 404
    )


def test_a_list_from_which_everything_was_removed_stays_empty(signed_in, actor, service):
    row = service(confidentiality=1)
    kept = actions.set_requirements(actor("staff"), row, version=0)
    for line in kept.lines:
        version = queries.requirement_lists(row)[0].number
        actions.remove_requirement(actor("staff"), row, version=version, line=line["id"], reason="要らない")
    page = shown(signed_in("staff"), "service_requirements", row.pk)
    assert "今の事実からは、求める要件がありません" in page
    assert page.count("要らない") >= len(kept.lines)


def test_the_table_is_filled_line_by_line(signed_in, service):
    row, client = service(), signed_in("staff")
    assert "責任分界表を始める" in shown(client, "service_split", row.pk)
    client.post(reverse("agreements:service_split_begin", args=[row.pk]), {"model": "saas"})
    url = reverse("agreements:service_split_line", args=[row.pk])
    answer = client.post(url, {"control": "9.2.1", "party": "nobody", "note": "相談中", "n": 0})
    page = answer.content.decode()
    assert "だれも行わない 1" in page
    assert "EXT-047" in page
    assert 'id="n-9-2-1"' in page
    assert 'value="1"' in page
    told = client.post(url, {"control": "9.2.1", "party": "user", "n": 0}).content.decode()
    assert "先に決めました" in told.split('id="told-9-2-1"')[1].split("</span>")[0]
    assert "n-9-2-1" not in told
    assert "9.2.1" in shown(client, "service_split", row.pk, show="nobody")
    assert ResponsibilitySplit.objects.get().nobody == 1
    seen = client.get(reverse("ledgers:service", args=[row.pk])).content.decode()
    assert "だれも行わない 1" in seen
    auditor = shown(signed_in("auditor"), "service_split", row.pk)
    assert "<select" not in auditor
    assert row.name in shown(client, "splits")


def test_contract_items_are_kept_with_their_places(signed_in, contract):
    row, client = contract(), signed_in("staff")
    url = reverse("agreements:contract_items", args=[row.pk])
    assert "まだ確かめていません" in client.get(url).content.decode()
    refused = client.post(url, {"version": 0, "state-audit": "written"})
    assert refused.status_code == 422
    assert "どこにあるか" in refused.content.decode()
    assert (
        client.post(url, {"version": 0, "state-audit": "written", "place-audit": "第9条"}).status_code == 302
    )
    page = client.get(url).content.decode()
    assert "第9条" in page
    assert "14項目が足りません" in page
    assert "14項目が足りません" in client.get(reverse("ledgers:contract", args=[row.pk])).content.decode()


def test_a_questionnaire_is_made_sent_shown_and_confirmed(signed_in, actor, service):
    row = service()
    actions.set_requirements(actor("staff"), row, version=0)
    client, manager = signed_in("staff"), signed_in("manager")
    made = client.post(
        reverse("agreements:service_questionnaire_new", args=[row.pk]), {"title": "要件の確認"}
    )
    one = Questionnaire.objects.get()
    assert made["Location"] == reverse("agreements:questionnaire", args=[one.pk])
    page = shown(client, "questionnaire", one.pk)
    assert "質問を確かめて送る" in page
    assert reverse("agreements:send", args=[one.pk]) not in page
    assert reverse("agreements:send", args=[one.pk]) in shown(manager, "questionnaire", one.pk)
    typed = {"version": 1, "contact": "山本様", "due_on": "20991231", "by_link": "link"}
    assert manager.post(reverse("agreements:send", args=[one.pk]), typed).status_code == 422
    due = timezone.localdate().isoformat()
    answer = manager.post(reverse("agreements:send", args=[one.pk]), typed | {"due_on": due})
    assert answer["Cache-Control"] == "no-store"
    assert "/agreements/answer/" in answer.content.decode()
    link = questionnaire_queries.open_link(one, timezone.now())
    actions.answer_as_guest(
        link, questionnaire_queries.asked(one).digest, all_yes(one), by_name="東西クラウド 山本"
    )
    assert "回答を確かめる" in shown(manager, "questionnaire", one.pk)
    one.refresh_from_db()
    url = reverse("agreements:confirm", args=[one.pk])
    assert manager.post(url, {"version": one.version, "note": "足りる"}).status_code == 302
    assert "回答を確かめました" in shown(manager, "questionnaire", one.pk)
    firm = manager.get(reverse("ledgers:contractor", args=[one.firm_id])).content.decode()
    assert one.number in firm


TELLS = "情報セキュリティ管理者（課長）か情報政策課がします"


def test_who_sends_takes_in_and_confirms_is_named_and_told_to_the_clerk(signed_in, sent, actor, service):
    row = service()
    actions.set_requirements(actor("staff"), row, version=0)
    draft = actions.make_questionnaire(actor("staff"), row, title="確認")
    annexes = reverse("agreements:service_annex_answers", args=[row.pk])
    clerk, head = signed_in("staff"), signed_in("manager")
    assert clerk.get(annexes + "file.xlsx").status_code == 200
    for url in (reverse("agreements:questionnaire", args=[draft.pk]), annexes):
        told, page = clerk.get(url).content.decode(), head.get(url).content.decode()
        assert f"{row.section.name}の情報セキュリティ管理者" in told, url
        assert f"{row.section.name}の担当者" not in told, url
        assert (TELLS in told, TELLS in page) == (True, False), url


def test_the_list_narrows_goes_out_as_files_and_costs_the_same_whatever_its_length(
    signed_in, asked, sent, service
):
    row, _ = sent(asked(service(name="一つ目")))
    client = signed_in("manager")
    with CaptureQueriesContext(connection) as one:
        assert row.number in shown(client, "list")
    for number in range(4):
        asked(service(name=f"サービス{number}"), title=f"=確認{number}")
    with CaptureQueriesContext(connection) as many:
        shown(client, "list")
    assert len(one) == len(many)
    narrowed = shown(client, "list", state="sent")
    assert row.number in narrowed
    assert "=確認0" not in narrowed
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("agreements:export", args=["xlsx"])).content))
    titles = [line[1].value for line in book.active.iter_rows(min_row=2)]
    assert "'=確認0" in titles
    text = client.get(reverse("agreements:export", args=["csv"])).content.decode("utf-8-sig")
    assert "'=確認0" in text
    assert client.get(reverse("agreements:export", args=["doc"])).status_code == 404


def test_an_application_shows_what_its_own_facts_require(signed_in, actor, asset, city):
    held = asset(restrictions=["no_copy"])
    answers = {"name": "まちの窓口", "service_kind": "cloud", "is_cloud": True, "asset_ids": [held.pk]}
    row = applications.start(actor("staff"), answers=answers)
    client = signed_in("staff")
    assert reverse("agreements:application_requirements", args=[row.pk]) in shown_at(
        client, reverse("applications:detail", args=[row.pk])
    )
    page = shown(client, "application_requirements", row.pk)
    assert "R-0803" in page
    assert "R-1003" not in page
    book = client.get(reverse("agreements:application_annex", args=[row.pk, "xlsx"]))
    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames == ["表紙", "セキュリティ要件"]
    assert client.get(reverse("agreements:application_annex", args=[row.pk, "docx"])).status_code == 200
    assert client.get(reverse("agreements:application_annex", args=[row.pk, "pdf"])).status_code == 404
    other = signed_in("staff2")
    for name, more in (("application_requirements", ()), ("application_annex", ("docx",))):
        assert other.get(reverse(f"agreements:{name}", args=[row.pk, *more])).status_code == 404


def shown_at(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", ["detail", "send", "withdraw", "cancel", "confirm", "revise", "earlier"])
def test_another_section_reaches_no_page_of_a_questionnaire(signed_in, sent, name):
    row, _ = sent()
    client = signed_in("manager2")
    route = "questionnaire" if name == "detail" else name
    url = reverse(f"agreements:{route}", args=[row.pk])
    given = {"version": row.version, "reason": "x", "note": "x"}
    assert client.post(url, given).status_code == 404
    row.refresh_from_db()
    assert row.state == "sent"


def test_a_template_is_taken_in_shown_and_retired_by_those_who_may(signed_in, city):
    book = openpyxl.Workbook()
    book.active["A1"] = "{{件名}}"
    out = io.BytesIO()
    book.save(out)
    url = reverse("agreements:templates")
    policy = signed_in("policy")
    assert "ひな形を登録する" not in signed_in("staff").get(url).content.decode()
    upload = SimpleUploadedFile("別紙.xlsx", out.getvalue())
    assert signed_in("manager").post(url, {"file": upload}).status_code in {403, 422}
    upload.seek(0)
    assert policy.post(url, {"file": upload}).status_code == 302
    row = queries.template_in_use("xlsx")
    assert policy.get(reverse("agreements:template_file", args=[row.pk])).content == out.getvalue()
    policy.post(reverse("agreements:template_retire", args=[row.pk]))
    assert queries.template_in_use("xlsx") is None


def test_every_table_of_responsibilities_and_template_stands_on_some_page(
    signed_in, service, city, monkeypatch
):
    monkeypatch.setattr(tables, "PER_PAGE", 2)
    for number in range(3):
        row = service(f"地図{number}")
        ResponsibilitySplit.make(service=row, model="saas", undecided=9 - number)
        AnnexTemplate.make(
            name=f"ひな形{2 - number}.docx", kind="docx", file="0" * 64, made_by=city.people["policy"],
            retired_on=dt.date(2026, 4, 1),
        )  # fmt: skip
    client = signed_in("policy")
    for name, last in (("splits", "地図2"), ("templates", "ひな形2.docx")):
        first, second = (
            client.get(reverse(f"agreements:{name}"), {"page": page}).content.decode() for page in (1, 2)
        )
        assert (last in first, last in second) == (False, True)
        assert 'rel="next" href="?page=2"' in first
    oldest = AnnexTemplate.objects.get(name="ひな形2.docx")
    oldest.file = blobs.put(b"old")
    oldest.save()
    assert client.get(reverse("agreements:template_file", args=[oldest.pk])).content == b"old"
