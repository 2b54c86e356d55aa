"""The API does what the screens do, with keys, problem documents and the described shapes."""

import datetime as dt
import json
from http import HTTPStatus

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings

from sekisho.server.accounts import actions as accounts
from sekisho.server.accounts.models import ApiToken
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers.models import InformationAsset
from sekisho.server.site.api import api

TODAY = dt.date.today()  # noqa: DTZ011  keys end on a calendar day
ASSET = {
    "number": "税-1", "name": "予約表", "confidentiality": 2, "integrity": 2, "availability": 1,
    "personal_data": True, "person_count": 10, "medium": "electronic", "zone": "lgwan",
    "registered_on": "2025-04-01",
}  # fmt: skip


class Program:
    """A program that calls the API with a key."""

    def __init__(self, key):
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {key}"}

    def __call__(self, method, path, body=None):
        return self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=self.headers,
        )


@pytest.fixture
def program(city, actor):
    def make(key):
        return Program(
            accounts.issue_token(actor(key), label="連携", ends=TODAY + dt.timedelta(days=30), today=TODAY)
        )

    return make


def test_an_asset_is_added_read_changed_and_retired(city, program):
    call = program("manager")
    made = call("POST", "/ledgers/assets", ASSET | {"section_id": city.sections["税務課"].pk})
    assert made.status_code == HTTPStatus.CREATED, made.content
    pk, version = made.json()["id"], made.json()["version"]
    assert call("GET", f"/ledgers/assets/{pk}").json()["section"] == "税務課"
    changed = call("PATCH", f"/ledgers/assets/{pk}?version={version}", {"confidentiality": 3})
    assert changed.status_code == HTTPStatus.OK, changed.content
    row = InformationAsset.objects.get(pk=pk)
    assert (row.confidentiality, row.name) == (3, "予約表")
    late = call("PATCH", f"/ledgers/assets/{pk}?version={version}", {"name": "別の名"})
    assert late.status_code == HTTPStatus.CONFLICT
    retired = call(
        "POST",
        f"/ledgers/assets/{pk}/retire",
        {"version": row.version, "on": TODAY.isoformat(), "reason": "廃棄"},
    )
    assert retired.status_code == HTTPStatus.OK, retired.content
    assert call("GET", "/ledgers/assets").json()["count"] == 0
    entries = JournalEntry.objects.filter(subject_type="asset").order_by("pk")
    assert [one.verb for one in entries] == ["asset.added", "asset.changed", "asset.retired"]


def test_another_sections_manager_is_refused(city, program):
    refused = program("manager2")(
        "POST", "/ledgers/assets", ASSET | {"section_id": city.sections["税務課"].pk}
    )
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["title"] == "「情報資産を直す」権限がありません。"
    assert not InformationAsset.objects.exists()


def test_another_body_is_not_seen(city, other_city, program):
    with in_body(other_city.body.pk):
        theirs = InformationAsset.make(**ASSET, section=other_city.sections["税務課"])
    call = program("policy")
    assert call("GET", f"/ledgers/assets/{theirs.pk}").status_code == HTTPStatus.NOT_FOUND
    assert call("GET", "/ledgers/assets").json() == {"count": 0, "items": []}


def test_judging_says_what_is_missing_and_records_nothing(program):
    facts = {"service_class": "external_sensitive", "confidentiality": 2, "terms_kind": "individual"}
    answer = program("staff")("POST", "/catalogue/judge", {"facts": facts}).json()
    assert answer["outcome"] == "undetermined"
    assert {one["fact"] for one in answer["questions"]} == set(answer["missing"])
    assert not JournalEntry.objects.exclude(verb="token.issued").exists()


