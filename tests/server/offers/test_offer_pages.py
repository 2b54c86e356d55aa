"""配布 on the pages and over the API: either side sees what is meant for it, and no more."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from test_offering import CLAUSE, workbook

from sekisho.server.accounts.tenancy import in_body
from sekisho.server.agreements import actions as agreements
from sekisho.server.catalogues.actions import set_local_clauses
from sekisho.server.catalogues.queries import local_clauses
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.offers import details, queries
from sekisho.server.offers.models import Offer, TakenOffer
from sekisho.terms import OfferKind


def page(client, name, *args):
    return client.get(reverse(f"offers:{name}", args=args))


def text(answer):
    return answer.content.decode()


def test_a_prefecture_offers_on_the_page_and_sees_how_far_it_came(ken_client, signed_in, ken):
    assert "まだ配布していません" in text(page(ken_client, "list"))
    assert text(page(ken_client, "new", "clauses")).count("<textarea") == 2
    assert page(ken_client, "new", "nothing").status_code == 404
    wrong = ken_client.post(
        reverse("offers:new", args=["clauses"]), {"title": "x", "text": "a", "version": 0}
    )
    assert wrong.status_code == 422
    given = {"title": "国外に置かない", "note": "<b>共通</b>", "text": CLAUSE, "version": 0}
    ken_client.post(reverse("offers:new", args=["clauses"]), given)
    row = ken(lambda _one: Offer.objects.get())
    shown = text(page(ken_client, "detail", row.pk))
    assert "まだ確かめていない" in shown
    assert "&lt;b&gt;共通&lt;/b&gt;" in shown

    city = signed_in("general")
    seen = text(page(city, "detail", row.pk))
    assert "これまでの判定0件のうち、0件が変わります" in seen
    assert "国外に置かない" in text(page(city, "list"))
    refused = city.post(reverse("offers:take", args=[row.pk]), {"shown": "0" * 64}, follow=True)
    assert "見せた内容と、今取り込むものが違います" in text(refused)
    consent = page(city, "detail", row.pk).context["shown"]
    assert "配布を取り込みました" in text(
        city.post(reverse("offers:take", args=[row.pk]), {"shown": consent}, follow=True)
    )
    assert "KEN-001" in local_clauses().text
    assert "1 / 1" in text(page(ken_client, "list"))

    again = page(ken_client, "next", row.pk)
    assert again.context["form"].initial["text"] == CLAUSE
    sent = given | {"text": CLAUSE.replace("KEN-001", "KEN-002"), "version": 1}
    ken_client.post(reverse("offers:next", args=[row.pk]), sent)
    assert "新しい版があります" in text(page(city, "list"))
    newest = ken(lambda _one: Offer.objects.first())
    differs = text(page(city, "detail", newest.pk))
    assert "取り込んだ版との違い" in differs
    assert "KEN-002 国外に置くサービスには機密性2以上を置かない" in differs
    ken_client.post(reverse("offers:withdraw", args=[newest.pk]))
    assert "県が取り下げた" in text(page(city, "list"))
    assert page(city, "detail", newest.pk).status_code == 404


def test_a_clause_that_cannot_be_read_is_refused_with_its_line(ken_client):
    bad = "clauses:\n  - id: KEN-001\n    title: x\n"
    given = {"title": "x", "text": bad, "version": 0}
    answer = ken_client.post(reverse("offers:new", args=["clauses"]), given)
    assert answer.status_code == 422
    (reason,) = answer.context["form"].non_field_errors()
    assert reason.startswith("2行目：項目「")
    assert "この行からの記載を直してください" in reason


def test_a_template_is_looked_at_before_it_is_taken(ken_client, signed_in, ken):
    upload = SimpleUploadedFile("共通.xlsx", workbook())
    ken_client.post(reverse("offers:new", args=["template"]), {"title": "様式", "version": 0, "file": upload})
    row, city = ken(lambda _one: Offer.objects.get()), signed_in("general")
    assert page(city, "file", row.pk).content == workbook_of(page(ken_client, "file", row.pk))
    hostile = SimpleUploadedFile("共通.xlsx", b"PK\x03\x04 nothing")
    answer = ken_client.post(
        reverse("offers:new", args=["template"]), {"title": "様式", "version": 0, "file": hostile}
    )
    assert answer.status_code == 422


def workbook_of(answer):
    assert answer.content.startswith(b"PK")
    return answer.content


def test_a_requirement_taken_is_added_by_a_person_with_its_origin(signed_in, actor, offered, city):
    row = offered(OfferKind.REQUIREMENTS)
    client = signed_in("general")
    assert page(client, "file", row.pk).status_code == 404
    consent = page(client, "detail", row.pk).context["shown"]
    client.post(reverse("offers:take", args=[row.pk]), {"shown": consent})
    firm = ledgers.add_contractor(actor("policy"), name="東西印刷")
    contract = ledgers.add_contract(
        actor("policy"), number="R8-001", title="印刷", section=city.sections["税務課"], contractor=firm,
        starts=row.published_at.date(), ends=row.published_at.date(), confidentiality=3, person_count=10,
    )  # fmt: skip
    agreements.set_requirements(actor("staff"), contract, version=0)
    shown = text(client.get(reverse("agreements:contract_requirements", args=[contract.pk])))
    assert "もみじ県の配布「国外に置かない」第1版" in shown
    key = f"{TakenOffer.objects.get().pk}-0"
    form = client.get(reverse("agreements:contract_requirement_add", args=[contract.pk]), {"from": key})
    assert "貸与した端末だけを使うこと。" in text(form)
    first = form.context["form"].initial
    client.post(reverse("agreements:contract_requirement_add", args=[contract.pk]), first)
    after = text(client.get(reverse("agreements:contract_requirements", args=[contract.pk])))
    assert "配布された要件" not in after
    assert "U-01" in after


def test_who_decides_sees_the_buttons(signed_in, offered):
    row = offered()
    assert "取り込まない" in text(page(signed_in("general"), "detail", row.pk))
    for key in ("policy", "auditor", "ciso"):
        shown = text(page(signed_in(key), "detail", row.pk))
        assert "統括情報セキュリティ責任者が決めます" in shown
        assert signed_in(key).post(reverse("offers:take", args=[row.pk])).status_code == 403
    assert page(signed_in("staff"), "detail", row.pk).status_code == 403
    declined = signed_in("general").post(reverse("offers:decline", args=[row.pk]), {"reason": ""})
    assert declined.status_code == 422


def test_the_home_page_names_an_offer_until_somebody_looked_at_it(signed_in, offered):
    row, client = offered(), signed_in("general")
    assert "配布「国外に置かない」を確かめる" in text(client.get("/"))
    client.post(reverse("offers:seen", args=[row.pk]))
    assert "配布「国外に置かない」を確かめる" not in text(client.get("/"))


def test_clauses_that_cannot_be_put_together_are_told_and_not_taken(signed_in, actor, offered):
    from sekisho.server.catalogues.models import LocalClauses  # noqa: PLC0415  for this test alone

    LocalClauses.make(
        text="clauses: 1", sha256="x", since="2026-06-01T00:00:00Z", set_by_id=actor("ciso").person
    )
    shown = text(page(signed_in("general"), "detail", offered().pk))
    assert "このままでは取り込めません" in shown
    assert 'name="shown"' not in shown


def test_a_body_without_a_prefecture_is_told_so(signed_in, city):
    assert "県と市町村のまとまりに入っていません" in text(page(signed_in("general"), "list"))


@pytest.mark.parametrize("count", [1, 6])
def test_many_offers_cost_no_more_queries(
    signed_in, ken_client, offered, count, django_assert_max_num_queries
):
    for number in range(count):
        offered(OfferKind.REQUIREMENTS, title=f"配布{number}")
    city = signed_in("general")
    for client in (city, ken_client):
        page(client, "list")
        with django_assert_max_num_queries(26):
            assert page(client, "list").status_code == 200


def test_a_program_offers_and_takes(ken_client, signed_in, ken):
    root, city = "/api/v1/offers", signed_in("general")
    given = {"kind": "clauses", "title": "国外に置かない", "text": CLAUSE}
    made = ken_client.post(root, given, content_type="application/json")
    assert made.status_code == 201
    key = made.json()["id"]
    (one,) = city.get(f"{root}/received").json()
    assert (one["id"], one["state"], one["newer"], one["content"]) == (key, "unseen", False, {"text": CLAUSE})
    effect = city.get(f"{root}/{key}/effect").json()
    assert (len(effect["added"]), effect["decisions"], effect["findings"]) == (1, 0, [])
    assert city.post(f"{root}/{key}/seen", {}, content_type="application/json").status_code == 204
    wrong = city.post(f"{root}/{key}/take", {"shown": "x"}, content_type="application/json")
    assert wrong.status_code == 409
    good = city.post(f"{root}/{key}/take", {"shown": effect["shown"]}, content_type="application/json")
    assert good.status_code == 201
    (own,) = ken_client.get(f"{root}/own").json()
    assert own["municipalities"][0] | {"noted_at": ""} == {
        "body": "さくら市", "state": "taken", "version": 1, "noted_at": "",
    }  # fmt: skip
    late = city.post(f"{root}/{key}/decline", {"reason": "x"}, content_type="application/json")
    assert late.status_code == 409
    assert ken_client.post(f"{root}/{key}/withdraw", {}, content_type="application/json").status_code == 204
    assert signed_in("staff").get(f"{root}/received").status_code == 403
    with in_body(ken(lambda one: one.body)):
        assert TakenOffer.objects.count() == 0


def test_ones_own_edits_are_shown_and_chosen_about_before_the_next_version(signed_in, actor, ken, offered):
    client, first = signed_in("general"), offered()
    seen = page(client, "detail", first.pk).context["shown"]
    client.post(reverse("offers:take", args=[first.pk]), {"shown": seen})
    own = local_clauses().text.replace("機密性2以上を置かない", "市はさらに厳しく置かない")
    set_local_clauses(actor("general"), text=own)
    text = CLAUSE + CLAUSE.replace("clauses:\n", "").replace("KEN-001", "KEN-002")
    row = offered(text=text, series=first.series, version=1)
    shown = page(client, "detail", row.pk)
    for words in ("自団体で直したところ", "直した</strong>　KEN-001", "残すか、配布のとおりにするか"):
        assert words in shown.content.decode()
    assert len(shown.context["answers"]) == 2
    given, take = {"shown": shown.context["shown"]}, reverse("offers:take", args=[row.pk])
    assert "選ばれていません" in client.post(take, given, follow=True).content.decode()
    assert local_clauses().text == own
    effect = client.get(f"/api/v1/offers/{row.pk}/effect").json()
    assert ([name.split()[0] for name in effect["altered"]], effect["shown"]) == (["KEN-001"], given["shown"])
    api = f"/api/v1/offers/{row.pk}/take"
    assert client.post(api, given, content_type="application/json").status_code == 422
    assert client.post(api, given | {"edits": "keep"}, content_type="application/json").status_code == 201
    assert "市はさらに厳しく置かない" in local_clauses().text


def test_an_old_offer_stays_in_the_list_however_many_versions_others_have(
    signed_in, ken_client, ken, offered, monkeypatch, actor
):
    monkeypatch.setattr(details, "PER_PAGE", 1)
    old = offered(OfferKind.ITEMS, title="古い配布", text="古い項目")
    new = offered(OfferKind.ITEMS, title="版の多い配布", text="項目1")
    plain = {"kind": new.kind, "series": new.series, "title": new.title, "published_at": new.published_at}
    plain |= {"published_by_id": new.published_by_id, "digest": "0" * 64, "content": new.content}
    ken(lambda _one: [Offer.make(version=version, **plain) for version in range(2, 230)])
    city = signed_in("general")
    for client, name in ((city, "received"), (ken_client, "own")):
        shown = page(client, "list")
        assert "古い配布" not in text(shown)
        assert f"?{name}=2" in text(shown)
        assert "古い配布" in text(client.get(reverse("offers:list"), {name: 2}))
        listed = client.get(f"/api/v1/offers/{name}").json()
        assert [(one["title"], one["version"]) for one in listed] == [("版の多い配布", 229), ("古い配布", 1)]
        (last,) = client.get(f"/api/v1/offers/{name}", {"limit": 1, "offset": 1}).json()
        assert last["title"] == "古い配布"
    seen = page(city, "detail", old.pk).context["shown"]
    city.post(reverse("offers:take", args=[old.pk]), {"shown": seen})
    assert [standing for _row, standing in queries.taken_offers(actor("general"))] == ["newest"]
    assert [one.values["title"] for one in queries.received_offers(actor("general"), unseen=True)] == [
        "版の多い配布"
    ]


def test_ones_own_template_is_named_before_an_offer_puts_it_out_of_use(signed_in, actor, offered):
    client = signed_in("general")
    row = offered(OfferKind.TEMPLATE, title="様式", file=("共通.xlsx", workbook()))
    first = page(client, "detail", row.pk)
    assert "使われなくなります" not in text(first)
    agreements.take_template(actor("policy"), name="市の様式.xlsx", data=workbook())
    shown = page(client, "detail", row.pk)
    assert "「市の様式.xlsx」は使われなくなります" in text(shown)
    assert client.get(f"/api/v1/offers/{row.pk}/effect").json()["replaces"] == "市の様式.xlsx"
    take = reverse("offers:take", args=[row.pk])
    client.post(take, {"shown": first.context["shown"]})
    assert not TakenOffer.objects.exists()
    client.post(take, {"shown": shown.context["shown"]})
    assert TakenOffer.objects.get().kind == "template"
    assert "使われなくなります" not in text(page(client, "detail", row.pk))
