"""What a firm said, against what it said before and against the ledger."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from sekisho.procedures.statements import Claim, Kind, LedgerView, Said, contradictions, last_counts

DAY = dt.date(2024, 5, 26)
FIRM = "みのり印刷株式会社"


def said(key, claims=None, *, after=0, firm=FIRM, **more):
    return Said(key, DAY + dt.timedelta(days=after), firm, claims or {}, **more)


def kinds(*statements, ledger=None):
    return [(one.kind, one.earlier, one.later) for one in contradictions(statements, ledger or LedgerView())]


def test_no_leak_and_five_weeks_later_a_leak():
    first, second = said(1, {Claim.LEAKED: False}), said(2, {Claim.LEAKED: True}, after=36)
    assert kinds(first, second) == [(Kind.LEAK_CHANGED, 1, 2)]


def test_what_is_not_said_contradicts_nothing():
    assert kinds(said(1, {Claim.LEAKED: False}), said(2, {}, after=3)) == []


def test_the_nearest_earlier_one_that_speaks_of_it_is_compared():
    three = (said(1, {Claim.LEAKED: False}), said(2, {Claim.ENCRYPTED: True}, after=1),
             said(3, {Claim.LEAKED: True}, after=2))  # fmt: skip
    assert kinds(*three) == [(Kind.LEAK_CHANGED, 1, 3)]


def test_erased_but_kept_in_two_statements_and_in_one():
    two = said(1, {Claim.ERASED: True}), said(2, {Claim.KEPT: True}, after=36)
    assert kinds(*two) == [(Kind.ERASED_BUT_KEPT, 1, 2)]
    assert kinds(said(1, {Claim.ERASED: True, Claim.COPIED: True})) == [(Kind.ERASED_BUT_KEPT, 1, 1)]


def test_erased_although_the_ledger_has_no_verified_erasure():
    one = said(1, {Claim.ERASED: True})
    assert kinds(one, ledger=LedgerView(standing=2)) == [(Kind.ERASED_UNVERIFIED, None, 1)]
    assert kinds(one, ledger=LedgerView(standing=2, overdue=1)) == [(Kind.ERASED_OVERDUE, None, 1)]
    assert kinds(one, ledger=LedgerView()) == []


def test_fewer_persons_than_the_ledger_and_a_number_that_changed():
    first, second = said(1, persons=300), said(2, persons=145_000, after=9)
    assert kinds(first, second, ledger=LedgerView(persons_low=6300)) == [
        (Kind.FEWER_PERSONS, None, 1),
        (Kind.PERSONS_CHANGED, 1, 2),
    ]


def test_more_persons_than_the_ledger_knows_of():
    one = said(1, persons=41_000)
    assert kinds(one, ledger=LedgerView(persons_low=33_800, persons_high=33_800)) == [
        (Kind.MORE_PERSONS, None, 1)
    ]
    assert kinds(one, ledger=LedgerView(persons_low=33_800, persons_high=41_000)) == []
    assert kinds(one, ledger=LedgerView(persons_low=33_800)) == []  # nobody knows how many at most


def test_the_number_a_firm_named_last_counts_whatever_it_said_since():
    first, second, third = said(1, persons=300), said(2, persons=20, after=2), said(3, after=3)
    other = said(4, persons=7, firm="別の会社")
    assert {one.key for one in last_counts((third, second, first, other))} == {2, 4}


def test_two_firms_do_not_contradict_each_other():
    assert kinds(said(1, {Claim.LEAKED: False}), said(2, {Claim.LEAKED: True}, firm="別の会社")) == []


def test_a_cause_told_otherwise():
    assert kinds(said(1, cause="メールの添付"), said(2, cause="VPN機器の弱点", after=1)) == [
        (Kind.CAUSE_CHANGED, 1, 2)
    ]


statements = st.lists(
    st.builds(
        Said,
        key=st.integers(1, 10_000),
        on=st.dates(DAY, DAY + dt.timedelta(days=60)),
        firm=st.sampled_from([FIRM, "別の会社"]),
        claims=st.dictionaries(st.sampled_from(Claim), st.booleans()),
        persons=st.none() | st.integers(0, 500_000),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)
ledgers = st.builds(
    LedgerView, persons_low=st.integers(0, 9000), standing=st.integers(0, 3), overdue=st.integers(0, 0)
)


@given(statements, ledgers, st.randoms())
def test_the_order_of_recording_does_not_change_the_answer(given_ones, ledger, source):
    shuffled = list(given_ones)
    source.shuffle(shuffled)
    assert contradictions(shuffled, ledger) == contradictions(given_ones, ledger)


@given(statements, ledgers)
def test_every_pair_is_of_one_firm_and_in_the_order_of_time(given_ones, ledger):
    by_key = {one.key: one for one in given_ones}
    for found in contradictions(given_ones, ledger):
        if found.earlier is not None:
            old, new = by_key[found.earlier], by_key[found.later]
            assert old.firm == new.firm
            assert (old.on, old.key) <= (new.on, new.key)


@given(statements)
def test_a_firm_that_repeats_itself_contradicts_nothing_new(given_ones):
    again = [
        Said(one.key + 20_000, DAY + dt.timedelta(days=90), one.firm, one.claims, one.persons)
        for one in sorted(given_ones, key=lambda it: (it.on, it.key))[-1:]
    ]
    before = contradictions(given_ones, LedgerView())
    after = contradictions([*given_ones, *again], LedgerView())
    changed = [one for one in after if one not in before and one.kind is not Kind.ERASED_BUT_KEPT]
    assert changed == []


@given(statements, ledgers)
def test_silence_is_never_a_contradiction(given_ones, ledger):
    silent = [Said(one.key, one.on, one.firm, {}) for one in given_ones]
    assert contradictions(silent, ledger) == ()
