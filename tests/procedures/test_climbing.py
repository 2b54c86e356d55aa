"""What is overdue climbs by one table; it is never shown too early, and never comes down."""

import datetime as dt

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.japan.business_days import is_business_day
from sekisho.procedures.climbing import (
    LADDER,
    OF_BODY,
    RULES,
    Matter,
    reaches,
    rung,
    shown_from,
    shown_to,
)
from sekisho.terms import Role

DAYS = st.dates(dt.date(2016, 4, 1), dt.date(2026, 3, 1))
MATTERS, ROLES = st.sampled_from(Matter), st.sampled_from(Role)


@attrs.frozen
class Held:
    role: Role
    sections: frozenset[int]


@given(MATTERS, ROLES, DAYS, st.integers(-30, 90))
def test_nothing_is_shown_before_it_is_overdue_nor_to_who_is_not_named(matter, role, due, days):
    day = due + dt.timedelta(days=days)
    if shown_to(matter, role, due, day):
        assert day > due
        assert role in RULES[matter]
        assert shown_to(matter, role, due, day + dt.timedelta(days=1))


@given(MATTERS, ROLES, DAYS)
def test_just_so_many_business_days_lie_between(matter, role, due):
    first = shown_from(matter, role, due)
    if first is None:
        assert role not in RULES[matter]
        return
    between = [due + dt.timedelta(days=n) for n in range(1, (first - due).days)]
    assert len([day for day in between if is_business_day(day)]) == RULES[matter][role]


@given(MATTERS, DAYS, st.integers(0, 120))
def test_a_matter_stands_at_one_rung_and_only_goes_up(matter, due, days):
    day = due + dt.timedelta(days=days)
    here, later = rung(matter, due, day), rung(matter, due, day + dt.timedelta(days=1))
    if here is None:
        assert not any(shown_to(matter, role, due, day) for role in Role)
        return
    assert due < here.since <= day
    assert later is not None
    assert LADDER.index(later.role) >= LADDER.index(here.role)
    assert later.since >= here.since


@given(MATTERS, DAYS, DAYS, ROLES, st.integers(0, 90))
def test_what_was_due_later_is_not_shown_sooner(matter, one, other, role, days):
    day = min(one, other) + dt.timedelta(days=days)
    if shown_to(matter, role, max(one, other), day):
        assert shown_to(matter, role, min(one, other), day)


def test_every_role_of_the_table_has_its_place_and_higher_ones_never_see_it_sooner():
    for matter, table in RULES.items():
        assert set(table) <= set(LADDER), matter
        above = [table[role] for role in (Role.MANAGER, Role.GENERAL_OFFICER, Role.CISO)]
        assert above == sorted(above), matter
        assert table[Role.CISO] == 20


@pytest.mark.parametrize("matter", Matter)
def test_only_who_answers_for_the_body_sees_other_sections(matter):
    due, day = dt.date(2026, 4, 1), dt.date(2026, 9, 1)
    for role in RULES[matter]:
        elsewhere = reaches([Held(role, frozenset({1}))], matter, 2, due, day)
        assert elsewhere is (role in OF_BODY)
        assert reaches([Held(role, frozenset({1}))], matter, 1, due, day)
    assert not reaches([], matter, 1, due, day)


def test_where_no_calendar_reaches_it_is_shown_to_all_of_the_table_at_once():
    for due in (dt.date(1800, 1, 1), dt.date(9000, 1, 1)):
        assert not shown_to(Matter.ERASURE, Role.CISO, due, due)
        assert shown_to(Matter.ERASURE, Role.CISO, due, due + dt.timedelta(days=1))
    assert not shown_to(Matter.ERASURE, Role.CISO, dt.date.max, dt.date.max)


def test_new_year_and_golden_week_do_not_count():
    assert shown_from(Matter.ERASURE, Role.MANAGER, dt.date(2025, 12, 26)) == dt.date(2026, 1, 10)
    assert shown_from(Matter.ERASURE, Role.MANAGER, dt.date(2026, 5, 1)) == dt.date(2026, 5, 14)
