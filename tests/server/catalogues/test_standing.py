"""How the clauses stand: judged at night and after a change, counted once, seen within one's reach."""

import datetime as dt
import json
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import NotFound, Refused
from sekisho.judgement import Crossing, judge
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.catalogues import actions as catalogue_actions
from sekisho.server.catalogues import numbers, queries, runs, standing, tasks
from sekisho.server.catalogues.details import EXAMPLE
from sekisho.server.catalogues.models import Standing, StandingRun, ThingStanding
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions, governed
from sekisho.terms import ClauseStatus, CrossingKind

GOOD = {
    "service_class": "external_ordinary",
    "confidentiality": 1,
    "terms_kind": "terms_only",
    "service_kind": "map",
    "data_regions": ["JP"],
}
TERMS_WITH_DATA = GOOD | {"service_class": "external_sensitive", "confidentiality": 2}
BROKEN = GOOD | {"data_regions": "どこか"}


@pytest.fixture
def contract(actor, city):
    def add(number, section="税務課", **changed):
        firm = actions.add_contractor(actor("policy"), name=f"みどり情報{number}")
        values = {
            "number": number,
            "title": "納税通知書印刷業務",
            "section": city.sections[section],
            "contractor": firm,
            "starts": dt.date(2026, 4, 1),
            "ends": dt.date(2099, 3, 31),
            "confidentiality": 3,
            "person_count": 6300,
        }
        return actions.add_contract(actor("policy"), **(values | changed))

    return add


@pytest.fixture
def asset(actor, city):
    def add(number="税務-0001", **changed):
        values = {
            "number": number,
            "name": "観光地図",
            "section": city.sections["税務課"],
            "confidentiality": 1,
            "integrity": 1,
            "availability": 1,
            "restrictions": [],
            "personal_data": False,
            "specific_personal_data": False,
            "medium": "electronic",
            "registered_on": dt.date(2024, 4, 1),
        }
        return actions.add_asset(actor("policy"), **(values | changed))

    return add


def expected():
    """Count the things' standing by judging each anew: (ledger, section, clause) → numbers."""
    rulebook, day = queries.rulebook_in_force(), timezone.localdate()
    counts = Counter()
    for ledger, kind in governed.LEDGERS.items():
        for thing in governed.after(ledger, 0, 10_000, day):
            for row in judge(Crossing(kind, "test"), thing.facts, rulebook).citations:
                if row.status is not ClauseStatus.NOT_APPLICABLE:
                    counts[ledger, None, row.clause, row.status.value] += 1
                    for section in (None, thing.section):
                        counts[ledger, section, "", row.status.value] += 1
    return counts


def counted(run):
    counts = Counter()
    for row in Standing.objects.filter(run=run):
        assert row.applicable == row.satisfied + row.violated + row.unknown
        for status in ("satisfied", "violated", "unknown"):
            if number := getattr(row, status):
                counts[row.ledger, row.section_id, row.clause, status] = number
    return counts


def test_a_run_counts_what_judging_each_thing_gives(service, contract):
    service("地図", GOOD)
    service("約款で名簿", TERMS_WITH_DATA)
    service("よその課", TERMS_WITH_DATA, section="市民課")
    contract("R8-001")
    contract("R8-002", section="市民課", confidentiality=None, person_count=None, subcontractors="なし")
    run = runs.judge_all()
    assert run.done == run.total == 5
    assert counted(run) == expected()
    entry = JournalEntry.objects.get(verb="standing.judged")
    data = json.loads(entry.record)["data"]
    assert data["things"] == 5
    assert data["violated"] == sum(
        number for key, number in expected().items() if key[1:] == (None, "", "violated")
    )


def test_the_size_of_a_batch_changes_nothing(service, contract):
    for number in range(5):
        service(f"地図{number}", GOOD | {"person_count": number})
        contract(f"R8-{number}")
    seen = []
    run = runs.judge_all(batch=2, progress=lambda done, total: seen.append((done, total)))
    assert counted(run) == expected()
    assert seen[-1] == (10, 10)


def test_a_run_that_was_stopped_goes_on_where_it_was(service):
    for number in range(6):
        service(f"地図{number}", GOOD | {"person_count": number})
    seen = []
    stopped = runs.judge_all(
        batch=2, progress=lambda done, _total: seen.append(done), stopping=lambda: len(seen) == 2
    )
    assert stopped is None
    halfway = runs.unfinished()
    assert (halfway.done, ThingStanding.objects.exclude(judged_at=None).count()) == (4, 4)
    assert runs.due(timezone.now())
    again = []
    run = runs.judge_all(batch=2, progress=lambda done, _total: again.append(done))
    assert (run.pk, again[0]) == (halfway.pk, 6)
    assert counted(run) == expected()


