"""The pages: list and files out, entering, reviewing and closing, 利用方針 read with one click."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sekisho.server.access import actions
from sekisho.server.access.models import Briefing, ServiceAccount

TYPED = {"login": "taro", "kind": "personal", "username": "STAFF", "opened_on": "R8.4.2", "mfa": "yes"}


def shown(client, name, *args, **query):
    answer = client.get(reverse(f"access:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_entering_to_closing(signed_in, service):
    row, manager = service(), signed_in("manager")
    assert manager.post(reverse("access:new"), TYPED | {"service": row.pk}).status_code == 302
    made = ServiceAccount.objects.get()
    assert (made.person.username, made.mfa, made.privileged) == ("staff", True, False)
    review = {"version": 1, "on": "R8.5.1", "mfa": ""}
    assert manager.post(reverse("access:review", args=[made.pk]), review).status_code == 302
    late = manager.post(
        reverse("access:close", args=[made.pk]), {"version": 1, "on": "R8.5.2", "how": "見た"}
    )
    assert (late.status_code, "ほかの人が直しました" in late.content.decode()) == (422, True)
    done = {"version": 2, "on": "R8.5.2", "how": "一覧を見た"}
    assert manager.post(reverse("access:close", args=[made.pk]), done).status_code == 302
    page = shown(signed_in("staff"), "account", made.pk)
    for words in ("令和8年5月2日に閉じました", "一覧を見た", "利用者アカウントを点検した"):
        assert words in page


def test_an_unknown_user_and_another_sections_service_are_refused(signed_in, service, city):
    row = service()
    refused = signed_in("manager").post(
        reverse("access:new"), TYPED | {"service": row.pk, "username": "other-staff"}
    )
    assert (refused.status_code, "登録されていません" in refused.content.decode()) == (422, True)
    assert signed_in("manager2").post(reverse("access:new"), TYPED | {"service": row.pk}).status_code == 422
    assert ServiceAccount.objects.count() == 0


def test_another_section_sees_and_closes_nothing(signed_in, service, opened):
    row = opened(service(), login="secret-login")
    client = signed_in("manager2")
    assert "secret-login" not in shown(client, "list")
    for name in ("account", "close", "review"):
        assert client.get(reverse(f"access:{name}", args=[row.pk])).status_code == 404
    page = client.get(reverse("search"), {"q": "secret-login"}).content.decode()
    assert reverse("access:account", args=[row.pk]) not in page


def test_the_list_narrows_by_what_is_to_be_closed(signed_in, service, opened):
    opened(service(), login="plain")
    opened(service(name="終わった", ends="2026-04-30"), login="ended", privileged=True)
    client = signed_in("auditor")
    for query, there in (
        ({}, {"plain", "ended"}),
        ({"state": "to_close"}, {"ended"}),
        ({"state": "open"}, {"plain"}),
        ({"privileged": "on"}, {"ended"}),
        ({"q": "まちの"}, {"plain"}),
        ({"kind": "shared"}, set()),
    ):
        page = shown(client, "list", **query)
        assert {login for login in ("plain", "ended") if f">{login}<" in page} == there, query


def test_a_login_that_is_a_formula_leaves_as_text(signed_in, service, opened):
    opened(service(), login='=HYPERLINK("http://evil","x")')
    client = signed_in("manager")
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("access:export", args=["xlsx"])).content))
    head, line = book.active.iter_rows()
    cell = dict(zip((one.value for one in head), line, strict=True))["ログイン名"]
    assert cell.data_type == "s"
    text = client.get(reverse("access:export", args=["csv"])).content.decode("utf-8-sig")
    assert "HYPERLINK" in text
    assert ",=" not in text
    assert ',"=' not in text
    assert client.get(reverse("access:export", args=["pdf"])).status_code == 404


def test_a_policy_is_read_with_one_click(signed_in, service, opened):
    row = service()
    opened(row)
    manager, staff = signed_in("manager"), signed_in("staff")
    url = reverse("access:announce", args=[row.pk])
    assert manager.post(url, {"text": ""}).status_code == 422
    assert manager.post(url, {"text": "機密性3は入れない。"}).status_code == 302
    told = Briefing.objects.get()
    assert "青木 みのり" in shown(manager, "briefing", told.pk)
    assert "まちの窓口の利用方針を読む" in staff.get(reverse("home")).content.decode()
    confirm = reverse("access:confirm", args=[told.pk])
    assert confirm in shown(staff, "briefing", told.pk)
    assert staff.post(confirm).status_code == 302
    assert "利用方針を読む" not in staff.get(reverse("home")).content.decode()
    assert confirm not in shown(staff, "briefing", told.pk)
    assert "まだ読んでいない人" not in shown(staff, "briefing", told.pk)
    assert signed_in("staff2").get(reverse("access:briefing", args=[told.pk])).status_code == 404
    assert shown(manager, "briefings").count("まちの窓口") == 1


def test_the_services_page_shows_accounts_and_policy(signed_in, service, opened, actor):
    row = service()
    made = opened(row, login="root", privileged=True)
    actions.announce(actor("manager"), service=row, text="守る")
    page = signed_in("manager").get(reverse("ledgers:service", args=[row.pk])).content.decode()
    for part in (
        reverse("access:account", args=[made.pk]),
        "青木 みのり",
        reverse("access:announce", args=[row.pk]),
    ):
        assert part in page


@pytest.mark.parametrize("name", ["list", "briefings"])
def test_the_number_of_queries_does_not_grow(signed_in, service, opened, actor, name):
    client, counts = signed_in("policy"), []
    for turn in range(2):
        for number in range(5):
            row = service(name=f"サービス{turn}{number}")
            opened(row)
            actions.announce(actor("policy"), service=row, text="守る")
        shown(client, name)
        with CaptureQueriesContext(connection) as asked:
            shown(client, name)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_api_opens_and_closes(signed_in, service):
    row, client = service(), signed_in("manager")
    given = {
        "service_id": row.pk,
        "login": "api",
        "kind": "personal",
        "username": "staff",
        "opened_on": "2026-04-02",
    }
    made = client.post("/api/v1/access", given, content_type="application/json")
    assert made.status_code == 201, made.content
    closing = {"version": 1, "on": "2026-05-01", "how": "見た"}
    url = f"/api/v1/access/{made.json()['id']}/close"
    assert client.post(url, closing, content_type="application/json").json()["state"] == "closed"
    assert client.get("/api/v1/access").json()["count"] == 1
    assert signed_in("manager2").post(url, closing, content_type="application/json").status_code in {403, 404}