def test_a_whole_application_goes_through(city, program):
    clerk, reviewer, head = program("staff"), program("policy"), program("manager")
    answers = {
        "name": "観光地図サービス", "purpose": "観光地図を見せる", "service_kind": "map",
        "works_for_us": False, "is_cloud": False, "phase": "selection",
        "starts": "R8.12.1", "no_assets": True, "zone": "internet",
        "provider_name": "地図の会社", "terms_kind": "terms_only", "terms_read": True, "risk_accepted": True,
        "data_regions": ["JP"],
    }  # fmt: skip
    row = clerk("POST", "/applications", {"answers": answers})
    assert row.status_code == HTTPStatus.CREATED, row.content
    row = row.json()
    assert row["answers"]["starts"] == "2026-12-01"
    path = f"/applications/{row['id']}"
    row = clerk("POST", f"{path}/submit", {"version": row["version"]}).json()
    assert row["state"] == "under_review", row
    checklist = reviewer("GET", f"{path}/judgement").json()["checklist"]
    checks = {item["clause"]: {"answer": "yes"} for item in checklist}
    row = reviewer("POST", f"{path}/review", {"version": row["version"], "checks": checks}).json()
    assert row["state"] == "awaiting_decision", row
    assert clerk("POST", f"{path}/decide", {"version": row["version"]}).status_code == HTTPStatus.FORBIDDEN
    row = head("POST", f"{path}/decide", {"version": row["version"]}).json()
    assert row["state"] == "approved", row
    assert row["document_number"].startswith("税第1号")
    assert [one["name"] for one in clerk("GET", "/ledgers/services").json()["items"]] == ["観光地図サービス"]


def test_an_unreadable_answer_is_a_problem_naming_the_field(program):
    answer = program("staff")("POST", "/applications", {"answers": {"starts": "2月30日"}})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.json()["where"] == "利用開始の予定日"


@pytest.mark.parametrize("change", ["stopped", "past", "left"])
def test_a_key_that_ended_opens_nothing(city, program, change):
    call = program("staff")
    assert call("GET", "/catalogue/clauses").status_code == HTTPStatus.OK
    if change == "stopped":
        ApiToken.objects.update(stopped_at=dt.datetime.now(dt.UTC))
    elif change == "past":
        ApiToken.objects.update(ends=TODAY - dt.timedelta(days=1))
    else:
        city.people["staff"].is_active = False
        city.people["staff"].save()
    assert call("GET", "/catalogue/clauses").status_code == HTTPStatus.UNAUTHORIZED


def test_the_key_itself_is_kept_nowhere(city, actor):
    key = accounts.issue_token(actor("staff"), label="連携", ends=TODAY, today=TODAY)
    assert key not in ApiToken.objects.get().digest
    assert key not in JournalEntry.objects.get().record


def test_a_page_of_the_site_may_call_only_with_its_csrf_token(city):
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.people["staff"], backend="sekisho.server.accounts.backends.BodyAccountBackend")
    refused = client.post("/api/v1/catalogue/judge", "{}", content_type="application/json")
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "CSRF" in refused.json()["why"]


def test_a_key_opens_no_page(city, program):
    call = program("staff")
    assert call.client.get("/", headers=call.headers).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_no_database_can_hold_is_refused_wherever_it_is_sent(program, text):
    call = program("staff")
    sent = call("POST", "/applications", {"answers": {"name": text}})
    assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sent.json()["where"] == "送られた内容"


def test_an_address_with_nul_is_refused_as_page_and_as_document(program, signed_in):
    asked = program("policy")("GET", "/incidents/breach?words=%00")
    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert asked.json()["where"] == "アドレス"
    page = signed_in("policy").get("/search/?q=a%00b")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "文字として扱えない" in page.content.decode()


SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema())
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_no_described_call_breaks_the_server(program, operation):
    call = program("policy")

    @settings(
        max_examples=6, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def send(case):
        sent = case.as_transport_kwargs(base_url="http://testserver")
        body = sent.get("json")
        answer = call.client.generic(
            case.method.upper(),
            case.formatted_path,
            "" if body is None else json.dumps(body, default=str),
            content_type="application/json",
            headers=call.headers,
            query_params=sent.get("params") or {},
        )
        assert answer.status_code != HTTPStatus.INTERNAL_SERVER_ERROR, answer.content
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["title"]

    send()