def test_other_rules_make_a_halfway_run_worthless(service, actor):
    for number in range(4):
        service(f"地図{number}", TERMS_WITH_DATA | {"data_regions": ["US"], "person_count": number})
    seen = []
    runs.judge_all(batch=2, progress=lambda *_: seen.append(1), stopping=lambda: len(seen) == 1)
    halfway = runs.unfinished()
    catalogue_actions.set_local_clauses(actor("general"), text=EXAMPLE)
    run = runs.judge_all(batch=2)
    assert run.pk != halfway.pk
    assert not StandingRun.objects.filter(pk=halfway.pk).exists()
    assert counted(run)[governed.SERVICE, None, "LOC-001", "violated"] == 4


def test_two_processes_on_one_run_count_nothing_twice(service):
    for number in range(6):
        service(f"地図{number}", GOOD | {"person_count": number})
    nested = []

    def meanwhile(_done, _total):
        if not nested:
            nested.append(runs.judge_all(batch=2))

    assert runs.judge_all(batch=2, progress=meanwhile) is None
    assert nested[0].done == 6
    assert counted(nested[0]) == expected()
    assert JournalEntry.objects.filter(verb="standing.judged").count() == 1


def test_a_night_without_changes_judges_nothing_anew_and_counts_the_same(service):
    service("地図", GOOD)
    first = runs.judge_all()
    before = counted(first)
    judged_at = ThingStanding.objects.get().judged_at
    second = runs.judge_all()
    assert counted(second) == before
    row = ThingStanding.objects.get()
    assert (row.judged_at, row.run_id) == (judged_at, second.pk)


def test_a_grade_raised_later_shows_after_the_refresh(actor, service, asset):
    kept = asset()
    row = service("地図", GOOD)
    actions.change_service(actor("policy"), row.pk, 1, asset_ids=[kept.pk])
    run = runs.judge_all()
    before = counted(run)
    actions.change_asset(actor("policy"), kept.pk, 1, confidentiality=3)
    assert numbers.now(actor("policy")).changed == 1
    assert counted(run) == before
    assert runs.refresh() == 1
    assert counted(run) == expected() != before
    assert numbers.now(actor("policy")).changed == 0
    assert runs.latest().refreshed is not None
    assert runs.refresh() == 0


def test_every_way_a_thing_changes_marks_it(actor, service, contract):
    runs.judge_all()
    made, deal = service("地図", GOOD), contract("R8-001")
    assert runs.refresh() == 2
    assert counted(runs.latest()) == expected()
    actions.change_contract(actor("policy"), deal.pk, 1, confidentiality=1)
    assert runs.refresh() == 1
    assert counted(runs.latest()) == expected()
    actions.retire_service(actor("policy"), made.pk, 1, on=dt.date(2026, 6, 1), reason="終わり")
    assert runs.refresh() == 1
    assert not ThingStanding.objects.filter(ledger=governed.SERVICE).exists()
    assert counted(runs.latest()) == expected()


def test_a_change_that_is_taken_back_marks_nothing(actor, service):
    row = service("地図", GOOD)
    runs.judge_all()
    with pytest.raises(Refused):
        actions.change_service(actor("staff"), row.pk, 1, name="別の地図")
    assert numbers.now(actor("policy")).changed == 0


def test_a_change_while_a_thing_is_judged_is_not_lost(actor, service, monkeypatch):
    row = service("地図", GOOD)
    runs.judge_all()
    real, done = governed.among, []

    def among(ledger, keys, day):
        things = real(ledger, keys, day)
        if ledger == governed.SERVICE and len(done) < 2:  # the facts are read; now somebody changes them
            done.append(1)
            actions.change_service(
                actor("policy"), row.pk, len(done), facts=TERMS_WITH_DATA | {"person_count": len(done)}
            )
        return things

    runs.note_change("service", [row.pk])
    monkeypatch.setattr(governed, "among", among)
    runs.refresh()
    assert len(done) == 2
    assert counted(runs.latest()) == expected()
    assert not runs.refresh()


