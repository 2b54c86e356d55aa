"""条文ごとの状況 over the API: within one's reach, the same numbers as on the page."""

from __future__ import annotations

import json

import pytest

from sekisho.server.catalogues import numbers, queries, runs
from sekisho.server.crossings.models import JournalEntry

BAD = {
    "service_class": "external_sensitive",
    "confidentiality": 2,
    "terms_kind": "terms_only",
    "service_kind": "map",
    "data_regions": ["JP"],
}


@pytest.fixture
def get(signed_in):
    def ask(key, path="", **query):
        answer = signed_in(key).get(f"/api/v1/standing{path}", query)
        return json.loads(answer.content) if answer.status_code == 200 else answer.status_code

    return ask


def test_the_numbers_are_those_of_the_page_within_ones_reach(get, service, actor, city):
    service("税務の地図", BAD)
    service("市民の地図", BAD, section="市民課")
    runs.judge_all()
    rows = {row.clause.id: row for row in numbers.by_clause(actor("policy"), queries.rulebook_in_force())}
    told = get("policy")
    assert {one["clause"]: one["violated"] for one in told} == {
        key: row.violated for key, row in rows.items()
    }
    worst = told[0]["clause"]
    assert (told[0]["violated"], get("staff")[0]["violated"]) == (2, 1)
    assert {one["name"] for one in get("policy", "/sections")} == {"税務課", "市民課"}
    behind = get("staff", f"/{worst}/violated")
    assert (behind["count"], [one["name"] for one in behind["services"]]) == (1, ["税務の地図"])
    assert get("staff", section=city.sections["市民課"].pk) == 404
    assert len(get("policy", "/history")) == 1
    assert get("policy", "/run")["things"] == 2


def test_a_run_is_asked_for_by_who_may(signed_in, get, service):
    service("地図", BAD)
    assert get("policy") != []
    assert signed_in("staff").post("/api/v1/standing/run").status_code == 403
    assert signed_in("policy").post("/api/v1/standing/run").status_code == 202
    assert get("policy", "/run")["under_way"] is True
    assert JournalEntry.objects.filter(verb="standing.asked").count() == 1
    runs.judge_all()
    assert get("policy", "/run")["under_way"] is False
