"""An end that is near is the task of keepers and sections; past, it climbs until somebody acted."""

import datetime as dt

import pytest
from django.utils import timezone

from sekisho.errors import Refused
from sekisho.japan.business_days import add_business_days
from sekisho.procedures.climbing import Matter
from sekisho.server.accounts.queries import actor_on
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.trust import actions, duties, ends, home

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def told(city):
    """Give what waits for a person on a day, as (kind, title)."""

    def of(key, day=TODAY):
        return [(one.kind, one.title) for one in home.todos(actor_on(city.people[key], day), day)]

    return of


@pytest.fixture
def near(service, used, evidence):
    """A service whose certification ends in forty days."""
    row = service()
    used(row)
    return row, evidence(row, expires=TODAY + 40 * DAY)


def test_sixty_days_before_it_is_told_to_keepers_and_to_the_section_of_each_service(near, told):
    for key in ("staff", "deputy", "service"):
        assert [kind for kind, _ in told(key)] == ["期限"], key
    assert [kind for kind, _ in told("policy")] == ["期限"]
    for key in ("manager", "staff2", "officer", "ciso", "auditor"):
        assert told(key) == [], key
    assert told("staff", TODAY - 30 * DAY) == []


def test_past_its_end_it_climbs_to_the_head_and_then_to_the_office(near, told):
    _, paper = near
    end = paper.until
    after = {days: add_business_days(end, days) + DAY for days in (0, 5, 10, 20)}
    assert [kind for kind, _ in told("manager", after[0])] == ["期限切れ"]
    assert told("manager", end) == []
    for key, days in (("policy", 5), ("general", 10), ("ciso", 20)):
        assert told(key, after[days] - DAY) == [], key
        assert [kind for kind, _ in told(key, after[days])] == ["期限切れ"], key
    assert told("manager2", after[20]) == []
    assert told("auditor", after[20]) == []


def test_it_ends_with_a_renewal_another_of_its_kind_a_new_judgement_or_the_service(
    service, used, evidence, actor, told
):
    rows = [service(f"サービス{number}") for number in range(4)]
    papers = [evidence(row, expires=TODAY + 5 * DAY) for row in rows]
    for row in rows:
        used(row)
    day = TODAY + 6 * DAY
    assert len(told("manager", day)) == 4
    policy = actor("policy")
    actions.change_evidence(policy, papers[0].pk, 1, expires=TODAY + 500 * DAY)
    assert len(told("manager", day)) == 3
    evidence(rows[1], number="C2", expires=TODAY + 500 * DAY)
    assert len(told("manager", day)) == 2
    ledgers.retire_service(policy, rows[2].pk, rows[2].version, on=TODAY, reason="終えた")
    (last,) = ends.ending(day)
    assert last.service == rows[3].pk
    actions.withdraw(policy, papers[3].pk, 1, on=TODAY, why="取消")
    assert ends.ending(day) == []


def test_what_is_only_leaned_on_by_a_judgement_counts_and_a_flag_is_not_told_twice(near, actor, told):
    row, paper = near
    given = {"sufficient": True, "reason": "見た。", "evidences": [paper.pk]}
    actions.judge(actor("manager"), row, 0, **given)
    actions.change_evidence(actor("policy"), paper.pk, 1, services=[])
    assert [one.service for one in ends.ending(TODAY)] == [row.pk]
    day = paper.until + DAY
    actions.flag_fallen(day)
    assert [kind for kind, _ in told("manager", day)] == ["見直し"]
    assert [kind for kind, _ in told("staff", day)] == ["期限切れ"]


def test_a_later_judgement_without_it_settles_it(near, actor, told):
    row, paper = near
    actions.change_evidence(actor("policy"), paper.pk, 1, issued=TODAY - 90 * DAY, expires=TODAY - 2 * DAY)
    assert [kind for kind, _ in told("staff")] == ["期限切れ"]
    given = {"sufficient": False, "reason": "証拠がなくなった。", "evidences": []}
    actions.judge(actor("manager"), row, 0, **given)
    assert told("staff") == []


def test_many_ends_take_as_many_queries_as_one(near, service, used, evidence, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(ends.ending(TODAY + 41 * DAY)) == 1
    for number in range(5):
        row = service(f"別{number}")
        evidence(row, expires=TODAY + 40 * DAY)
    with django_assert_num_queries(4):
        assert len(ends.ending(TODAY + 41 * DAY)) == 6


def test_it_stands_among_the_dated_work_of_who_sees_the_service_near_or_past(near, actor):
    row, paper = near
    for day in (TODAY, paper.until + 30 * DAY):
        (one,) = duties.renewals(actor("staff"), day)
        assert (one.thing, one.due, one.matter) == (row.name, paper.until, Matter.EVIDENCE)
        assert list(duties.renewals(actor("staff2"), day)) == []
    with pytest.raises(Refused):
        list(duties.renewals(actor("nobody"), TODAY))
