"""A gate opens by the clauses of the phase behind it; what was refused is kept and named."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.procedures.phases import Kind
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers import governed
from sekisho.server.ledgers.models import ExternalService
from sekisho.server.lifecycle import queries
from sekisho.server.lifecycle.actions import pass_gate
from sekisho.server.lifecycle.models import GatePassage
from sekisho.terms import ClauseStatus, Phase

TODAY = timezone.localdate()
P, S, C = Phase, Kind.SERVICE, Kind.CONTRACT
SHARED_OUT = {"responsibility_undecided": 0, "responsibility_nobody": 0}
IN_USE = {"operation_rules": True, "incident_procedure": True, "users_briefed": True}
WALK = [
    (P.CONTRACT, {"responsibility_undecided": 2}, SHARED_OUT),
    (P.BUILD, {"build_rules": False}, {"build_rules": True}),
    (P.OPERATION, IN_USE | {"incident_procedure": False}, IN_USE),
    (P.RENEWAL, {"disposal_rules": False}, {"disposal_rules": True}),
]


def now(row):
    return ExternalService.objects.get(pk=row.pk)


def finish(row, actor, *whens):
    for one in now(row).obligations.filter(done_on=None, when__in=whens):
        ledgers.finish_obligation(
            actor("manager"), one.pk, on=row.starts, note="確かめた", reason="担当と一緒に確かめた"
        )


def test_a_service_walks_all_phases_refused_once_at_each_gate(service, actor):
    row, head = service(), actor("manager")
    clauses = []
    for to, short, enough in WALK:
        version = now(row).version
        with pytest.raises(Refused) as refused:
            pass_gate(head, S, row.pk, version, to=to, stated=short, note="確認表を見た")
        clauses.append(refused.value.clauses)
        assert refused.value.next_step
        assert now(row).version == version
        assert now(row).phase != to
        if to is P.OPERATION:
            with pytest.raises(Conflict, match="先にすることが残っています"):
                pass_gate(head, S, row.pk, version, to=to, stated=enough, note="確認表を見直した")
            finish(row, actor, "before_decision", "before_use")
        pass_gate(head, S, row.pk, version, to=to, stated=enough, note="確認表を見直した")
        assert now(row).phase == to
    assert "LIF-010" in clauses[1]
    assert "LIF-021" in clauses[2]
    assert "LIF-031" in clauses[3]
    finish(row, actor, "before_decision", "before_use")
    pass_gate(head, S, row.pk, now(row).version, to=P.OPERATION, stated={})
    finish(row, actor, "before_decision", "before_use", "at_end")
    pass_gate(head, S, row.pk, now(row).version, to=P.DISPOSAL, stated={})
    assert now(row).phase == P.DISPOSAL
    assert [one.passed for one in GatePassage.objects.order_by("pk")] == [False, True] * 4 + [True, True]
    assert now(row).facts["build_rules"] is True


def test_the_entry_names_clauses_and_facts_but_no_statement(service, actor):
    row = service("contract")
    with pytest.raises(Refused):
        pass_gate(
            actor("manager"), S, row.pk, row.version, to=P.BUILD, stated={"build_rules": False}, note="見た"
        )
    entry = json.loads(JournalEntry.objects.get(verb="gate.refused").record)
    assert entry["data"]["clauses"] == ["LIF-010"]
    assert (entry["data"]["from"], entry["data"]["to"]) == ("contract", "build")
    assert entry["data"]["stated"] == ["build_rules"]


def test_what_a_gate_asks_for_is_owed_once(service, actor):
    row = service("contract")
    pass_gate(actor("manager"), S, row.pk, row.version, to=P.BUILD, stated={"build_rules": True}, note="見た")
    owed = list(now(row).obligations.values_list("clause", "due_on"))
    assert "LIF-010" in dict(owed)
    finish(row, actor, "before_decision", "before_use")
    row = now(row)
    pass_gate(actor("manager"), S, row.pk, row.version, to=P.OPERATION, stated=IN_USE, note="見た")
    clauses = [(one.clause, one.text) for one in now(row).obligations.all()]
    assert len(clauses) == len(set(clauses)) > len(owed)


def judged_at(actor, kind, row, stated, day):
    """What the gate into 運用・保守 says."""
    here = queries.led(actor("manager"), kind, row.pk, day)
    return queries.judged(here, P.OPERATION, stated, day_time(day), rulebook_in_force())


def test_nobody_states_what_the_ledger_knows(service, actor):
    row = service("contract")
    stated = {"confidentiality": 1, "build_rules": False}
    with pytest.raises(Refused) as refused:
        pass_gate(actor("manager"), S, row.pk, row.version, to=P.BUILD, stated=stated, note="見た")
    assert "LIF-010" in refused.value.clauses


def test_a_grade_stated_against_the_record_is_not_kept_for_the_next_gate(service, actor, day):
    row = service("contract")
    stated = {"confidentiality": 1, "build_rules": True}
    kept = pass_gate(actor("manager"), S, row.pk, row.version, to=P.BUILD, stated=stated, note="見た")
    assert kept.stated == {"build_rules": True}
    assert governed.among("service", [row.pk], day)[0].facts["confidentiality"] == 2
    assert "LIF-021" in [
        one.clause
        for one in judged_at(actor, S, row, {}, day).citations
        if one.status is ClauseStatus.UNKNOWN
    ]


def test_no_way_leads_past_a_gate(service, actor):
    row = service()
    with pytest.raises(Conflict, match="進めません"):
        pass_gate(actor("manager"), S, row.pk, row.version, to=P.OPERATION, stated={})
    assert not GatePassage.objects.exists()


def test_two_who_pass_at_once_pass_once(service, actor):
    row = service("contract")
    stated = {"build_rules": True}
    pass_gate(actor("manager"), S, row.pk, row.version, to=P.BUILD, stated=stated, note="見た")
    with pytest.raises(Conflict):
        pass_gate(actor("policy"), S, row.pk, row.version, to=P.BUILD, stated=stated, note="見た")
    assert GatePassage.objects.count() == 1


def test_a_statement_says_how_it_was_confirmed(service, actor):
    row = service("contract")
    with pytest.raises(BadInput, match="確かめたこと"):
        pass_gate(
            actor("manager"), S, row.pk, row.version, to=P.BUILD, stated={"build_rules": True}, note=" "
        )


def test_another_section_and_a_clerk_are_refused(service, actor):
    row = service("contract")
    for who in ("staff", "manager2"):
        with pytest.raises((Refused, NotFound)):
            pass_gate(
                actor(who), S, row.pk, row.version, to=P.BUILD, stated={"build_rules": True}, note="見た"
            )
    assert not GatePassage.objects.exists()


def test_a_retired_service_is_led_nowhere(service, actor):
    row = service("operation")
    ledgers.retire_service(actor("policy"), row.pk, row.version, on=row.starts, reason="使わない")
    with pytest.raises(Conflict):
        pass_gate(actor("manager"), S, row.pk, row.version + 1, to=P.DISPOSAL, stated={})


def test_a_contract_is_led_by_its_gates_and_keeps_what_was_stated(contract, actor, day):
    row, head = contract(), actor("manager")
    assert queries.beside(C, row, day).phase is P.CONTRACT
    short = {"vendor_checked": True, "contract_items_missing": ["secrecy"]}
    with pytest.raises(Refused) as refused:
        pass_gate(head, C, row.pk, row.version, to=P.OPERATION, stated=short, note="契約書の案を見た")
    assert refused.value.clauses
    plain = judged_at(actor, C, row, {}, day)
    full = {name: enough(name) for name in plain.missing} | {
        "vendor_checked": True,
        "contract_items_missing": [],
    }
    for _try in range(6):
        decision = judged_at(actor, C, row, full, day)
        if not decision.missing:
            break
        full |= {name: enough(name) for name in decision.missing}
    pass_gate(head, C, row.pk, row.version, to=P.OPERATION, stated=full, note="契約書を見た")
    row.refresh_from_db()
    assert queries.beside(C, row, day).phase is P.OPERATION
    assert row.version == 2


def enough(name):
    """Return an answer with which no clause stops a contract."""
    no = dict.fromkeys(("subcontract", "personal_data", "specific_personal_data", "is_cloud"), False)
    none = dict.fromkeys(("requirements_unmet", "responsibility_undecided", "responsibility_nobody"), 0)
    return (no | none | {"restrictions": [], "availability": 1, "integrity": 1}).get(name, True)


def day_time(day):
    return dt.datetime.combine(day, dt.time(9), dt.UTC)


@pytest.fixture
def day():
    return timezone.localdate()


def test_another_body_sees_no_passage(service, actor, other_city):
    row = service("contract")
    pass_gate(actor("manager"), S, row.pk, row.version, to=P.BUILD, stated={"build_rules": True}, note="見た")
    with in_body(other_city.body.pk):
        assert not GatePassage.objects.exists()


def test_the_end_is_refused_while_data_is_out(contract, actor):
    row = contract(
        starts=TODAY - dt.timedelta(days=30), provided_data="納税通知書データ", provided_on=TODAY,
        return_due=TODAY + dt.timedelta(days=30),
    )  # fmt: skip
    with pytest.raises(Conflict, match="納税通知書データ"):
        pass_gate(actor("manager"), C, row.pk, row.version, to=P.DISPOSAL, stated={})


def test_a_statement_does_not_beat_what_another_slice_knows(service, actor, monkeypatch):
    row = service("selection")
    counts = {"responsibility_nobody": 3, "responsibility_undecided": 0}
    monkeypatch.setattr(governed, "_sources", {"service": [lambda _keys, _day: {row.pk: counts}]})
    with pytest.raises(Refused) as refused:
        pass_gate(actor("manager"), S, row.pk, row.version, to=P.CONTRACT, stated=SHARED_OUT, note="見た")
    assert "EXT-047" in refused.value.clauses


def test_a_section_moves_no_decided_service_round_its_gates(service, actor):
    row = service("selection")
    with pytest.raises(Refused, match="段階"):
        ledgers.change_service(actor("manager"), row.pk, row.version, phase="operation")


def test_a_stale_version_is_told_as_such_and_keeps_no_attempt(service, actor):
    row = service("contract")
    with pytest.raises(Conflict, match="ほかの人が直しました"):
        pass_gate(actor("manager"), S, row.pk, row.version - 1, to=P.BUILD, stated={})
    assert not GatePassage.objects.exists()


def test_a_contract_past_its_end_is_at_its_end_whatever_gate_it_passed(contract, actor, day):
    row = contract()
    GatePassage.make(
        section_id=row.section_id, contract=row, origin="contract", to="operation", outcome="permit",
        passed=True, asked_by_id=actor("manager").person, asked_at=timezone.now(),
    )  # fmt: skip
    assert queries.beside(C, row, day).phase is P.OPERATION
    assert queries.known_of_contracts([row.pk], row.ends + dt.timedelta(days=1)) == {row.pk: {}}


def test_nobody_states_an_exception_of_their_own(service, actor, day):
    row = service("contract")
    excused = {"exceptions": ["LIF-010"], "applicant": "x", "decider": "y", "build_rules": False}
    with pytest.raises(Refused) as refused:
        pass_gate(actor("manager"), S, row.pk, row.version, to=P.BUILD, stated=excused, note="見た")
    assert "LIF-010" in refused.value.clauses
    assert GatePassage.objects.get().stated == {"build_rules": False}
    assert not governed.among("service", [row.pk], day)[0].facts.get("exceptions")


def test_a_manager_does_not_excuse_the_own_contract(contract, actor, day):
    row, head = contract(), actor("manager")
    short = {"vendor_checked": False, "exceptions": ["OUT-010"]}
    with pytest.raises(Refused):
        pass_gate(head, C, row.pk, row.version, to=P.OPERATION, stated=short, note="見た")
    assert "exceptions" not in GatePassage.objects.get().stated
    assert "exceptions" not in governed.among("contract", [row.pk], day)[0].facts
