"""The pages and the API of 自己点検, 監査 and 指摘."""

import io
import json

import openpyxl
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sekisho.server.inspections import actions
from sekisho.server.inspections.models import Answer, Audit, Campaign, Finding, Sample, Sheet
from sekisho.server.ui import tables


def shown(client, name, *args, **query):
    answer = client.get(reverse(f"inspections:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_a_campaign_is_begun_answered_and_submitted(signed_in, city, asked):
    policy, staff, manager = signed_in("policy"), signed_in("staff"), signed_in("manager")
    assert asked[0] in shown(policy, "new")
    typed = {
        "fiscal_year": 2026, "title": "令和8年度自己点検", "starts": "R8.7.1", "due": "R99.9.30",
        "sections": [city.sections["税務課"].pk], "clauses": asked[:1],
    }  # fmt: skip
    assert policy.post(reverse("inspections:new"), typed).status_code == 302
    sheet = Sheet.objects.get()
    assert asked[0] in shown(staff, "sheet", sheet.pk)
    assert reverse("inspections:submit", args=[sheet.pk]) not in shown(staff, "sheet", sheet.pk)
    draft = {"clause": asked[0], "answer": "not_done", "text": "名簿がない"}
    saved = staff.post(reverse("inspections:draft", args=[sheet.pk]), draft)
    assert "すべてそろいました" in saved.content.decode()
    refused = staff.post(reverse("inspections:draft", args=[sheet.pk]), draft | {"answer": "yes"})
    assert (refused.status_code, "という答えはありません" in refused.content.decode()) == (200, True)
    manager.post(reverse("inspections:submit", args=[sheet.pk]), {"version": 1})
    assert Finding.objects.get().facts == "名簿がない"
    assert "提出しました" in shown(manager, "sheet", sheet.pk)
    assert "令和8年度自己点検" in shown(staff, "list")
    page = shown(policy, "campaign", Campaign.objects.get().pk)
    policy.post(reverse("inspections:campaign_close", args=[Campaign.objects.get().pk]), {"version": 1})
    assert "自己点検を終える" in page
    assert Campaign.objects.get().closed_at is not None


def test_this_year_is_compared_with_last_year(campaign, answered, actor, signed_in):
    for year in (2025, 2026):
        sheet = Sheet.objects.get(campaign=campaign(year, sections=("税務課",)))
        answered(sheet)
        actions.submit_sheet(actor("manager"), sheet.pk, 1)
    page = shown(signed_in("manager"), "campaign", Campaign.objects.get(fiscal_year=2026).pk)
    assert "2025" in page
    listed = shown(signed_in("manager"), "list")
    assert listed.index("2026年度自己点検") < listed.index("2025年度自己点検")


def test_answers_go_out_as_files(campaign, signed_in):
    row = campaign()
    client = signed_in("policy")
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("inspections:campaign_export", args=[row.pk, "xlsx"])).content)
    )
    assert len(list(book.active.iter_rows())) == 1 + Answer.objects.count()
    pdf = client.get(reverse("inspections:campaign_export", args=[row.pk, "pdf"])).content
    assert pdf.startswith(b"%PDF")
    mine = signed_in("manager").get(reverse("inspections:campaign_export", args=[row.pk, "csv"]))
    assert "市民課" not in mine.content.decode("utf-8-sig")


def test_an_audit_from_its_plan_to_its_report(signed_in, city, violated, asked):
    client = signed_in("auditor")
    typed = {
        "fiscal_year": 2026, "theme": "外部サービス", "starts": "R8.10.1", "ends": "R8.12.31",
        "sections": [city.sections["税務課"].pk], "clauses": [violated[1]],
    }  # fmt: skip
    own = client.post(reverse("inspections:audit_new"), typed | {"sections": [city.sections["総務課"].pk]})
    assert "自分の所属する課" in own.content.decode()
    assert client.post(reverse("inspections:audit_new"), typed).status_code == 302
    pk = Audit.objects.get().pk
    drawn = {"clause": violated[1], "size": 3, "seed": "20261001", "status": ""}
    assert client.post(reverse("inspections:sample", args=[pk]), drawn).status_code == 302
    assert Sample.objects.get().things == [f"service:{violated[0].pk}"]
    found = {
        "section": city.sections["税務課"].pk, "clause": violated[1], "grade": "nonconformity",
        "facts": "機密性2を置いている", "named": [f"service:{violated[0].pk}"],
    }  # fmt: skip
    assert client.post(reverse("inspections:finding_new", args=[pk]), found).status_code == 302
    page = shown(client, "audit", pk)
    assert violated[0].name in page
    assert "指摘2026-001" in page
    assert "外部サービス" in shown(signed_in("staff"), "audits")
    assert client.get(reverse("inspections:audit_report", args=[pk])).content.startswith(b"%PDF")


