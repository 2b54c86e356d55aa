"""The screens, the paper and the API of the breach question, in both languages."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.server.incidents import outside, queries
from sekisho.server.incidents.outside import Medium, Site
from sekisho.server.ledgers import actions
from sekisho.server.ledgers.models import Contract
from sekisho.terms import CustodyState

PAGE, PAPER = "/incidents/breach/", "/incidents/breach.pdf"
API = "/api/v1/incidents/breach"


def shown(client, words):
    return client.get(PAGE, {"words": words})


def test_the_page_answers_one_field(signed_in, add_contract, add_asset, enter_service):
    add_contract("R8-001")
    enter_service("まちの窓口", assets=[add_asset()])
    answer = shown(signed_in("csirt"), "みのり")
    page = answer.content.decode()
    assert answer.status_code == 200
    for told in (
        "㈱みのり印刷",
        "R8-001",
        "まちの窓口",
        "6,300",
        "7,800",
        "上野 恵",
        "鈴木 昭",
        "速報",
    ):
        assert told in page, told
    assert f"{PAPER}?words=" in page


def test_before_the_question_nothing_is_answered(signed_in):
    page = signed_in("csirt").get(PAGE).content.decode()
    assert "台帳には見つかりません" not in page
    assert "知らせる相手と期限" not in page


def test_nothing_found_says_how_to_go_on(signed_in, add_contract):
    add_contract("R8-001")
    page = shown(signed_in("csirt"), "どこにもない").content.decode()
    assert "台帳には見つかりません" in page
    assert PAPER not in page


def test_a_wrong_number_is_told_at_the_field(signed_in):
    answer = shown(signed_in("csirt"), "1234567890123")
    assert answer.status_code == 422
    assert "検査用数字が合いません" in answer.content.decode()


def test_a_head_of_section_without_a_share_is_told_whom_to_ask(signed_in, add_contract):
    add_contract("R8-001", "税務課")
    page = shown(signed_in("manager2"), "みのり").content.decode()
    assert "R8-001" not in page
    assert "あなたが受け持つ課には、契約もサービスもありません" in page


def test_the_question_writes_nothing(signed_in, add_contract):
    add_contract("R8-001")
    client = signed_in("csirt")
    with CaptureQueriesContext(connection) as seen:
        shown(client, "みのり")
    wrote = [
        one["sql"] for one in seen if one["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert wrote == []


def test_the_paper_is_a_pdf(signed_in, add_contract):
    add_contract("R8-001")
    answer = signed_in("csirt").get(PAPER, {"words": "みのり"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("words", ["みのり", "どこにもない"])
def test_the_page_speaks_english(signed_in, add_contract, words):
    add_contract("R8-001")
    client = signed_in("csirt")
    client.cookies["django_language"] = "en"
    page = shown(client, words).content.decode()
    assert "Investigate a leak" in page
    for japanese in ("漏えい", "期限を過ぎた", "知らせる", "確かめる"):
        assert japanese not in page, japanese


def test_the_breach_says_of_data_outside_what_its_ledger_says(signed_in, add_contract):
    add_contract("R8-001", ends=dt.date(2031, 3, 31), return_due=dt.date(2031, 3, 31))
    page = shown(signed_in("csirt"), "みのり").content.decode()
    assert CustodyState.OUT.label == "相手の手元にある"
    assert "相手の手元にある" in page
    assert "手元にない" not in page


def test_the_api_says_the_same(signed_in, add_contract):
    add_contract("R8-001")
    answer = signed_in("csirt").get(API, {"words": "みのり"}).json()
    assert [one["number"] for one in answer["contracts"]] == ["R8-001"]
    assert answer["people"] == {"low": 6300, "high": 6300, "high_if_kept": 6300}
    assert signed_in("csirt").get(API, {"words": ""}).status_code == 422
    assert signed_in("committee").get(API, {"words": "みのり"}).status_code == 403


def test_the_api_leaves_nothing_of_the_answer_out(signed_in, actor, add_contract, monkeypatch):
    row = add_contract("R8-001")
    out = Medium("USB 014", "納税の名簿", "作業員", dt.date(2026, 6, 30))
    site = Site(row.pk, "作業室", "さくら市1-1", "みのり印刷", "税務課", (out,))
    monkeypatch.setattr(outside, "_sources", [lambda _contracts, _day: [site]])
    told = signed_in("csirt").get(API, {"words": "みのり"}).json()
    assert set(told) == set(queries.breach(actor("csirt"), "みのり", timezone.localdate()).in_parts())
    assert told["places"] == [
        {
            "place": "作業室",
            "address": "さくら市1-1",
            "firm": "みのり印刷",
            "section": "税務課",
            "media_out": [{"what": "USB 014", "data": "納税の名簿", "due": "2026-06-30"}],
        }
    ]


def test_the_search_leads_to_the_question(signed_in, firm):
    found = signed_in("csirt").get(reverse("search"), {"q": "ミノリ"}).content.decode()
    assert f"{PAGE}?words={firm.corporate_number}" in found
    assert PAGE not in signed_in("committee").get(reverse("search"), {"q": "ミノリ"}).content.decode()


def test_a_name_is_shown_as_text(signed_in, add_contract):
    row = add_contract("R8-001")
    Contract.objects.filter(pk=row.pk).update(title="<script>alert(1)</script>")
    page = shown(signed_in("csirt"), "みのり").content.decode()
    assert "<script>alert(1)" not in page


def test_nothing_found_leads_to_a_case_without_a_firm(signed_in, firm):
    new = f'href="{reverse("incidents:new")}"'
    assert new in shown(signed_in("csirt"), "どこにもない").content.decode()
    assert new not in shown(signed_in("auditor"), "どこにもない").content.decode()
    assert new not in shown(signed_in("csirt"), "みのり").content.decode()


def test_words_that_mean_several_firms_offer_each_alone(signed_in, actor, add_contract, firm):
    other = actions.add_contractor(actor("policy"), name="みのり運輸＆倉庫")
    add_contract("R8-001")
    add_contract("R8-002", "市民課", contractor=other)
    client = signed_in("csirt")
    page = shown(client, "みのり").content.decode()
    assert "2社を合わせて答えています" in page
    alone = [f"{PAGE}?words={firm.corporate_number}", f"{PAGE}?{urlencode({'words': other.name})}"]
    for url in alone:
        assert f'href="{url}"' in page
        assert "合わせて答えています" not in client.get(url).content.decode()
    paper = shown(client, "みのり").context
    assert len(paper["several"]) == 2
    confirm = client.get(reverse("incidents:open"), {"words": "みのり"}).content.decode()
    assert "2社を合わせて答えています" in confirm
    for url in alone:
        assert f'href="{reverse("incidents:open")}?{url.partition("?")[2]}"' in confirm


def test_an_unknown_greatest_number_is_told_in_a_sentence(signed_in, add_contract):
    add_contract("R8-001", person_count=None)
    page = shown(signed_in("csirt"), "みのり").content.decode()
    assert "最大 上は不明" not in page
    assert "返還・消去が確かでない場合の最大は不明" in page
