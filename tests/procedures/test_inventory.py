"""棚卸し: whatever the two lists hold, nobody is lost, and nobody is called fine who is not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sekisho.errors import BadInput, Conflict
from sekisho.procedures import inventory as rules
from sekisho.procedures.inventory import Held, Listed, compare
from sekisho.terms import InventoryAnswer, InventoryFinding

F = InventoryFinding
DAY = dt.date(2026, 6, 1)
OLD, NEW = DAY - dt.timedelta(days=200), DAY - dt.timedelta(days=10)
NAMES = some.sampled_from(["a", "A", "ａ", "b", "c@x.jp", "d"])
DAYS = some.dates(dt.date(2025, 1, 1), DAY)
USERS = some.lists(
    some.builds(
        Listed,
        row=some.just(0),
        names=some.lists(NAMES, min_size=1, max_size=2).map(tuple),
        last_used=some.none() | DAYS,
        privileged=some.none() | some.booleans(),
        active=some.booleans(),
    ),
    max_size=6,
).map(lambda users: [Listed(row, *_rest(user)) for row, user in enumerate(users, 2)])
ACCOUNTS = some.lists(
    some.builds(
        Held, key=some.just(0), login=NAMES, opened_on=DAYS, privileged=some.booleans(), left=some.booleans()
    ),
    max_size=6,
    unique_by=lambda one: one.login,
).map(
    lambda held: [
        Held(key, one.login, one.opened_on, one.privileged, one.left) for key, one in enumerate(held, 1)
    ]
)


def _rest(user):
    return user.names, user.last_used, user.privileged, user.active


def held(key=1, login="a", opened_on=OLD, *, privileged=False, left=False):
    return Held(key, login, opened_on, privileged, left)


def listed(row=2, *names, **more):
    return Listed(row, names or ("a",), **{"last_used": NEW, "privileged": False} | more)


def findings(users, accounts, *, knows_use=True):
    found = compare(users, accounts, day=DAY, dormant_after=90, knows_use=knows_use)
    return [one.finding for one in found.differences], found


@pytest.mark.parametrize(
    ("users", "accounts", "expected"),
    [
        ([listed()], [held()], []),
        ([listed(2, "ＴＡＲＯ@x.jp")], [held(login="taro@X.jp")], []),
        ([listed(2, "u-01", "taro@x.jp")], [held(login="taro@x.jp")], []),
        ([listed()], [], [F.ONLY_THERE]),
        ([], [held()], [F.ONLY_HERE]),
        ([listed(active=False)], [held()], [F.ONLY_HERE]),
        ([listed(active=False)], [], []),
        ([listed(2, active=False), listed(3)], [held()], []),
        ([listed()], [held(left=True)], [F.LEFT]),
        ([listed(last_used=OLD)], [held()], [F.DORMANT]),
        ([listed(last_used=DAY - dt.timedelta(days=90))], [held()], []),
        ([listed(last_used=DAY - dt.timedelta(days=91))], [held()], [F.DORMANT]),
        ([listed(last_used=None)], [held()], [F.DORMANT]),
        ([listed(last_used=None)], [held(opened_on=NEW)], []),
        ([listed(privileged=True)], [held()], [F.PRIVILEGE]),
        ([listed()], [held(privileged=True)], [F.PRIVILEGE]),
        ([listed(privileged=None)], [held(privileged=True)], [F.PRIVILEGED]),
        ([listed(privileged=True)], [held(privileged=True)], [F.PRIVILEGED]),
        ([listed(last_used=OLD, privileged=True)], [held(left=True)], [F.LEFT, F.PRIVILEGE, F.DORMANT]),
    ],
)
def test_what_is_found(users, accounts, expected):
    assert findings(users, accounts)[0] == expected


def test_without_the_last_sign_in_nobody_is_called_unused():
    assert findings([listed(last_used=None)], [held()], knows_use=False)[0] == []


@given(USERS, ACCOUNTS, some.booleans())
def test_nobody_is_lost_and_nobody_with_a_difference_is_clear(users, accounts, knows_use):
    found = compare(users, accounts, day=DAY, dormant_after=90, knows_use=knows_use)
    missing = {one.held.key for one in found.differences if one.finding is F.ONLY_HERE}
    assert set(found.matched) | missing == {one.key for one in accounts}
    assert set(found.matched).isdisjoint(missing)
    told = {one.held.key for one in found.differences if one.held}
    assert set(found.clear) == set(found.matched) - told
    keys = {rules.login_key(one.login) for one in accounts}
    strange = {one.row for one in users if one.active and keys.isdisjoint(map(rules.login_key, one.names))}
    unknown = {one.listed.row for one in found.differences if one.finding is F.ONLY_THERE}
    assert unknown <= strange
    shared = {name for one in users if one.row not in strange for name in map(rules.login_key, one.names)}
    alone = {
        one.row for one in users if one.row in strange and shared.isdisjoint(map(rules.login_key, one.names))
    }
    assert alone <= unknown
    counts = rules.counts(found, len(users), len(accounts))
    assert sum(counts[one.value] for one in F) == len(found.differences)


def test_who_left_who_is_unknown_and_who_is_privileged_is_settled_first():
    def due(user, account):
        return rules.settle_due(
            findings([user] if user else [], [account] if account else [])[1].differences[0], DAY
        )

    soon, later = dt.date(2026, 6, 8), dt.date(2026, 6, 29)
    assert due(listed(), None) == soon
    assert due(listed(), held(left=True)) == soon
    assert due(listed(privileged=True), held()) == soon
    assert due(None, held(privileged=True)) == soon
    assert due(None, held()) == later
    assert due(listed(last_used=OLD), held()) == later
    assert due(listed(privileged=True), held(privileged=True)) == later


def test_once_a_year_and_a_new_list_defers_nothing():
    assert rules.next_due(None, dt.date(2025, 6, 1)) == dt.date(2026, 6, 1)
    assert rules.next_due(dt.date(2026, 5, 1), dt.date(2020, 1, 1)) == dt.date(2027, 5, 1)
    assert rules.earlier_due(DAY, [OLD]) == OLD
    assert rules.earlier_due(DAY, []) == DAY


@pytest.mark.parametrize("finding", list(F))
def test_only_what_settles_a_difference_is_taken_as_an_answer(finding):
    for answer in InventoryAnswer:
        if answer in rules.ANSWERS[finding]:
            assert rules.refuse_answer(finding, answer.value) is answer
        else:
            with pytest.raises(BadInput):
                rules.refuse_answer(finding, answer.value)
    assert InventoryAnswer.RENEWED not in rules.ANSWERS[finding]
    with pytest.raises(Conflict):
        rules.refuse_settled("closed")
