"""A head of section is told that others are concerned, and no more of them than how many."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sekisho.cli.breach import _told
from sekisho.server.incidents import actions, case_queries, queries
from sekisho.server.incidents.models import Snapshot
from sekisho.server.ledgers import actions as ledgers

DAY = dt.date(2026, 6, 1)
OTHERS = "ほかに1課が関係しています"


@pytest.fixture
def two_sections(add_contract):
    add_contract("R8-001", "税務課")
    add_contract("R8-777", "市民課", person_count=70_000, provided_data="住民票データ")


@pytest.fixture
def ask(actor):
    return lambda words, who="csirt": queries.breach(actor(who), words, DAY)


def test_who_answers_for_a_part_is_told_how_many_others(ask, two_sections):
    for who in ("manager", "manager2"):
        answer = ask("みのり", who)
        assert (len(answer.sections), answer.other_sections) == (1, 1), who
    assert ask("みのり").other_sections == 0
    mine = json.dumps(ask("みのり", "manager").as_dict(), ensure_ascii=False)
    for hidden in ("市民課", "R8-777", "70000", "住民票", "大野"):
        assert hidden not in mine, hidden


def test_a_sub_contractor_of_another_section_is_not_said_to_be_unknown(ask, add_contract):
    add_contract("R8-001", "税務課", subcontractors="あおば発送株式会社")
    answer = ask("あおば発送", "manager2")
    assert answer.found
    assert (answer.contracts, answer.other_sections) == ((), 1)


def test_a_share_without_personal_data_does_not_stop_the_clock(ask, add_contract, actor):
    add_contract("R8-001", "税務課", person_count=0, provided_data="例規集")
    assert ask("みのり", "manager").as_dict()["deadlines"] is None
    add_contract("R8-777", "市民課", person_count=70_000)
    assert ask("みのり", "manager").as_dict()["deadlines"] is not None


def test_the_service_of_another_section_names_nobody(ask, enter_service):
    enter_service("まちの窓口")
    assert not ask("まちの窓口", "manager2").found


def test_page_paper_api_and_command_say_so(signed_in, two_sections, ask):
    client = signed_in("manager")
    shown = client.get(reverse("incidents:breach"), {"words": "みのり"}).content.decode()
    assert OTHERS in shown
    for hidden in ("市民課", "R8-777", "70,000", "住民票"):
        assert hidden not in shown, hidden
    assert OTHERS in client.get(reverse("incidents:open"), {"words": "みのり"}).content.decode()
    assert client.get("/api/v1/incidents/breach", {"words": "みのり"}).json()["other_sections"] == 1
    assert client.get(reverse("incidents:breach_pdf"), {"words": "みのり"}).content.startswith(b"%PDF-")
    assert OTHERS in _told(ask("みのり", "manager"), 0.1)
    whole = signed_in("csirt").get(reverse("incidents:breach"), {"words": "みのり"}).content.decode()
    assert "課が関係しています" not in whole
    assert "課が関係しています" not in _told(ask("みのり"), 0.1)


def test_a_case_of_a_head_freezes_the_whole_and_shows_the_head_the_share(
    signed_in, actor, two_sections, add_contract
):
    row = actions.open_incident(actor("manager"), title="みのり印刷の事案", words="みのり")
    kept = case_queries.frozen(row)
    assert [one.number for one in kept.contracts] == ["R8-001", "R8-777"]
    assert kept.other_sections == 0
    mine = case_queries.share(actor("manager"), kept)
    assert [one.number for one in mine.provided] == ["R8-001"]
    assert mine.other_sections == 1
    case = reverse("incidents:case", args=[row.pk])
    client = signed_in("manager")
    pages = [case, reverse("incidents:compare", args=[row.pk]), f"/api/v1/incidents/cases/{row.pk}"]
    for url in pages:
        shown = client.get(url).content.decode()
        for hidden in ("R8-777", "70,000", "70000", "76,300", "76300", "住民票"):
            assert hidden not in shown, (url, hidden)
    whole = signed_in("csirt").get(case)
    assert "R8-777" in whole.content.decode()
    assert whole.context["left_out"] == ["市民課"]
    assert "事案が見えていない課があります" in whole.content.decode()
    assert client.get(case).context["left_out"] == []
    assert OTHERS in client.get(case).content.decode()


def test_freezing_anew_by_a_head_loses_nothing_of_the_others(actor, two_sections):
    row = actions.open_incident(actor("csirt"), title="みのり印刷の事案", words="みのり")
    actions.refreeze(actor("manager"), row.pk)
    assert Snapshot.objects.filter(incident=row).count() == 2
    assert [one.number for one in case_queries.frozen(row).contracts] == ["R8-001", "R8-777"]


def test_a_statement_is_held_against_the_share_of_who_reads(actor, signed_in, two_sections):
    row = actions.open_incident(actor("manager"), title="みのり印刷の事案", words="みのり")
    actions.add_statement(
        actor("manager"), row.pk, firm=row.firms.get(), said_on=row.known_at.date(), said_to="青木",
        channel="phone", text="…", persons=5000, claims={},
    )  # fmt: skip
    case = reverse("incidents:case", args=[row.pk])

    def told(who):
        return [one["before"] for one in signed_in(who).get(case).context["contradictions"]]

    assert told("manager") == ["台帳：6,300人"]
    assert told("csirt") == ["台帳：70,000人"]


def test_an_exercise_of_a_head_is_played_on_the_share(actor, two_sections):
    row = actions.begin_exercise(actor("manager"), "printer-2024", "みのり")
    assert [one.number for one in case_queries.frozen(row).contracts] == ["R8-001"]


def test_a_renamed_contract_of_another_section_is_no_difference_of_mine(actor, two_sections):
    row = actions.open_incident(actor("manager"), title="みのり印刷の事案", words="みのり")
    other = next(one for one in case_queries.frozen(row).contracts if one.number == "R8-777")
    ledgers.change_contract(actor("policy"), other.pk, 1, person_count=9)
    assert actions.compare(actor("manager"), row) == ()
    assert [one.row.number for one in actions.compare(actor("csirt"), row)] == ["R8-777"]


def test_the_share_asks_within_the_bound_of_the_whole(ask, two_sections, enter_service, add_asset):
    enter_service("甲", assets=[add_asset()])

    def counted():
        with CaptureQueriesContext(connection) as seen:
            ask("みのり", "manager")
        return len(seen)

    few = counted()
    for number in range(3):
        enter_service(f"乙{number}", assets=[add_asset(f"税務-1{number:03}")])
    assert counted() == few
    assert few <= 15, few
