"""The pages: list and files out, the short form, certificate and verification, 再委託 of a contract."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sekisho.server.custody import actions as custody
from sekisho.server.custody import home
from sekisho.server.custody.models import Erasure, HandOver, Subcontract
from sekisho.server.ledgers import home as ledgers_home
from sekisho.server.lifecycle import duties
from sekisho.server.ui import home as ui_home
from sekisho.terms import CustodyState, DueState, Role

DAY = dt.date(2026, 6, 1)


def shown(client, name, *args, **query):
    answer = client.get(reverse(f"custody:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_form_takes_what_it_can_from_the_asset_and_the_contract(signed_in, contract, asset):
    row, kept = contract(), asset()
    client = signed_in("staff")
    url = reverse("custody:new") + f"?contract={row.pk}"
    assert "令和9年4月30日" in client.get(url).content.decode()
    typed = {
        "asset_number": kept.number,
        "medium": "electronic",
        "handed_on": "R8.4.10",
        "approval": "税第12号",
    }
    answer = client.post(url, typed)
    made = HandOver.objects.get()
    assert answer["Location"] == reverse("custody:handover", args=[made.pk])
    assert (made.what, made.confidentiality, made.person_count) == (kept.name, 3, 1500)
    assert (made.personal_data, made.asset, made.receiver) == (True, kept, row.contractor)


def test_the_form_without_a_contract_asks_for_one(signed_in, contract):
    row = contract()
    client = signed_in("staff")
    typed = {
        "what": "宛名",
        "confidentiality": "3",
        "personal_data": "yes",
        "medium": "paper",
        "handed_on": "R8.4.10",
        "approval": "1",
    }
    refused = client.post(reverse("custody:new"), typed)
    assert (refused.status_code, HandOver.objects.count()) == (422, 0)
    assert "どちらか一つ" in refused.content.decode()
    assert client.post(reverse("custody:new"), typed | {"contract": row.pk}).status_code == 302
    other = signed_in("staff2")
    assert other.post(reverse("custody:new"), typed | {"contract": row.pk}).status_code == 422
    assert HandOver.objects.count() == 1


def test_what_is_not_said_is_no_no(signed_in, contract):
    row = contract(person_count=41_200, medium="電子", provided_data="宛名", confidentiality=3)
    client = signed_in("staff")
    url = reverse("custody:new") + f"?contract={row.pk}"
    form = client.get(url).context["form"]
    assert (form.initial["personal_data"], form.initial["medium"]) == ("yes", "electronic")
    typed = {"what": "宛名", "confidentiality": "3", "medium": "electronic", "handed_on": "R8.4.10"}
    typed |= {"approval": "1", "person_count": "41200"}
    unsaid = client.post(url, typed)
    assert (unsaid.status_code, HandOver.objects.count()) == (422, 0)
    assert "personal_data" in unsaid.context["form"].errors
    denied = client.post(url, typed | {"personal_data": "no"})
    assert (denied.status_code, HandOver.objects.count()) == (422, 0)
    assert "41200人なのに" in denied.content.decode()
    assert client.post(url, typed | {"personal_data": "yes"}).status_code == 302
    assert HandOver.objects.get().specific_personal_data is None


def test_the_form_offers_no_medium_that_nobody_chose(signed_in, contract):
    form = signed_in("staff").get(reverse("custody:new")).context["form"]
    assert form.fields["medium"].choices[0] == ("", "—")
    assert not form.initial.get("medium")


def test_the_way_to_a_verified_erasure(signed_in, contract, handed):
    row = handed(contract())
    staff, manager = signed_in("staff"), signed_in("manager")
    file = SimpleUploadedFile("証明書.pdf", b"%PDF-1.7 gone")
    typed = {"version": 1, "erased_on": "R8.5.10", "on": "R8.5.12", "covers_copies": "on", "file": file}
    assert staff.post(reverse("custody:certificate", args=[row.pk]), typed).status_code == 302
    page = shown(staff, "handover", row.pk)
    assert "証明書.pdf" in page
    assert reverse("custody:verify", args=[row.pk]) not in page
    sent = staff.get(reverse("custody:certificate_file", args=[row.pk]))
    assert sent.content == b"%PDF-1.7 gone"
    assert reverse("custody:verify", args=[row.pk]) in shown(manager, "handover", row.pk)
    done = {"version": 2, "on": "R8.5.20", "how": "立ち会った"}
    assert manager.post(reverse("custody:verify", args=[row.pk]), done).status_code == 302
    page = shown(staff, "handover", row.pk)
    assert "返還・消去を確かめた" in page
    assert "立ち会った" in page


def test_the_list_narrows_by_section_state_words_and_what_is_overdue(signed_in, contract, handed, city):
    late = handed(contract(), what="納税通知書", search_key="納税通知書")
    fine = handed(contract(), what="口座振替", search_key="口座振替", return_due=dt.date(2199, 1, 1))
    client = signed_in("auditor")
    for query, there in (
        ({}, {late, fine}),
        ({"overdue": "on"}, {late}),
        ({"q": "口座"}, {fine}),
        ({"state": CustodyState.OUT.value}, {late, fine}),
        ({"state": CustodyState.VERIFIED.value}, set()),
        ({"section": city.sections["市民課"].pk}, set()),
    ):
        page = shown(client, "list", **query)
        assert {row for row in (late, fine) if row.number in page} == there, query
    assert "納税通知書" not in shown(signed_in("staff2"), "list")


def test_the_list_goes_out_as_a_file_and_the_record_says_so(signed_in, contract, handed):
    handed(contract())
    client = signed_in("manager")
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("custody:export", args=["xlsx"])).content))
    head, line = book.active.iter_rows(values_only=True)
    assert dict(zip(head, line, strict=True))["状態"] == CustodyState.OUT.label
    assert "提-0001" in client.get(reverse("custody:export", args=["csv"])).content.decode("utf-8-sig")
    assert client.get(reverse("custody:export", args=["pdf"])).status_code == 404


def test_what_only_the_contract_ledger_knows_stands_apart(signed_in, contract, handed):
    row = contract(provided_data="宛名データ", provided_on=dt.date(2026, 4, 10))
    assert row.number in shown(signed_in("staff"), "unwritten")
    handed(row)
    assert row.number not in shown(signed_in("staff"), "unwritten")


def test_a_contracts_page_shows_the_tree_and_leads_to_the_acts(signed_in, contract, firm):
    row, below = contract(), firm("有限会社した")
    staff, manager = signed_in("staff"), signed_in("manager")
    typed = {"firm": below.pk, "work": "封入", "starts": "R8.4.1"}
    assert staff.post(reverse("custody:subcontract_new", args=[row.pk]), typed).status_code == 302
    again = staff.post(
        reverse("custody:subcontract_new", args=[row.pk]), typed | {"parent": Subcontract.objects.get().pk}
    )
    assert "上の段にいます" in again.content.decode()
    sub = Subcontract.objects.get()
    url = reverse("custody:subcontract_decide", args=[sub.pk])
    contract_url = reverse("ledgers:contract", args=[row.pk])
    assert url not in staff.get(contract_url).content.decode()
    assert url in manager.get(contract_url).content.decode()
    decided = {"version": 1, "consented": "yes", "on": "R8.4.1", "number": "税第20号", "note": "見た"}
    assert manager.post(url, decided).status_code == 302
    page = staff.get(contract_url).content.decode()
    assert "承諾した" in page
    assert below.name in page


def test_a_contract_is_ended_with_a_day_for_its_data(signed_in, contract, handed):
    row = contract()
    one = handed(row, return_due=None)
    url = reverse("custody:contract_end", args=[row.pk])
    typed = {"version": row.version, "on": "R8.5.31", "due": "R8.6.30"}
    assert signed_in("manager").post(url, typed).status_code == 302
    one.refresh_from_db()
    assert one.return_due == dt.date(2026, 6, 30)


@pytest.mark.parametrize(
    ("due", "who"),
    [
        (dt.date(2026, 5, 29), {"staff", "deputy", "service"}),
        (dt.date(2026, 5, 22), {"staff", "deputy", "service", "manager"}),
        (dt.date(2026, 5, 15), {"staff", "deputy", "service", "manager", "general"}),
        (dt.date(2026, 4, 10), {"staff", "deputy", "service", "manager", "general", "ciso"}),
        (dt.date(2026, 6, 1), set()),
    ],
)
def test_an_overdue_erasure_climbs(actor, city, contract, handed, due, who):
    handed(contract(), return_due=due)
    assert {key for key in city.people if list(home.todos(actor(key), DAY))} == who


def test_the_number_of_queries_of_the_list_does_not_grow(signed_in, contract, handed):
    client, row = signed_in("auditor"), contract()
    counts = []
    for _ in range(2):
        for _ in range(20):
            handed(row)
        shown(client, "list")
        with CaptureQueriesContext(connection) as asked:
            shown(client, "list")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("ledgers:contract", args=[row.pk]))
    assert len(asked) < 25


def test_the_search_finds_a_handover(signed_in, contract, handed):
    handed(contract(), what="桜のデータ", search_key="桜のデータ")
    assert "桜のデータ" in signed_in("staff").get(reverse("search"), {"q": "桜"}).content.decode()


def test_a_consent_that_waits_stands_with_who_decides_it(actor, city, contract, firm):
    row = contract()
    given = {"contract": row, "firm": firm("有限会社した"), "work": "封入", "starts": dt.date(2026, 6, 10)}
    sub = custody.add_subcontract(actor("staff"), **given)
    words = "有限会社したへの再委託を承諾するかを決める"
    told = {key: [one.title for one in home.todos(actor(key), DAY)] for key in city.people}
    assert {key: titles for key, titles in told.items() if titles} == {"manager": [words]}
    (todo,) = home.todos(actor("manager"), DAY)
    assert (todo.due, todo.url) == (sub.starts, reverse("custody:subcontract_decide", args=[sub.pk]))
    (one,) = consents(actor("staff"))
    assert (one.what, one.due, one.who, one.thing) == (
        words,
        sub.starts,
        Role.MANAGER.label,
        row.title,
    )
    assert one.url == reverse("ledgers:contract", args=[row.pk])
    assert consents(actor("staff2")) == []
    (line,) = duties.lines(consents(actor("staff")), dt.date(2026, 6, 11))
    assert (line.state, line.holder) == (DueState.OVERDUE, one.who)
    custody.decide_consent(
        actor("manager"), sub.pk, 1, consented=False, on=DAY, number="税第20号", note="見た"
    )
    assert consents(actor("staff")) == []
    assert list(home.todos(actor("manager"), DAY)) == []


def consents(actor, day=DAY):
    return [one for one in duties.duties(actor, day) if one.kind == "再委託の承諾"]


def test_the_same_data_is_overdue_once(actor, contract, handed, signed_in, city):
    row = contract(
        provided_data="納税通知書データ", provided_on=dt.date(2026, 4, 10), return_due=dt.date(2026, 5, 20)
    )
    ahead = contract(provided_on=dt.date(2026, 4, 10), return_due=dt.date(2026, 6, 20))
    listed = reverse("ledgers:contract_list") + "?overdue=on"
    assert len(returns_told(actor("manager"))) == 1
    assert [one.day for one in ui_home.deadlines(actor("manager"), DAY)] == [dt.date(2026, 6, 20)]
    one = handed(row)
    other = handed(ahead, return_due=dt.date(2026, 6, 25))
    (told,) = returns_told(actor("manager"))
    assert told.url == reverse("custody:handover", args=[one.pk])
    assert list(ledgers_home.todos(actor("policy"), DAY)) == []
    (near,) = ui_home.deadlines(actor("manager"), DAY)
    assert (near.day, near.url) == (other.return_due, reverse("custody:handover", args=[other.pk]))
    assert list(home.deadlines(actor("manager2"), DAY)) == []
    assert row.number in signed_in("manager").get(listed).content.decode()
    Erasure.make(
        handover=one, erased_on=DAY, certificate_on=DAY, certificate_name="証明書.pdf", certificate="0" * 64,
        media_type="application/pdf", covers_copies=True, received_by=city.people["staff"], verified_on=DAY,
        verified_by=city.people["manager"], verified_how="見た",
    )  # fmt: skip
    assert returns_told(actor("manager")) == []
    page = signed_in("manager").get(listed).content.decode()
    assert row.number not in page
    assert ahead.number in page


def returns_told(actor):
    return [one for one in ui_home.todos(actor, DAY) if "返還・消去" in one.title]
