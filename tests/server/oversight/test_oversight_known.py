"""What the oversight says of contracts: to the clauses, and when a firm was breached."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.judgement import Crossing, judge
from sekisho.procedures.phases import Kind
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.incidents import queries as incidents
from sekisho.server.incidents import snapshots
from sekisho.server.ledgers import governed
from sekisho.server.lifecycle import queries as lifecycle
from sekisho.server.lifecycle.models import GatePassage
from sekisho.server.oversight import actions, known
from sekisho.terms import Phase

JUNE = dt.date(2026, 6, 15)


def facts(contract, day=JUNE):
    return known.of_contracts([contract.pk], day).get(contract.pk, {})


def test_of_a_contract_nobody_wrote_about_nothing_is_known(contract, place):
    row = contract()
    place(row)
    assert facts(row) == {}
    assert "workers_named" not in governed.among("contract", [row.pk], JUNE)[0].facts


def test_a_roster_names_the_people_of_every_consented_firm(contract, entered, below, actor):
    row = contract()
    one = entered(row)
    assert facts(row) == {"workers_named": True}
    below(row, "合同会社まだ", consented=False)
    assert facts(row)["workers_named"]
    sub = below(row, "有限会社ひなた入力")
    assert facts(row)["workers_named"] is False
    entered(row, firm=sub.firm)
    assert facts(row)["workers_named"]
    actions.end_worker(actor("staff"), one.pk, 1, on=dt.date(2026, 6, 14))
    assert facts(row)["workers_named"] is False
    assert facts(row, dt.date(2026, 6, 14))["workers_named"]


def test_a_plan_says_that_checks_are_agreed_and_whether_they_are_late(contract, planned, checked):
    row = contract()
    planned(row)
    assert facts(row) == {
        "performance_check_agreed": True,
        "checks_on_time": False,
        "workers_named": False,
    }
    assert facts(row, dt.date(2026, 5, 29))["checks_on_time"]
    checked(row, result="improve", demanded="施錠", improve_by=dt.date(2026, 6, 14))
    assert facts(row, dt.date(2026, 6, 14))["checks_on_time"]
    assert facts(row)["checks_on_time"] is False


def test_a_check_beyond_the_term_is_not_late(contract, planned):
    row = contract(ends=dt.date(2026, 5, 29))
    planned(row, first_on=dt.date(2026, 5, 29))
    assert facts(row)["checks_on_time"] is False
    planned(row, version=1, first_on=dt.date(2026, 5, 29), months=1)
    actions_before = facts(row, dt.date(2026, 5, 29))
    assert actions_before["checks_on_time"]


def test_four_questions_for_any_number_of_contracts(contract, entered, planned):
    counts = []
    for _ in range(2):
        rows = [contract() for _number in range(3)]
        for row in rows:
            entered(row)
            planned(row)
        with CaptureQueriesContext(connection) as asked:
            known.of_contracts([row.pk for row in rows], JUNE)
        counts.append(len(asked))
    assert counts == [4, 4]


def test_what_is_missing_stands_in_the_judgement_of_the_contract(contract, planned, entered):
    row = contract()
    planned(row)
    (found,) = governed.among("contract", [row.pk], JUNE)
    assert (found.facts["workers_named"], found.facts["checks_on_time"]) == (False, False)
    assert {"workers_named", "checks_on_time"} <= found.known


@pytest.fixture
def asked(actor):
    return lambda who="policy", day=JUNE: incidents.breach(actor(who), "みどり情報", day)


def test_a_breach_names_places_and_media_that_are_out(ready, out, carry, actor, asked):
    made = ready()
    out(made, serial="U-1")
    out(made, serial="U-2")
    carry(made, serial="U-3")
    back = out(made, serial="U-4")
    actions.return_carry(actor("staff"), back.pk, back.version, on=dt.date(2026, 5, 8), how="見た")
    first, second = asked().sites
    assert (first.place, [one.what for one in first.media]) == (
        made.shop.name,
        ["USBメモリ U-1", "USBメモリ U-2"],
    )
    assert (second.place, second.media) == ("本庁舎", ())
    told = asked().as_dict()["places"]
    assert [one["what"] for one in told[0]["media_out"]] == ["USBメモリ U-1", "USBメモリ U-2"]


def test_places_that_ended_are_left_out_and_other_sections_see_none(ready, out, actor, asked):
    made = ready()
    actions.end_place(actor("manager"), made.office.pk, 1, on=dt.date(2026, 5, 1))
    assert [one.place for one in asked().sites] == [made.shop.name]
    assert asked("manager2").sites == ()


def test_what_was_out_stays_in_the_snapshot_of_the_case(ready, out, asked):
    out(ready())
    answer = asked()
    kept = snapshots.thaw(snapshots.freeze(answer), JUNE)
    assert kept.sites == answer.sites
    assert snapshots.shared(kept, {"市民課"}).sites == ()


def test_one_question_more_for_all_contracts(ready, out, asked):
    counts = []
    for _ in range(2):
        for _number in range(4):
            out(ready())
        with CaptureQueriesContext(connection) as seen:
            assert asked().sites
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15


def test_the_page_of_the_breach_shows_them(signed_in, ready, out):
    out(ready(), serial="U-55")
    client = signed_in("policy")
    for name in ("incidents:breach", "incidents:breach_pdf"):
        answer = client.get(reverse(name), {"words": "みどり情報"})
        assert answer.status_code == 200
        if name == "incidents:breach":
            assert "U-55" in answer.content.decode()


def test_late_checks_and_unnamed_people_break_their_clauses(contract, planned, entered, checked, day_of):
    row = contract()
    planned(row)
    assert day_of(row) == {"OUT-033": "violated", "OUT-042": "violated"}
    entered(row)
    checked(row)
    assert day_of(row) == {"OUT-033": "satisfied", "OUT-042": "satisfied"}


@pytest.fixture
def day_of():
    """Return how the two clauses stand for a contract."""

    def judged(row):
        (found,) = governed.among("contract", [row.pk], JUNE)
        at = dt.datetime.combine(JUNE, dt.time(9), dt.UTC)
        crossing = Crossing(found.kind, f"contract {row.pk}")
        decision = judge(crossing, found.facts, rulebook_in_force(), at)
        told = {one.clause: one.status.value for one in decision.citations}
        return {name: told[name] for name in ("OUT-033", "OUT-042")}

    return judged


def test_what_a_gate_was_told_once_yields_to_what_the_tables_say(contract, planned, below, actor, told_at):
    row = contract()
    names = ("checks_on_time", "workers_named", "subcontract_consent")
    told_at(row, dict.fromkeys((*names, "audited"), True))
    (found,) = governed.among("contract", [row.pk], JUNE)
    assert found.facts["checks_on_time"]
    assert "checks_on_time" not in found.known
    planned(row)
    below(row, "合同会社まだ", consented=False)
    (found,) = governed.among("contract", [row.pk], JUNE)
    assert [found.facts[name] for name in names] == [False, False, False]
    assert found.known >= set(names)
    assert found.facts["audited"]


def test_what_was_stated_before_is_not_stated_against_a_table(contract, planned, told_at):
    row = contract()
    told_at(row, {"checks_on_time": True, "audited": True})
    planned(row)
    (found,) = governed.among("contract", [row.pk], JUNE)
    led = lifecycle.Led(Kind.CONTRACT, row, Phase.OPERATION, found)
    assert lifecycle.admitted(led, {"checks_on_time": True, "audited": False}) == {"audited": False}


@pytest.fixture
def told_at(actor):
    """A gate that a contract passed, by what was stated there."""

    def make(row, stated):
        return GatePassage.make(
            section_id=row.section_id, contract=row, origin="contract", to="operation", outcome="permit",
            passed=True, asked_by_id=actor("manager").person, asked_at=timezone.now(), stated=stated,
        )  # fmt: skip

    return make