def test_a_change_after_the_facts_of_the_night_were_read_is_not_lost(actor, service, monkeypatch):
    row = service("地図", GOOD)
    read, changed = governed.after, []

    def after(ledger, key, limit, day):
        things = read(ledger, key, limit, day)
        if things and not changed:
            changed.append(actions.change_service(actor("policy"), row.pk, row.version, manager=None))
        return things

    monkeypatch.setattr(runs.governed, "after", after)
    runs.judge_all()
    kept = ThingStanding.objects.get()
    (now,) = governed.among("service", [row.pk], timezone.localdate())
    assert now.facts["service_manager_named"] is False
    assert kept.stamp == standing.stamp_of(now, queries.rulebook_in_force())


def test_a_contract_is_judged_by_what_the_ledger_knows(contract):
    contract("R8-001", subcontractors="株式会社あおば")
    contract("R8-002", confidentiality=None, person_count=None, subcontractors="")
    contract("R7-001", starts=dt.date(2025, 4, 1), ends=dt.date(2026, 3, 31))
    contract("R7-002", starts=dt.date(2025, 4, 1), ends=dt.date(2026, 3, 31), provided_on=dt.date(2025, 5, 1))
    found = governed.after(governed.CONTRACT, 0, 10, dt.date(2026, 6, 1))
    assert [thing.facts for thing in found] == [
        {
            "service_class": "outsourcing",
            "phase": "operation",
            "confidentiality": 3,
            "person_count": 6300,
            "personal_data": True,
            "subcontract": True,
        },
        {"service_class": "outsourcing", "phase": "operation"},
        {
            "service_class": "outsourcing",
            "phase": "disposal",
            "confidentiality": 3,
            "person_count": 6300,
            "personal_data": True,
        },
    ]


def test_facts_nobody_can_read_are_told_and_do_not_stop_the_run(actor, service, signed_in):
    service("地図", GOOD)
    service("どこかの地図", BROKEN)
    run = runs.judge_all()
    assert run.done == 2
    assert numbers.now(actor("policy")).faults == 1
    page = signed_in("policy").get(reverse("catalogues:standings")).content.decode()
    assert "判定できないものが1件あります" in page


def test_the_page_counts_only_what_the_person_may_see_and_leads_to_it(
    signed_in, service, actor, contract, city
):
    service("地図", GOOD)
    service("約款で名簿", TERMS_WITH_DATA)
    service("よその課", TERMS_WITH_DATA, section="市民課")
    contract("R8-777")
    runs.judge_all()
    rulebook = queries.rulebook_in_force()
    own, whole = (numbers.by_clause(actor(who), rulebook) for who in ("staff", "policy"))
    worst = next(row for row in own if CrossingKind.USE_EXTERNAL_SERVICE in row.clause.kinds)
    assert worst.violated == 1
    assert next(row for row in whole if row.clause == worst.clause).violated == 2
    page = signed_in("staff").get(reverse("catalogues:standings")).content.decode()
    assert worst.clause.title in page
    clause = signed_in("staff").get(reverse("catalogues:clause", args=[worst.clause.id])).content.decode()
    assert "約款で名簿" in clause
    assert "よその課" not in clause
    narrowed = {"section": city.sections["市民課"].pk}
    behind = signed_in("policy").get(reverse("catalogues:clause", args=[worst.clause.id]), narrowed)
    assert "よその課" in behind.content.decode()
    assert "約款で名簿" not in behind.content.decode()
    other = numbers.by_clause(actor("policy"), rulebook, narrowed["section"])
    assert next(row for row in other if row.clause == worst.clause).violated == 1
    assert "R8-777" in signed_in("staff").get(reverse("catalogues:clause", args=["OUT-011"])).content.decode()
    assert signed_in("staff").get(reverse("catalogues:standings"), narrowed).status_code == 404


def test_every_number_is_as_many_things_as_it_leads_to(service, actor, contract):
    for number in range(3):
        service(f"地図{number}", GOOD | {"person_count": number})
    service("約款で名簿", TERMS_WITH_DATA)
    contract("R8-001")
    runs.judge_all()
    looked = 0
    for row in numbers.by_clause(actor("policy"), queries.rulebook_in_force()):
        for status in (ClauseStatus.SATISFIED, ClauseStatus.VIOLATED, ClauseStatus.UNKNOWN):
            behind = numbers.behind(actor("policy"), row.clause.id, status)
            listed = len(behind["services"]) + len(behind["contracts"])
            assert behind["count"] == listed == getattr(row, status.value)
            looked += listed
    assert looked > 20


