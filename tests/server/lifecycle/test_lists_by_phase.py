"""Lists by phase and counts by phase say what the page of each row says."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.procedures.phases import Kind
from sekisho.server.ledgers import phasing
from sekisho.server.ledgers import queries as asked
from sekisho.server.ledgers.models import Contract
from sekisho.server.lifecycle import queries
from sekisho.server.lifecycle.models import GatePassage
from sekisho.terms import Phase

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
P, C = Phase, Kind.CONTRACT


@pytest.fixture
def attempt(actor):
    """Keep an attempt at a gate of a contract, a minute after the one before."""

    def make(row, origin, to, *, passed):
        count = GatePassage.objects.count()
        return GatePassage.make(
            section=row.section, contract=row, origin=origin.value, to=to.value, outcome="permit",
            passed=passed, asked_by_id=actor("manager").person,
            asked_at=timezone.now() + dt.timedelta(minutes=count),
        )  # fmt: skip

    return make


@pytest.fixture
def contracts(contract, attempt):
    """Contracts in every phase a contract can be in, by days and by gates."""
    days = {
        "soon": (TODAY + DAY, TODAY + 300 * DAY),
        "running": (TODAY, TODAY + 300 * DAY),
        "last day": (TODAY - 300 * DAY, TODAY),
        "ended": (TODAY - 300 * DAY, TODAY - DAY),
        "building": (TODAY + DAY, TODAY + 300 * DAY),
        "refused": (TODAY, TODAY + 300 * DAY),
        "then passed": (TODAY, TODAY + 300 * DAY),
        "renewing": (TODAY - DAY, TODAY + 300 * DAY),
        "led and ended": (TODAY - 300 * DAY, TODAY - DAY),
    }
    firm, rows = None, {}
    for number, (name, (starts, ends)) in enumerate(days.items()):
        more = {"contractor": firm} if firm else {}
        rows[name] = contract(number=f"R8-{number:03}", title=name, starts=starts, ends=ends, **more)
        firm = rows[name].contractor
    attempt(rows["building"], P.CONTRACT, P.BUILD, passed=True)
    attempt(rows["refused"], P.CONTRACT, P.OPERATION, passed=False)
    attempt(rows["then passed"], P.CONTRACT, P.OPERATION, passed=False)
    attempt(rows["then passed"], P.CONTRACT, P.OPERATION, passed=True)
    attempt(rows["renewing"], P.OPERATION, P.RENEWAL, passed=True)
    attempt(rows["renewing"], P.RENEWAL, P.OPERATION, passed=False)
    attempt(rows["led and ended"], P.OPERATION, P.RENEWAL, passed=True)
    return rows


EXPECTED = {
    "soon": "contract", "running": "operation", "last day": "operation", "ended": "disposal",
    "building": "build", "refused": "contract", "then passed": "operation", "renewing": "renewal",
    "led and ended": "disposal",
}  # fmt: skip


def test_the_database_and_the_page_of_a_contract_agree_on_its_phase(contracts):
    found = phasing.with_phase(Contract.objects.all(), TODAY)
    assert dict(found.values_list("title", "phase_now")) == EXPECTED
    assert {name: queries.beside(C, row, TODAY).phase.value for name, row in contracts.items()} == EXPECTED


def test_contracts_are_listed_by_phase(contracts, signed_in):
    url, client = reverse("ledgers:contract_list"), signed_in("manager")
    for phase in Phase:
        table = client.get(url, {"phase": phase.value}).context["table"]
        listed = {row.record.title for row in table.rows}
        assert listed == {name for name, one in EXPECTED.items() if one == phase.value}, phase
    assert client.get(url, {"phase": "nowhere"}).status_code == 200


def test_services_are_listed_by_phase(service, signed_in):
    waiting, used = service("operation", starts=TODAY + DAY), service("operation")
    url, client = reverse("ledgers:service_list"), signed_in("manager")

    def listed(phase):
        return {row.record.pk for row in client.get(url, {"phase": phase}).context["table"].rows}

    assert (listed("build"), listed("operation"), listed("disposal")) == ({waiting.pk}, {used.pk}, set())


def test_the_counts_are_those_of_the_lists_and_of_ones_own_sections(contracts, service, actor, signed_in):
    service("operation")
    service("build")
    told = {one.kind: one.by_phase for one in queries.counts(actor("manager"), TODAY)}
    assert {phase.value: count for phase, count in told[C].items() if count} == {
        "contract": 2, "operation": 3, "disposal": 2, "build": 1, "renewal": 1,
    }  # fmt: skip
    assert (told[Kind.SERVICE][P.OPERATION], told[Kind.SERVICE][P.BUILD]) == (1, 1)
    for one in queries.counts(actor("manager2"), TODAY):
        assert not any(one.by_phase.values())
    page = signed_in("manager").get(reverse("lifecycle:list")).content.decode()
    assert "段階ごとの数" in page
    assert f"{reverse('ledgers:contract_list')}?phase=renewal" in page
    assert asked.contracts(actor("manager")).count() == sum(told[C].values())


def test_the_counts_ask_once_for_each_ledger(contracts, service, actor):
    policy = actor("policy")
    with CaptureQueriesContext(connection) as few:
        queries.counts(policy, TODAY)
    assert len(few) == 2
