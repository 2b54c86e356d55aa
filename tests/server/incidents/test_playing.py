"""Exercises: on the body's own ledgers, timed, marked, and never mixed with real cases."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput, Conflict
from sekisho.procedures.exercises import DATES, SCENARIOS, Asked
from sekisho.server.incidents import actions, case_queries, exercise_queries
from sekisho.server.incidents.models import Incident, Stop


@pytest.fixture
def begun(actor, add_contract):
    def make(key="printer-2024", number="R8-001"):
        add_contract(number)
        return actions.begin_exercise(actor("csirt"), key, "みのり")

    return make


def right_answers(row):
    inject = exercise_queries.report(row).inject
    return exercise_queries.expected(row, inject.asked)


@pytest.mark.parametrize("key", [one.key for one in SCENARIOS])
def test_an_exercise_is_played_to_its_end(begun, actor, key):
    row = begun(key)
    while (report := exercise_queries.report(row)).current is not None:
        actions.answer_exercise(actor("csirt"), row.pk, report.current.place, right_answers(row))
    row.refresh_from_db()
    assert row.state == "closed"
    assert (report.right, report.asked) == (
        report.asked,
        sum(len(one.asked) for one in report.scenario.injects),
    )
    assert report.seconds >= 0


def test_the_ledgers_give_the_answers(begun, actor):
    row = begun()
    assert right_answers(row) == {"concerned": "1", "sections": "1", "persons": "6300"}
    wrong = {"concerned": "1件", "sections": "3", "persons": "6,300人"}
    actions.answer_exercise(actor("csirt"), row.pk, 0, wrong)
    (played,) = exercise_queries.report(row).played
    assert [one.right for one in played.answers] == [True, False, True]


def test_the_pattern_of_2024_is_found_in_what_the_firm_says(begun, actor):
    row = begun()
    for place in (0, 1):
        actions.answer_exercise(actor("csirt"), row.pk, place, {})
    found = {one.kind.value for one in case_queries.contradictions(row, case_queries.frozen(row))}
    assert found == {"leak_changed", "erased_but_kept", "erased_overdue"}


@pytest.mark.parametrize(
    ("key", "last"),
    [
        ("consultant-2021", "2026-06-01"),  # somebody broke in: 60 days, Saturday 30 May
        ("transfer-box-2021", "2026-06-01"),
        ("printer-2024", "2026-06-01"),
        ("form-service-2023", "2026-04-30"),  # files were mixed up: 30 days
    ],
)
def test_the_full_report_is_due_later_where_somebody_broke_in(begun, key, last):
    row = begun(key)
    row.known_at = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
    assert exercise_queries.expected(row, [Asked.PRELIMINARY, Asked.FINAL]) == {
        "preliminary": "2026-04-05",
        "final": last,
    }


def test_no_exercise_asks_for_the_day_of_a_report_after_it_went_by(begun):
    for one in SCENARIOS:
        row = begun(one.key, number=f"R8-{one.key[:3]}")
        for inject in one.injects:
            for asked in DATES & set(inject.asked):
                due = dt.date.fromisoformat(exercise_queries.expected(row, [asked])[asked.value])
                assert case_queries.known_on(row) + dt.timedelta(days=inject.day - 1) <= due, (one.key, asked)


def test_the_clocks_of_an_exercise_stop_at_its_end(begun, actor, signed_in):
    row = begun()
    while (current := exercise_queries.report(row).current) is not None:
        actions.answer_exercise(actor("csirt"), row.pk, current.place, {})
    long_ago = timezone.now() - dt.timedelta(days=100)
    Incident.objects.update(known_at=long_ago, closed_on=timezone.localdate(long_ago))
    shown = signed_in("csirt").get(reverse("incidents:case", args=[row.pk])).content.decode()
    assert "終わったので、止めました" in shown
    assert "訓練を続ける" not in shown
    assert "訓練の報告" in shown
    for counting in ("日過ぎています", "あと"):
        assert counting not in shown.split("報告の期限", 1)[1].split("まだ分からないこと")[0], counting
    told = signed_in("csirt").get(f"/api/v1/incidents/cases/{row.pk}").json()["clocks"]
    assert {one["state"] for one in told} == {"stopped"}
    assert all(one["days_left"] > 0 for one in told)


def test_an_answer_counts_once(begun, actor):
    row = begun()
    actions.answer_exercise(actor("csirt"), row.pk, 0, {})
    for place in (0, 2):
        with pytest.raises(Conflict):
            actions.answer_exercise(actor("csirt"), row.pk, place, {})


def test_an_exercise_opens_no_tasks_and_stands_apart(begun, actor, signed_in):
    row = begun()
    assert row.number == "訓練-0001"
    assert not Stop.objects.exists()
    assert list(case_queries.incidents(actor("csirt"))) == []
    assert list(case_queries.open_ones(actor("csirt"))) == []
    client = signed_in("csirt")
    assert "速報を送る" not in client.get("/").content.decode()
    assert row.number not in client.get(reverse("incidents:list")).content.decode()
    assert row.number in client.get(reverse("incidents:exercises")).content.decode()


def test_every_page_and_paper_of_it_is_marked(begun, actor, signed_in):
    row, client = begun(), signed_in("csirt")
    draft = actions.write_draft(actor("csirt"), row.pk, "press")
    pages = [
        reverse("incidents:case", args=[row.pk]),
        reverse("incidents:play", args=[row.pk]),
        reverse("incidents:facts", args=[row.pk]),
        reverse("incidents:compare", args=[row.pk]),
        reverse("incidents:paper", args=[row.pk, "press"]),
        reverse("incidents:draft", args=[draft.pk]),
    ]
    for url in pages:
        assert "実際の事案ではありません" in client.get(url).content.decode(), url
    revised = actions.revise_draft(actor("csirt"), draft, title="題", to="報道機関　各位", passages=[])
    assert revised.title == "【訓練】題"


def test_pages_from_the_beginning_to_the_report(add_contract, signed_in):
    add_contract("R8-001")
    client = signed_in("csirt")
    begin = reverse("incidents:begin")
    assert "約419,254人" in client.get(begin).content.decode()
    assert client.post(begin, {"key": "printer-2024", "words": "どこにもない"}).status_code == 422
    answer = client.post(begin, {"key": "printer-2024", "words": "みのり"})
    row = Incident.objects.get()
    assert answer.url == reverse("incidents:play", args=[row.pk])
    for place in range(3):
        assert "答える" in client.get(answer.url).content.decode()
        client.post(answer.url, {"place": place, "concerned": "1"})
    shown = client.get(answer.url).content.decode()
    assert "台帳が言うこと" in shown
    assert "1／9" in shown
    assert client.get(reverse("incidents:exercise_pdf", args=[row.pk])).content.startswith(b"%PDF-")


def test_whose_ledgers_the_answers_are_marked_on_is_said(add_contract, actor, signed_in):
    add_contract("R8-001", "税務課")
    add_contract("R8-002", "市民課")
    told = {"manager": "税務課の分で採点（ほかに1課が関係しています）", "csirt": "団体全体の台帳で採点"}
    for who, scope in told.items():
        row = actions.begin_exercise(actor(who), "printer-2024", "みのり")
        while True:
            shown = signed_in(who).get(reverse("incidents:play", args=[row.pk]))
            assert scope in shown.content.decode()
            given = {name: shown.context[name] for name in ("row", "report", "rounds", "time", "scope")}
            paper = render_to_string("incidents/print/exercise.html", given | {"printed_at": timezone.now()})
            assert scope in paper
            current = exercise_queries.report(row).current
            if current is None:
                break
            actions.answer_exercise(actor(who), row.pk, current.place, {})


def test_wrong_words_and_keys(actor, firm):
    with pytest.raises(BadInput):
        actions.begin_exercise(actor("csirt"), "nothing", "みのり")
    with pytest.raises(BadInput):
        actions.begin_exercise(actor("csirt"), "printer-2024", " ")
    assert not Incident.objects.exists()


def test_over_the_api(signed_in, add_contract):
    add_contract("R8-001")
    client, api = signed_in("csirt"), "/api/v1/incidents/exercises"
    made = client.post(
        api, {"key": "printer-2024", "words": "みのり"}, content_type="application/json"
    ).json()
    shown = client.get(f"{api}/{made['id']}").json()
    assert shown["asked"] == ["concerned", "sections", "persons"]
    given = {"place": 0, "answers": {"concerned": "1"}}
    client.post(f"{api}/{made['id']}/answers", given, content_type="application/json")
    assert client.get(f"{api}/{made['id']}").json()["right"] == 1
