"""The cases over the API."""

import pytest
from django.utils import timezone

from sekisho.server.accounts.models import Post

API = "/api/v1/incidents/cases"


@pytest.fixture
def call(signed_in):
    def make(method, path="", data=None, who="csirt"):
        return getattr(signed_in(who), method)(f"{API}{path}", data, content_type="application/json")

    return make


@pytest.fixture
def made(call, add_contract):
    add_contract("R8-001")
    return call("post", data={"title": "みのり印刷の事案", "words": "みのり"}).json()["id"]


def test_a_case_from_opening_to_closing(call, made):
    shown = call("get", f"/{made}").json()
    assert [clock["paper"] for clock in shown["clocks"]] == ["preliminary", "final"]
    assert shown["holdings"]["people"]["low"] == 6300
    today = timezone.localdate().isoformat()
    call("patch", f"/{made}", {"version": 1, "leaked": True, "cause": "VPN機器の弱点"})
    paper = call("post", f"/{made}/papers/final").json()["id"]
    sent = {"kind": "final", "sent_on": today, "how": "報告フォーム", "draft_id": paper}
    assert call("post", f"/{made}/sendings", sent).status_code == 201
    version = call("get", f"/{made}").json()["version"]
    assert call("post", f"/{made}/close", {"version": version, "reason": "済んだ"}).status_code == 200
    assert call("get").json()["items"][0]["state"] == "closed"


def test_a_suspected_leak(call, made):
    assert call("patch", f"/{made}", {"version": 1, "leak_suspected": True}).status_code == 200
    shown = call("get", f"/{made}").json()
    assert (shown["leaked"], shown["leak_suspected"]) == (None, True)
    both = {"version": 2, "leaked": True, "leak_suspected": True}
    assert call("patch", f"/{made}", both).status_code == 422
    assert call("patch", f"/{made}", {"version": 2, "leak_suspected": None}).status_code == 422


def test_statements_and_their_contradictions(call, made, firm):
    today = timezone.localdate().isoformat()
    for leaked in (False, True):
        told = {"firm_id": firm.pk, "said_on": today, "said_to": "青木", "channel": "phone", "text": "…"}
        assert call("post", f"/{made}/statements", told | {"claims": {"leaked": leaked}}).status_code == 201
    kinds = [one["kind"] for one in call("get", f"/{made}").json()["contradictions"]]
    assert kinds == ["leak_changed"]
    wrong = told | {"claims": {"nothing": True}}
    assert call("post", f"/{made}/statements", wrong).status_code == 422


def test_entries_and_corrections(call, made):
    now = timezone.now().isoformat()
    first = call("post", f"/{made}/entries", {"at": now, "text": "9時に電話"}).json()["id"]
    second = call("post", f"/{made}/entries", {"at": now, "text": "10時に電話", "corrects": first})
    assert second.status_code == 201
    assert call("post", f"/{made}/entries", {"at": now, "text": "x", "corrects": 999}).status_code == 404


def test_who_may(call, made):
    assert call("get", who="staff").status_code == 403
    assert call("post", data={"title": "x"}, who="auditor").status_code == 403
    assert call("get", f"/{made}", who="auditor").status_code == 200
    assert call("get", f"/{made}", who="manager2").status_code == 404


def test_what_cannot_be_kept_is_refused_in_words(call, made):
    naive = "2026-11-20T09:00:00"
    wrong = [
        call("post", data={"title": "x", "known_at": naive}),
        call("post", f"/{made}/entries", {"at": naive, "text": "9時に電話"}),
        call("patch", f"/{made}", {"version": 1, "title": None}),
        call("patch", f"/{made}", {"version": 1, "persons_low": None}),
        call("post", f"/{made}/entries", {"at": "0001-01-01T00:00:00+09:00", "text": "9時に電話"}),
        call("patch", f"/{made}", {"version": 1, "occurred_on": "0001-01-01"}),
    ]
    assert [answer.status_code for answer in wrong] == [422] * len(wrong)
    assert call("get", f"/{made}").json()["version"] == 1


def test_a_case_stays_with_its_section_when_the_person_who_opened_it_moves(city, call, actor, add_contract):
    add_contract("R8-001")
    made = call("post", data={"title": "みのり", "words": "みのり"}, who="manager").json()["id"]
    alone = call("post", data={"title": "誤送信"}, who="manager").json()["id"]
    assert [call("get", f"/{one}", who="manager").status_code for one in (made, alone)] == [200, 200]
    Post.objects.filter(person=city.people["manager"]).update(section=city.sections["市民課"])
    for one in (made, alone):
        assert call("get", f"/{one}", who="manager").status_code == 404
        assert call("patch", f"/{one}", {"version": 1, "cause": "x"}, who="manager").status_code == 404
