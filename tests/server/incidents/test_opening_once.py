"""事案を起こす: seen before it is done, and done once, however often and by however many it is pressed."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from sekisho.errors import Conflict
from sekisho.server.access.actions import open_account
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.incidents import actions, case_queries, snapshots
from sekisho.server.incidents.models import Alert, Incident
from sekisho.server.incidents.queries import breach

DAY = dt.date(2026, 6, 1)


def opening(actor, who="csirt", **more):
    return actions.open_incident(actor(who), **{"title": "x", "words": "みのり"} | more)


def test_before_it_is_opened_it_says_what_is_frozen_and_whom_it_concerns(signed_in, add_contract):
    add_contract("R8-001")
    add_contract("R8-002", "市民課")
    page = signed_in("csirt").get(reverse("incidents:open"), {"words": "みのり"}).content.decode()
    for words in ("R8-001", "税務課", "市民課", "㈱みのり印刷", "上野 恵", "まだ何も書き込んでいない"):
        assert words in page, words
    assert "もう起きています" not in page
    assert Incident.objects.count() == 0
    assert signed_in("auditor").get(reverse("incidents:open"), {"words": "みのり"}).status_code == 403
    answer = signed_in("csirt").get(reverse("incidents:open"), {"words": "どこにもない"})
    assert answer.status_code == 302


def test_pressed_twice_leads_to_the_one_case(signed_in, add_contract):
    add_contract("R8-001")
    client, words = signed_in("csirt"), {"words": "みのり"}
    first = client.post(reverse("incidents:open"), words)
    again = client.post(reverse("incidents:open"), words, follow=True)
    row = Incident.objects.get()
    case = reverse("incidents:case", args=[row.pk])
    assert (first.url, again.redirect_chain[0][0]) == (case, case)
    assert "もう起きています" in again.content.decode()
    page = client.get(reverse("incidents:open"), words).content.decode()
    assert case in page
    assert "別の事案として起こす" in page
    assert client.post(reverse("incidents:open"), words | {"another": "on"}).status_code == 302
    assert Incident.objects.count() == 2
    assert JournalEntry.objects.filter(verb="incident.opened").count() == 2


def test_asked_by_number_or_for_another_kind_it_is_the_same_firm(actor, add_contract, firm):
    add_contract("R8-001")
    row = opening(actor)
    for more in ({"words": firm.corporate_number}, {"kind": "ransomware"}, {"who": "general"}):
        with pytest.raises(Conflict, match=row.number):
            opening(actor, **more)
    actions.begin_exercise(actor("csirt"), "printer-2024", "みのり")
    assert Incident.objects.filter(exercise=False).count() == 1


def test_a_closed_case_an_exercise_and_what_one_may_not_see_do_not_stand_in_the_way(actor, add_contract):
    add_contract("R8-001")
    add_contract("R8-002", "市民課")
    actions.begin_exercise(actor("csirt"), "printer-2024", "みのり")
    opening(actor, "manager")
    told = Alert.objects.get()  # what her section was told of is answered first
    actions.look_into_alert(actor("manager2"), told.pk, told.version, note="なし")
    assert opening(actor, "manager2").sections.get().name == "市民課"
    Incident.objects.update(state="closed")
    assert opening(actor).pk


def test_a_case_without_a_firm_is_not_held_up(actor):
    for _ in range(2):
        opening(actor, title="宛先の誤り", kind="misdelivery", words="")
    assert Incident.objects.count() == 2


def test_a_sub_contractor_without_a_row_of_its_own_counts_by_its_words(actor, add_contract):
    add_contract("R8-001", subcontractors="あおば発送株式会社")
    assert breach(actor("csirt"), "あおば発送", DAY).firms == ()
    opening(actor, words="あおば発送")
    with pytest.raises(Conflict):
        opening(actor, words="あおば発送")


def test_the_form_and_the_api_are_told_too(signed_in, actor, add_contract):
    add_contract("R8-001")
    row, client = opening(actor), signed_in("csirt")
    given = {"title": "もう一度", "kind": "contractor", "known_on": "R8.6.1", "words": "みのり"}
    answer = client.post(reverse("incidents:new"), given)
    assert (answer.status_code, row.number in answer.content.decode()) == (422, True)
    sent = {"title": "もう一度", "words": "みのり"}
    url = "/api/v1/incidents/cases"
    refused = client.post(url, sent, content_type="application/json")
    assert (refused.status_code, row.number in refused.json()["title"]) == (409, True)
    made = client.post(url, sent | {"another": True}, content_type="application/json")
    assert made.status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_several_who_open_it_at_once_one_does(at_once, actor, add_contract):
    add_contract("R8-001")
    found = at_once(lambda number: opening(actor, ("csirt", "general", "policy", "csirt")[number]))
    assert sorted(type(one).__name__ for one in found) == ["Conflict"] * 3 + ["Incident"]
    assert Incident.objects.count() == 1


@pytest.fixture
def login(actor, city, enter_service):
    service = enter_service()
    return open_account(
        actor("policy"),
        service=service,
        login="hanako",
        kind="admin",
        person=city.people["staff"],
        privileged=True,
        opened_on=dt.date(2026, 4, 2),
    )


def test_the_api_gives_each_account_in_parts_and_the_command_line_as_text(signed_in, actor, login):
    answer = breach(actor("csirt"), "みのり", DAY)
    (text,) = answer.as_dict()["accounts"]
    assert set(text) == {"service", "section", "manager", "obligations", "logins"}
    assert text["logins"] == ["まちの窓口：hanako（特権）"]
    (told,) = signed_in("csirt").get("/api/v1/incidents/breach", {"words": "みのり"}).json()["accounts"]
    assert told["logins"] == [
        {
            "service_id": login.service_id,
            "service": "まちの窓口",
            "login": "hanako",
            "person": "青木 みのり",
            "kind": "admin",
            "privileged": True,
        }
    ]
    document = json.dumps(signed_in("csirt").get("/api/v1/openapi.json").json())
    assert "BreachLogin" in document


def test_the_accounts_are_frozen_in_parts_and_older_cases_are_still_read(actor, login):
    row = opening(actor)
    kept = case_queries.snapshot(row, first=True)
    (one,) = snapshots.thaw(kept.content, kept.day).access
    assert (one.logins[0].login, one.accounts) == ("hanako", ("まちの窓口：hanako（特権）",))
    for old in kept.content["access"]:
        old.pop("logins")
    (one,) = snapshots.thaw(kept.content, kept.day).access
    assert one.logins == ()
