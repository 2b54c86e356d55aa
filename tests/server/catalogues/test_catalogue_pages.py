"""The clauses' pages: list, standing from facts, one clause, and what other rules would change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sekisho.judgement import Crossing, judge
from sekisho.server.applications.models import Application
from sekisho.server.catalogues import details, queries
from sekisho.server.catalogues.models import LocalClauses
from sekisho.server.crossings.models import JournalEntry
from sekisho.terms import CrossingKind

GOOD = {
    "service_class": "external_ordinary",
    "confidentiality": 1,
    "terms_kind": "terms_only",
    "service_kind": "map",
    "data_regions": ["JP"],
}
TERMS_WITH_DATA = GOOD | {"service_class": "external_sensitive", "confidentiality": 2}


def test_every_clause_is_listed_and_can_be_narrowed(signed_in, city):
    client, url = signed_in("staff"), reverse("catalogues:clauses")
    page = client.get(url)
    assert len(page.context["rows"]) == page.context["total"] > 100
    narrowed = client.get(url, {"q": "約款", "machine": "yes"}).context["rows"]
    assert 0 < len(narrowed) < 40
    assert all(row["clause"].machine for row in narrowed)


def test_a_clauses_page_tells_source_duty_and_condition(signed_in, city):
    rulebook = queries.rulebook_in_force()
    for clause in rulebook.clauses.values():
        page = signed_in("staff").get(reverse("catalogues:clause", args=[clause.id]))
        assert page.status_code == 200
        assert clause.title in page.content.decode()
        break
    assert signed_in("staff").get(reverse("catalogues:clause", args=["NO-SUCH"])).status_code == 404


@pytest.mark.parametrize("who", ["staff", "manager", "deputy", "service"])
def test_only_those_who_run_or_audit_try_other_rules(signed_in, city, who):
    assert signed_in(who).get(reverse("catalogues:what_if")).status_code == 403
    assert signed_in(who).get(reverse("catalogues:local")).status_code == 403


def recorded(city, actor, facts, number="税第1号"):
    decision = judge(Crossing(CrossingKind.USE_EXTERNAL_SERVICE, number), facts, queries.rulebook_in_force())
    return Application.make(
        number=number,
        section=city.sections["税務課"],
        applicant=city.people["staff"],
        state="approved",
        title="地図",
        judgement=decision.as_dict(),
        content={"facts": facts},
        document_number=number,
    )


def test_what_if_lists_the_decisions_that_would_change_and_writes_nothing(signed_in, city, actor):
    recorded(city, actor, TERMS_WITH_DATA | {"terms_kind": "individual", "data_regions": ["US"]}, "税第2号")
    recorded(city, actor, GOOD)
    client, url = signed_in("general"), reverse("catalogues:what_if")
    assert details.EXAMPLE.splitlines()[1] in client.get(url).content.decode()
    stricter = details.EXAMPLE.replace(
        "context.confidentiality >= 2", "context.confidentiality >= 1"
    ).replace("'[\"JP\"].containsAll(context.data_regions)'", "'context.data_regions.contains(\"KR\")'")
    page = client.post(url, {"text": stricter})
    replay = page.context["answer"].replay
    assert replay.total == 2
    assert {row.reference for row in replay.differences} | {"税第2号"} == {"税第1号", "税第2号"}
    assert all("LOC-001" in row.newly_violated for row in replay.differences)
    assert LocalClauses.objects.count() == 0
    assert JournalEntry.objects.count() == 0


def test_faults_in_the_clauses_are_shown_with_their_place(signed_in, city):
    client, url = signed_in("policy"), reverse("catalogues:what_if")
    assert client.post(url, {"text": "clauses: [1, 2"}).status_code == 422
    wrong = details.EXAMPLE.replace("context.confidentiality", "context.confidentialty")
    page = client.post(url, {"text": wrong})
    assert page.context["answer"].replay is None
    assert "confidentialty" in page.content.decode()


def test_a_file_stands_in_for_the_text_and_the_clauses_take_effect(signed_in, city):
    client = signed_in("general")
    file = SimpleUploadedFile("local.yaml", details.EXAMPLE.encode())
    assert client.post(reverse("catalogues:local"), {"text": "", "file": file}).status_code == 302
    assert "LOC-001" in queries.rulebook_in_force().clauses
    assert JournalEntry.objects.get().verb == "catalogue.local_set"
    bad = SimpleUploadedFile("local.yaml", b"\x83\xff")
    assert client.post(reverse("catalogues:local"), {"text": "", "file": bad}).status_code == 422
