"""The pages: list with what is wrong, one contract, forms by role, files out, the API."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from sekisho.server.oversight import details
from sekisho.server.oversight.check_models import Check, CheckPlan
from sekisho.server.oversight.models import Carry, Place, Worker
from sekisho.terms import OversightPoint

APRIL = dt.date(2026, 4, 1)
LATE = {"done_on": dt.date(2026, 5, 20), "result": "serious", "found": "施錠なし", "demanded": "施錠する"}


def shown(client, name, *args, **query):
    answer = client.get(reverse(f"oversight:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, route, pk, **given):
    return client.post(reverse(f"oversight:{route}", args=[pk]), given)


@pytest.fixture
def today(monkeypatch):
    day = dt.date(2026, 6, 15)
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)
    return day


def test_from_the_roster_to_the_return(signed_in, contract):
    row, staff, head = contract(), signed_in("staff"), signed_in("manager")
    who = {"name": "山田 太郎", "starts": "R8.4.1", "trained_on": "R8.4.2", "pledged_on": "R8.4.2"}
    assert post(staff, "worker_new", row.pk, **who).status_code == 302
    for kind, name in (("own", "本庁舎"), ("vendor", "作業室")):
        given = {"kind": kind, "name": name, "address": "さくら市1-1", "starts": "R8.4.1"}
        assert post(staff, "place_new", row.pk, **given).status_code == 403
        assert post(head, "place_new", row.pk, **given).status_code == 302
    office, shop = Place.objects.all()
    given = {
        "kind": "usb", "serial": "U-1", "what": "通知書データ", "encrypted": "on",
        "worker": Worker.objects.get().pk, "origin": office.pk, "destination": shop.pk,
        "witness": "青木", "out_on": "R8.5.1", "due_on": "R8.5.8",
    }  # fmt: skip
    assert post(staff, "carry_new", row.pk, **given).status_code == 302
    made = Carry.objects.get()
    assert reverse("oversight:carry_decide", args=[made.pk]) in shown(head, "contract", row.pk)
    assert reverse("oversight:carry_decide", args=[made.pk]) not in shown(staff, "contract", row.pk)
    assert post(staff, "carry_decide", made.pk, version=1, permitted="yes", on="R8.4.30").status_code == 403
    assert post(head, "carry_decide", made.pk, version=1, permitted="yes", on="R8.4.30").status_code == 302
    late = post(staff, "carry_return", made.pk, version=1, on="R8.5.8", how="見た")
    assert (late.status_code, "ほかの人が直しました" in late.content.decode()) == (422, True)
    assert post(staff, "carry_return", made.pk, version=2, on="R8.5.8", how="番号を見た").status_code == 302
    page = shown(staff, "contract", row.pk)
    for words in ("山田 太郎", "本庁舎→作業室", "戻りを確かめた", "媒体・機器の戻りを確かめた"):
        assert words in page


def test_a_worker_is_changed_and_ended_and_a_place_ended(signed_in, ready):
    made, staff, head = ready(), signed_in("staff"), signed_in("manager")
    given = {"version": 1, "task": "検品", "starts": "R8.4.1", "trained_on": "R8.4.2", "pledged_on": ""}
    assert post(staff, "worker_change", made.worker.pk, **given).status_code == 302
    assert post(staff, "worker_end", made.worker.pk, version=2, on="R8.3.1").status_code == 422
    assert post(staff, "worker_end", made.worker.pk, version=2, on="R8.5.1").status_code == 302
    assert post(head, "place_end", made.shop.pk, version=1, on="R8.5.1").status_code == 302
    page = shown(staff, "contract", made.contract.pk)
    assert "期間の外" in page
    assert "検品" in page


def test_a_plan_a_check_and_its_report(signed_in, contract):
    row, staff, head = contract(), signed_in("staff"), signed_in("manager")
    assert "確認の計画を決める" in shown(head, "contract", row.pk)
    plan = {"version": 0, "months": 6, "first_on": "R8.5.29", "how": "立入り"}
    assert post(staff, "plan", row.pk, **plan).status_code == 403
    assert post(head, "plan", row.pk, **plan).status_code == 302
    file = io.BytesIO("見た。".encode())
    file.name = "報告.txt"
    given = LATE | {"version": 1, "done_on": "R8.5.20", "improve_by": "R8.6.1", "file": file}
    assert post(staff, "check_new", row.pk, **given).status_code == 302
    made = Check.objects.get()
    page = shown(staff, "check", made.pk)
    assert "重大な不備" in page
    assert reverse("oversight:check_read", args=[made.pk]) not in page
    answer = staff.get(reverse("oversight:check_file", args=[made.pk]))
    assert answer.content.decode() == "見た。"
    assert "attachment" in answer.headers["Content-Disposition"]
    for who in ("general", "ciso"):
        client = signed_in(who)
        assert reverse("oversight:check_read", args=[made.pk]) in shown(client, "check", made.pk)
        assert post(client, "check_read", made.pk).status_code == 302
    assert post(head, "check_read", made.pk).status_code == 403
    made.refresh_from_db()
    assert (
        post(head, "check_improve", made.pk, version=made.version, on="R8.5.30", how="見た").status_code
        == 302
    )
    assert "令和8年5月30日に確かめた" in shown(head, "check", made.pk)


def test_another_section_sees_and_does_nothing(signed_in, ready, out, planned, checked):
    made = ready(title="秘密の業務")
    carried, worker = out(made), made.worker
    planned(made.contract)
    check = checked(made.contract)
    client = signed_in("manager2")
    assert "秘密の業務" not in shown(client, "list")
    pages = [
        *(("contract", made.contract.pk), ("plan", made.contract.pk), ("check_new", made.contract.pk)),
        *(("worker_new", made.contract.pk), ("place_new", made.contract.pk), ("carry_new", made.contract.pk)),
        *(("worker_change", worker.pk), ("worker_end", worker.pk), ("place_end", made.shop.pk)),
        *(("carry_decide", carried.pk), ("carry_return", carried.pk)),
        *(("check", check.pk), ("check_file", check.pk), ("check_improve", check.pk)),
    ]
    for name, pk in pages:
        assert client.get(reverse(f"oversight:{name}", args=[pk])).status_code == 404, name
    page = client.get(reverse("search"), {"q": worker.name}).content.decode()
    assert reverse("oversight:contract", args=[made.contract.pk]) not in page
    own = signed_in("staff").get(reverse("search"), {"q": worker.name}).content.decode()
    assert reverse("oversight:contract", args=[made.contract.pk]) in own


def test_the_list_narrows_by_what_is_wrong(signed_in, contract, ready, out, planned, checked, today):
    late = ready(title="期限切れの業務")
    out(late)
    planned(late.contract)
    out(ready(title="持出し中の業務"), due_on=dt.date(2026, 7, 1))
    open_ = contract(title="公開の業務", confidentiality=1)
    bad = contract(title="改善の業務")
    planned(bad)
    checked(bad, **LATE, improve_by=dt.date(2026, 6, 1))
    contract(title="終わった業務", ends=dt.date(2026, 6, 14))
    names = ("期限切れの業務", "持出し中の業務", "公開の業務", "改善の業務", "終わった業務")
    client = signed_in("auditor")
    for point, there in (
        ("", {*names} - {"終わった業務"}),
        ("media_late", {"期限切れの業務"}),
        ("media_out", {"期限切れの業務", "持出し中の業務"}),
        ("check_late", {"期限切れの業務"}),
        ("improvement_late", {"改善の業務"}),
        ("no_plan", {"持出し中の業務"}),
        ("no_roster", {"改善の業務"}),
    ):
        page = shown(client, "list", point=point)
        assert {name for name in names if f">{name}<" in page} == there, point
    assert open_.title in shown(client, "list", q="公開")


def test_a_sub_contractor_without_people_is_a_roster_missing(signed_in, contract, below, entered, today):
    row = contract(title="再委託の業務")
    entered(row)
    client = signed_in("staff")
    assert "再委託の業務" not in shown(client, "list", point="no_roster")
    sub = below(row, "有限会社ひなた入力")
    assert "再委託の業務" in shown(client, "list", point="no_roster")
    entered(row, firm=sub.firm)
    assert "再委託の業務" not in shown(client, "list", point="no_roster")


def test_lists_leave_as_files_without_formulas(signed_in, contract, entered):
    row = contract(title='=HYPERLINK("http://evil","x")')
    entered(row, name="=1+1")
    client = signed_in("manager")
    for name, args, column in (("export", [], "委託業務名"), ("roster_export", [row.pk], "氏名")):
        url = reverse(f"oversight:{name}", args=[*args, "xlsx"])
        head, line = openpyxl.load_workbook(io.BytesIO(client.get(url).content)).active.iter_rows()
        cell = dict(zip((one.value for one in head), line, strict=True))[column]
        assert cell.data_type == "s"
        text = client.get(reverse(f"oversight:{name}", args=[*args, "csv"])).content.decode("utf-8-sig")
        assert ",=" not in text
        assert "\n=" not in text
        assert client.get(reverse(f"oversight:{name}", args=[*args, "pdf"])).status_code == 404
        assert signed_in("staff").get(url).status_code == 403
    assert (
        signed_in("manager2").get(reverse("oversight:roster_export", args=[row.pk, "csv"])).status_code == 404
    )
    other = signed_in("manager2").get(reverse("oversight:export", args=["csv"])).content.decode("utf-8-sig")
    assert "HYPERLINK" not in other


def test_the_contracts_page_leads_here(signed_in, contract, today):
    row = contract()
    page = signed_in("staff").get(reverse("ledgers:contract", args=[row.pk])).content.decode()
    assert reverse("oversight:contract", args=[row.pk]) in page
    assert "確認の計画なし" in page


def test_the_number_of_queries_does_not_grow(signed_in, ready, out, planned, checked):
    client, counts = signed_in("policy"), []
    for _ in range(2):
        for _number in range(3):
            made = ready()
            out(made)
            planned(made.contract)
            checked(made.contract)
        shown(client, "list")
        with CaptureQueriesContext(connection) as asked:
            shown(client, "list")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_of_a_contract_asks_as_often_for_many_rows(signed_in, ready, carry, entered, place):
    made, client, counts = ready(), signed_in("manager"), []
    for _ in range(2):
        for _number in range(3):
            entered(made.contract)
            place(made.contract)
            carry(made)
        shown(client, "contract", made.contract.pk)
        with CaptureQueriesContext(connection) as asked:
            shown(client, "contract", made.contract.pk)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_api_walks_the_same_way(signed_in, ready):
    made, staff, head = ready(), signed_in("staff"), signed_in("manager")
    at = f"/api/v1/oversight/contracts/{made.contract.pk}"

    def call(client, path, **given):
        return client.post(path, given, content_type="application/json")

    assert call(staff, f"{at}/workers", name="山田", starts="2026-04-01").status_code == 201
    again = call(staff, f"{at}/workers", name="山田", starts="2026-04-01")
    assert (again.status_code, "もう名簿にあります" in again.content.decode()) == (409, True)
    given = {
        "kind": "usb", "serial": "U-1", "what": "データ", "encrypted": True, "worker_id": made.worker.pk,
        "origin_id": made.office.pk, "destination_id": made.shop.pk, "witness": "青木",
        "out_on": "2026-05-01", "due_on": "2026-05-08",
    }  # fmt: skip
    key = call(staff, f"{at}/carries", **given).json()["id"]
    path = f"/api/v1/oversight/carries/{key}"
    assert call(staff, f"{path}/decision", version=1, permitted=True, on="2026-04-30").status_code == 403
    assert (
        call(head, f"{path}/decision", version=1, permitted=True, on="2026-04-30").json()["state"]
        == "permitted"
    )
    assert call(staff, f"{path}/return", version=2, on="2026-05-08", how="見た").json()["state"] == "returned"
    plan = {"version": 0, "months": 12, "first_on": "2026-09-30", "how": "見る"}
    assert call(head, f"{at}/plan", **plan).status_code == 200
    check = {"version": 1, "done_on": "2026-05-20", "result": "good", "found": "見た"}
    assert call(staff, f"{at}/checks", **check).status_code == 201
    place = {"kind": "own", "name": "支所", "address": "さくら市", "starts": "2026-04-01"}
    assert call(head, f"{at}/places", **place).status_code == 201
    counts = {
        name: len(staff.get(f"{at}/{name}").json()) for name in ("workers", "places", "carries", "checks")
    }
    assert counts == {"workers": 2, "places": 3, "carries": 1, "checks": 1}
    found = staff.get("/api/v1/oversight").json()
    assert (found["count"], found["items"][0]["workers"]) == (1, 2)
    assert call(staff, f"/api/v1/oversight/workers/{made.worker.pk}/end", version=1, on="2026-05-30").json()[
        "ends"
    ]
    for name in ("workers", "places", "carries", "checks"):
        assert signed_in("staff2").get(f"{at}/{name}").status_code == 404
    assert CheckPlan.objects.get().next_on == dt.date(2027, 5, 20)


def test_english_calls_a_firm_no_section_and_a_plan_no_result(signed_in, ready, planned):
    made = ready()
    planned(made.contract)
    client = signed_in("staff")
    client.cookies["django_language"] = "en"
    page = client.get(reverse("oversight:contract", args=[made.contract.pk])).content.decode()
    assert '<th scope="col">Affiliation</th>' in page
    assert "How it is checked" in page


def test_what_stands_out_is_parted_by_commas_in_english(contract, monkeypatch):
    row = contract()
    monkeypatch.setattr(details.queries, "points", lambda _row: list(OversightPoint)[:2])
    assert "、" in details.strip(row, None).where
    with translation.override("en"):
        said = details.strip(row, None).where
    assert ", " in said
    assert "、" not in said
