"""The pages: record, weigh, judge, withdraw; the list and its files."""

import datetime as dt
import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.server.trust import actions, home
from sekisho.server.trust.models import Evidence, Judgement

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def shown(client, name, *args, **query):
    answer = client.get(reverse(f"trust:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(row, **changed):
    return {
        "version": 0,
        "provider": row.provider_id,
        "services": [row.pk],
        "kind": "ismap",
        "number": "C26-0001-2",
        "service_name": row.name,
        "functions": "申込みフォーム\n通知メール\n",
        "issued": "R8.1.10",
        "period_end": "令和8年3月31日",
        "checked_on": "R8.6.1",
    } | changed


def test_from_the_service_to_its_judgement_and_back_when_it_is_withdrawn(signed_in, service):
    row = service()
    policy, manager = signed_in("policy"), signed_in("manager")
    url = reverse("trust:new") + f"?service={row.pk}"
    assert row.provider.name in policy.get(url).content.decode()
    paper = SimpleUploadedFile("登録証.pdf", b"%PDF-1.7 paper")
    given = typed(row, file=paper, checked_on=TODAY.isoformat())
    answer = policy.post(url, given)
    made = Evidence.objects.get()
    assert answer["Location"] == reverse("trust:evidence", args=[made.pk])
    assert (made.until, made.functions) == (dt.date(2027, 7, 31), ["申込みフォーム", "通知メール"])
    assert "令和9年7月31日" in shown(policy, "evidence", made.pk)
    assert policy.get(reverse("trust:file", args=[made.pk])).content == b"%PDF-1.7 paper"
    functions = {"version": 0, "functions": "申込みフォーム"}
    assert manager.post(reverse("trust:functions", args=[row.pk]), functions).status_code == 302
    page = shown(manager, "service", row.pk)
    assert "含まれる" in page
    assert "まだ判断していません" in page
    judge = {"after": 0, "sufficient": "yes", "reason": "登録を見た。", "evidences": [made.pk]}
    assert manager.post(reverse("trust:judge", args=[row.pk]), judge).status_code == 302
    beside = signed_in("staff").get(reverse("ledgers:service", args=[row.pk])).content.decode()
    assert "登録を見た。" in beside
    gone = {"version": made.version, "on": TODAY.isoformat(), "why": "登録簿から消えた"}
    assert policy.post(reverse("trust:withdraw", args=[made.pk]), gone).status_code == 302
    page = shown(manager, "service", row.pk)
    assert "判断し直してください" in page
    assert "取り消された" in page
    assert row.name in shown(manager, "flagged")
    assert row.name not in shown(signed_in("manager2"), "flagged")


def test_bad_input_is_told_beside_the_form(signed_in, service):
    row = service()
    client = signed_in("policy")
    for changed, told in (
        ({"issued": "令和8年2月30日"}, "2月"),
        ({"period_start": "R8.4.1", "period_end": "R8.3.31"}, "より前です"),
        ({"kind": "iso9001"}, ""),
        ({"file": SimpleUploadedFile("x.pdf", b"MZ\x90")}, "添付できません"),
    ):
        answer = client.post(reverse("trust:new"), typed(row, checked_on=TODAY.isoformat(), **changed))
        assert answer.status_code == 422, changed
        assert told in answer.content.decode()
    assert not Evidence.objects.exists()


def test_another_section_neither_sees_nor_judges_a_service(signed_in, service):
    row = service()
    client = signed_in("manager2")
    for name in ("service", "judge", "functions"):
        assert client.get(reverse(f"trust:{name}", args=[row.pk])).status_code == 404
    assert not Judgement.objects.exists()


def test_the_list_is_narrowed_and_written_out(signed_in, service, evidence):
    row = service()
    evidence(row)
    evidence(row, kind="soc2", number="=1+1", issued=None, expires=None, period_end=TODAY - 90 * DAY)
    client = signed_in("policy")
    assert "CLOUD 990017" not in shown(client, "list", state="lapsed")
    assert "CLOUD 990017" in shown(client, "list", q="まちのくらうど 990017")
    assert "CLOUD 990017" in shown(client, "list", kind="iso27017")
    sent = client.get(reverse("trust:export", args=["xlsx"]), {"kind": "soc2"})
    sheet = openpyxl.load_workbook(io.BytesIO(sent.content)).active
    texts = [str(cell.value) for line in sheet.iter_rows() for cell in line]
    assert "失効" in texts
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)


def test_the_list_asks_the_same_however_long_it_is(signed_in, service, evidence):
    row = service()
    evidence(row)
    client = signed_in("policy")
    shown(client, "list")
    with CaptureQueriesContext(connection) as few:
        shown(client, "list")
    for number in range(5):
        evidence(row, number=f"C{number}")
    with CaptureQueriesContext(connection) as many:
        shown(client, "list")
    assert len(many) == len(few)


def test_the_search_finds_a_certification(service, evidence, actor):
    evidence(service())
    assert [hit.note for hit in home.found(actor("staff"), "990017")] == ["株式会社まちのクラウド"]


def test_the_api_weighs_and_judges(signed_in, service, used, evidence):
    row = service()
    used(row)
    paper = evidence(row)
    client = signed_in("manager")
    listed = client.get("/api/v1/trust/evidence").json()
    assert [(one["id"], one["state"]) for one in listed] == [(paper.pk, "valid")]
    given = {"after": 0, "sufficient": True, "reason": "見た。", "evidences": [paper.pk]}
    url = f"/api/v1/trust/services/{row.pk}"
    assert client.post(url + "/judge", given, content_type="application/json").json()["serial"] == 1
    found = client.get(url).json()
    assert found["evidence"][0]["scope"] == "covered"
    assert found["judgement"]["leaned"][0]["digest"] == found["evidence"][0]["digest"]


def test_the_history_names_no_service_of_a_section_one_does_not_see(service, evidence, actor, signed_in):
    hidden, other = service(name="税務だけの秘密"), service(name="別のサービス")
    row = evidence(other)
    actions.change_evidence(actor("policy"), row.pk, row.version, services=[hidden, other])
    assert signed_in("staff2").get(f"/ledgers/services/{hidden.pk}/").status_code == 404
    assert "税務だけの秘密" not in signed_in("staff2").get(f"/trust/{row.pk}/").content.decode()
    assert "税務だけの秘密" in signed_in("policy").get(f"/trust/{row.pk}/").content.decode()