def test_a_neighbours_things_are_never_counted(service, other_city, actor):
    service("地図", GOOD)
    with in_body(other_city.body.pk):
        assert runs.judge_all().done == 0
        assert not ThingStanding.objects.exists()
    assert runs.judge_all().done == 1


def test_nobody_without_the_ledger_sees_numbers(actor, city):
    with pytest.raises(Refused):
        numbers.by_clause(actor("nobody"), queries.rulebook_in_force())
    with pytest.raises(NotFound):
        numbers.by_clause(actor("staff"), queries.rulebook_in_force(), city.sections["市民課"].pk)


def test_pages_and_batches_ask_the_same_number_of_questions(signed_in, service):
    def questions():
        client = signed_in("policy")
        with CaptureQueriesContext(
            connection,
        ) as page:
            assert client.get(reverse("catalogues:standings")).status_code == 200
        StandingRun.objects.all().delete()
        with CaptureQueriesContext(connection) as run:
            runs.judge_all()
        return len(page), len(run)

    service("地図", GOOD)
    runs.judge_all()
    questions()
    few = questions()
    for number in range(20):
        service(f"地図{number}", GOOD | {"person_count": number})
    runs.refresh()
    assert questions() == few


def at(hour, minute=0):
    return dt.datetime(2026, 6, 2, hour, minute, tzinfo=timezone.get_default_timezone())


def test_a_run_is_due_once_a_night_and_when_the_rules_change(service, actor):
    service("地図", GOOD)
    assert runs.due(at(12))
    run = runs.judge_all()
    StandingRun.objects.filter(pk=run.pk).update(started=at(0, 59))
    assert not runs.due(at(0, 59))
    assert runs.due(at(1))
    StandingRun.objects.filter(pk=run.pk).update(started=at(1, 1))
    assert not runs.due(at(23, 59))
    assert runs.due(at(1) + dt.timedelta(days=1))
    catalogue_actions.set_local_clauses(actor("general"), text=EXAMPLE)
    assert runs.due(at(2))


def test_the_workers_task_runs_what_is_due_and_then_what_changed(service):
    service("地図", GOOD)
    tasks.keep_standing(runs.never)
    first = runs.latest()
    service("地図2", TERMS_WITH_DATA)
    tasks.keep_standing(runs.never)
    assert runs.latest() == first
    assert counted(first) == expected()


def test_history_is_kept_and_thinned(service, actor, signed_in):
    service("地図", TERMS_WITH_DATA)
    for days in (200, 199, 150, 3, 2):
        run = runs.judge_all()
        StandingRun.objects.filter(pk=run.pk).update(started=timezone.now() - dt.timedelta(days=days))
    last = runs.judge_all()
    ages = [(last.started - run.started).days for run in StandingRun.objects.all()]
    assert ages[0] == 0
    assert {2, 3} <= set(ages)
    months = [(run.started.year, run.started.month) for run in StandingRun.objects.all()[3:]]
    assert len(set(months)) == len(months) >= 1
    old = Standing.objects.exclude(run=last)
    assert old.filter(section=None).exclude(clause="").exists()
    for who in ("staff", "policy"):
        shown = numbers.history(actor(who))
        assert len(shown) == len(ages)
        assert len({(one.satisfied, one.violated, one.unknown) for one in shown}) == 1
        assert shown[0].violated > 0
    assert "これまでの移り変わり" in signed_in("policy").get(reverse("catalogues:standings")).content.decode()


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("xlsx", b"PK"),
        ("csv", b"\xef\xbb\xbf"),
        ("cp932", "条文".encode("cp932")),
        ("pdf", b"%PDF"),
        ("oscal", b"{"),
    ],
)
def test_the_numbers_go_out_as_files_on_record(signed_in, service, official_oscal, form, begins):
    service("約款で名簿", TERMS_WITH_DATA)
    url = reverse("catalogues:standings_export", args=[form])
    assert signed_in("policy").get(url).status_code == 404
    runs.judge_all()
    answer = signed_in("policy").get(url)
    assert answer.content.startswith(begins)
    assert form != "oscal" or official_oscal.is_valid(json.loads(answer.content))
    entry = JournalEntry.objects.get(verb="ledger.exported")
    assert json.loads(entry.record)["data"]["form"] == form
    assert signed_in("staff").get(url).status_code == 403
    assert signed_in("policy").get(reverse("catalogues:standings_export", args=["docx"])).status_code == 404
