"""Contracts are judged by the 再委託 written down: is there one, and does every level have consent."""

import datetime as dt

from sekisho.server.custody.actions import add_subcontract, decide_consent
from sekisho.server.custody.known import subcontracts_of_contracts
from sekisho.server.ledgers import governed

START = dt.date(2026, 5, 1)
DAY = dt.date(2026, 6, 1)


def consented(actor, row, *, yes=True):
    return decide_consent(
        actor, row.pk, row.version, consented=yes, on=START, number="税第1号", note="確かめた"
    )


def known_of(row, day=DAY):
    (one,) = governed.among(governed.CONTRACT, [row.pk], day)
    return one.facts.get("subcontract"), one.facts.get("subcontract_consent")


def test_consent_is_known_when_every_level_has_it(actor, contract, firm):
    policy, row = actor("policy"), contract()
    assert known_of(row) == (None, None)
    top = add_subcontract(policy, contract=row, firm=firm("甲"), work="印字", starts=START)
    assert known_of(row) == (True, False)
    top = consented(policy, top)
    assert known_of(row) == (True, True)
    below = add_subcontract(policy, contract=row, firm=firm("乙"), work="運搬", starts=START, parent=top)
    assert known_of(row) == (True, False)
    consented(policy, below, yes=False)
    assert known_of(row) == (True, False)


def test_only_what_runs_on_the_day_counts(actor, contract, firm):
    row = contract()
    add_subcontract(actor("policy"), contract=row, firm=firm("甲"), work="印字", starts=START, ends=DAY)
    assert known_of(row, START - dt.timedelta(days=1)) == (None, None)
    assert known_of(row, DAY) == (True, False)
    assert known_of(row, DAY + dt.timedelta(days=1)) == (None, None)


def test_a_page_of_contracts_is_one_query(actor, contract, firm, django_assert_num_queries):
    one, other = contract(), contract()
    add_subcontract(actor("policy"), contract=one, firm=firm("甲"), work="印字", starts=START)
    with django_assert_num_queries(1):
        assert set(subcontracts_of_contracts([one.pk, other.pk], DAY)) == {one.pk}
