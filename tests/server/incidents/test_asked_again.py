"""A case opened by any of its words is compared with, and frozen from, the same rows of the ledgers."""

import datetime as dt

import pytest

from sekisho.server.incidents import actions, case_queries
from sekisho.server.incidents.models import Alert
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.trust import actions as trust

WHO, DAY = "csirt", dt.date(2026, 6, 1)


@pytest.fixture
def opened(actor):
    return lambda words, who=WHO: actions.open_incident(actor(who), title="x", words=words)


def numbers(answer):
    return [one.number for one in (*answer.contracts, *answer.services)]


def again(actor, row, who=WHO):
    """Return what is different today, and what a new copy holds."""
    found = actions.compare(actor(who), row)
    actions.refreeze(actor(who), row.pk)
    return found, case_queries.frozen(row)


@pytest.fixture
def below(add_contract, actor):
    """Give two sections' contracts under which a firm works that has no row of its own."""
    other = ledgers.add_contractor(actor("policy"), name="別の会社")
    add_contract("R8-001", subcontractors="あおば発送株式会社")
    add_contract("R8-777", "市民課", contractor=other, subcontractors="あおば発送㈱")


def test_a_sub_contractor_without_a_row_of_its_own(actor, below, opened):
    row = opened("㈱あおば発送")
    assert row.firms.count() == 0
    first = case_queries.frozen(row)
    assert (numbers(first), len(first.provided)) == (["R8-001", "R8-777"], 2)
    found, kept = again(actor, row)
    assert found == ()
    assert (numbers(kept), len(kept.provided), kept.people) == (numbers(first), 2, first.people)
    assert {one.name for one in row.sections.all()} == {"税務課", "市民課"}


def test_what_changed_of_a_sub_contractor_since_is_seen(actor, below, opened, add_contract):
    row = opened("あおば発送")
    one = case_queries.frozen(row).contracts[0]
    ledgers.change_contract(actor("policy"), one.pk, 1, person_count=9999)
    add_contract("R8-900", subcontractors="あおば発送")
    found, kept = again(actor, row)
    assert [(one.row.number, one.before is None) for one in found] == [("R8-001", False), ("R8-900", True)]
    assert numbers(kept) == ["R8-001", "R8-777", "R8-900"]


def test_a_head_compares_the_own_share_and_the_others_are_told_once(actor, below, opened):
    row = opened("あおば発送", "manager")
    assert [one.section.name for one in Alert.objects.all()] == ["市民課"]
    found, kept = again(actor, row, "manager")
    assert found == ()
    assert numbers(kept) == ["R8-001", "R8-777"]
    assert numbers(case_queries.share(actor("manager"), kept)) == ["R8-001"]
    assert Alert.objects.count() == 1


def test_words_that_mean_a_firm_and_a_sub_contractor_mean_both_again(actor, add_contract, opened):
    other = ledgers.add_contractor(actor("policy"), name="別の会社")
    add_contract("R8-001")
    add_contract("R8-002", contractor=other, subcontractors="みのり運送株式会社")
    row = opened("みのり")
    assert numbers(case_queries.frozen(row)) == ["R8-001", "R8-002"]
    found, kept = again(actor, row)
    assert found == ()
    assert numbers(kept) == ["R8-001", "R8-002"]


def test_a_product(actor, enter_service, add_asset, opened):
    enter_service("まちの窓口", assets=[add_asset()])
    row = opened("まちの窓口")
    first = case_queries.frozen(row)
    assert len(first.provided) == 1
    found, kept = again(actor, row)
    assert (found, kept.provided) == ((), first.provided)


def test_a_certificate(actor, add_contract, firm, opened):
    add_contract("R8-001")
    certified = {"kind": "ismap", "number": "C99-0007-2", "holder": "別の名前", "checked_on": DAY}
    trust.add_evidence(actor("policy"), provider=firm, services=[], **certified)
    found, kept = again(actor, opened("C99-0007-2"))
    assert (found, numbers(kept)) == ((), ["R8-001"])


def test_a_number_and_a_case_without_words(actor, add_contract, firm, opened):
    add_contract("R8-001")
    found, kept = again(actor, opened(firm.corporate_number))
    assert (found, numbers(kept)) == ((), ["R8-001"])
    row = opened("")
    assert actions.compare(actor(WHO), row) == ()
    actions.refreeze(actor(WHO), row.pk)
    assert not case_queries.frozen(row).found