def test_a_finding_is_mended_through_the_pages(signed_in, finding):
    row = finding()
    staff, auditor = signed_in("staff"), signed_in("auditor")

    def act(client, name, **typed):
        version = Finding.objects.get(pk=row.pk).version
        return client.post(
            reverse(f"inspections:finding_{name}", args=[row.pk]), {"version": version, **typed}
        )

    assert "改善計画を立てる" in shown(staff, "finding", row.pk)
    assert act(staff, "plan", what="減らす", who="青木", due="R99.3.31").status_code == 302
    assert act(staff, "finish", note="減らした").status_code == 302
    refused = act(auditor, "verify", note="見た")
    assert refused.status_code == 422
    assert "満たさない" in refused.content.decode()
    assert act(auditor, "return", note="まだある").status_code == 302
    assert "改善中" in shown(staff, "finding", row.pk)
    assert signed_in("staff2").get(reverse("inspections:finding", args=[row.pk])).status_code == 404


def test_findings_are_listed_found_and_written_out(signed_in, finding):
    finding()
    client = signed_in("auditor")
    assert "指摘2026-001" in shown(client, "findings", state="open", q="機密性2")
    assert "指摘2026-001" not in shown(client, "findings", overdue="on")
    assert "指摘2026-001" in client.get(reverse("search"), {"q": "機密性2の情報"}).content.decode()
    for form in ("xlsx", "csv", "cp932", "pdf", "oscal"):
        assert client.get(reverse("inspections:findings_export", args=[form])).status_code == 200, form
    assert client.get(reverse("inspections:findings_export", args=["doc"])).status_code == 404


def test_the_number_of_queries_does_not_grow(signed_in, finding, campaign, city, asked):
    client = signed_in("auditor")
    counts = []
    for _ in range(2):
        for _ in range(6):
            finding(clause=asked[0], named=[])
        with CaptureQueriesContext(connection) as listed:
            shown(client, "findings")
        with CaptureQueriesContext(connection) as home:
            client.get("/")
        counts.append((len(listed), len(home)))
    assert counts[0] == counts[1]
    few, many = campaign(2024, sections=("税務課",)), campaign(2025, sections=tuple(city.sections))
    sizes = []
    for row in (few, many):
        with CaptureQueriesContext(connection) as asked_of:
            shown(client, "campaign", row.pk)
        sizes.append(len(asked_of))
    assert sizes[1] <= sizes[0] + 1  # the year before is known to one of the two


def test_every_campaign_and_audit_stands_on_some_page(signed_in, campaign, audit, monkeypatch):
    monkeypatch.setattr(tables, "PER_PAGE", 2)
    for year in (2023, 2024, 2025):
        campaign(year)
    plans = [audit() for _ in range(3)]
    Audit.objects.filter(pk=plans[0].pk).update(theme="いちばん古い監査")
    client = signed_in("auditor")
    for name, oldest in (("list", "2023年度自己点検"), ("audits", "いちばん古い監査")):
        first, second = shown(client, name), shown(client, name, page=2)
        assert (oldest in first, oldest in second) == (False, True)
        assert 'rel="next" href="?page=2"' in first
        assert 'rel="prev" href="?page=1"' in second


def test_the_api_tells_and_acts(signed_in, finding, campaign):
    row, one = finding(), campaign()
    staff = signed_in("staff")

    def call(method, path, **data):
        answer = getattr(staff, method)(f"/api/v1{path}", data or None, content_type="application/json")
        return answer.status_code, json.loads(answer.content or b"{}")

    assert call("get", f"/inspections/findings/{row.pk}")[1]["state"] == "open"
    plan = {"version": 1, "what": "減らす", "who": "青木", "due": "2099-03-31"}
    assert call("post", f"/inspections/findings/{row.pk}/plan", **plan) == (200, {"id": row.pk, "version": 2})
    assert call("post", f"/inspections/findings/{row.pk}/verify", version=2, note="x")[0] == 403
    (sheet,) = call("get", f"/inspections/campaigns/{one.pk}/sheets")[1]
    (first, *_rest) = call("get", f"/inspections/sheets/{sheet['id']}")[1]["asked"]
    path = f"/inspections/sheets/{sheet['id']}/answers/{first['clause']}"
    assert call("put", path, answer="done", text="名簿")[0] == 200
    assert call("get", "/inspections/findings")[1]["count"] == 1
