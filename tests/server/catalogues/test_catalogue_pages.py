"""The clauses' pages: list, standing from facts, one clause, and what other rules would change."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sekisho.judgement import Crossing, judge
from sekisho.server.applications.models import Application
from sekisho.server.catalogues import details, queries, standing
from sekisho.server.catalogues.models import LocalClauses
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions
from sekisho.terms import ClauseStatus, CrossingKind

GOOD = {
    "service_class": "external_ordinary",
    "confidentiality": 1,
    "terms_kind": "terms_only",
    "service_kind": "map",
    "data_regions": ["JP"],
}
TERMS_WITH_DATA = GOOD | {"service_class": "external_sensitive", "confidentiality": 2}


@pytest.fixture
def service(actor, city):
    def enter(name, facts, section="税務課"):
        return actions.enter_service(
            actor("policy"),
            name=name,
            provider_name="地図の会社",
            provider_corporate_number="",
            kind="map",
            terms_kind=facts["terms_kind"],
            service_class=facts["service_class"],
            purpose="観光",
            url="",
            section=city.sections[section],
            confidentiality=facts["confidentiality"],
            asset_ids=[],
            facts=facts,
            starts=dt.date(2026, 4, 1),
            ends=None,
            manager=None,
            for_all_staff=False,
            conditions="",
            decision_number="",
            obligations=[],
        )

    return enter


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


def test_the_standing_is_computed_from_the_services_facts(signed_in, service, actor):
    service("地図", GOOD)
    bad = service("約款で名簿", TERMS_WITH_DATA)
    service("よその課", TERMS_WITH_DATA, section="市民課")
    rulebook = queries.rulebook_in_force()
    judged = standing.judged_services(actor("staff"), rulebook)
    assert len(judged) == 2
    assert not [one for one in judged if one.fault]
    rows = standing.by_clause(judged, rulebook)
    worst = rows[0]
    assert worst.violated == 1
    assert worst.applicable == worst.satisfied + worst.violated + worst.unknown
    assert [row.pk for row in standing.behind(judged, worst.clause.id)["violated"]] == [bad.pk]
    page = signed_in("staff").get(reverse("catalogues:standings")).content.decode()
    assert worst.clause.title in page
    clause = signed_in("staff").get(reverse("catalogues:clause", args=[worst.clause.id])).content.decode()
    assert "約款で名簿" in clause
    assert "よその課" not in clause
    assert standing.totals(rows)[ClauseStatus.VIOLATED] >= 1


def test_a_grade_raised_later_shows_in_the_standing(actor, service, city, signed_in):
    person = actor("policy")
    kept = actions.add_asset(
        person,
        number="税務-0001",
        name="観光地図",
        section=city.sections["税務課"],
        confidentiality=1,
        integrity=1,
        availability=1,
        restrictions=[],
        personal_data=False,
        specific_personal_data=False,
        medium="electronic",
        registered_on=dt.date(2024, 4, 1),
    )
    row = service("地図", GOOD)
    actions.change_service(person, row.pk, 1, asset_ids=[kept.pk])
    rulebook = queries.rulebook_in_force()
    before = standing.by_clause(standing.judged_services(person, rulebook), rulebook)
    actions.change_asset(person, kept.pk, 1, confidentiality=3)
    after = standing.by_clause(standing.judged_services(person, rulebook), rulebook)
    assert sum(one.violated for one in after) > sum(one.violated for one in before)


def test_the_standing_asks_the_same_number_of_questions(actor, service, django_assert_num_queries, city):
    rulebook = queries.rulebook_in_force()
    for number in range(12):
        service(f"サービス{number}", GOOD)
    person = actor("policy")
    with django_assert_num_queries(2):
        standing.judged_services(person, rulebook)


def test_a_service_with_facts_nobody_knows_is_said_so(actor, service, signed_in):
    service("古い事実", GOOD | {"no_such_fact": True})
    page = signed_in("policy").get(reverse("catalogues:standings"))
    assert "no_such_fact" in page.content.decode()


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
