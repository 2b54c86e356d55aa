"""Of the services only those are read of which something may be due: each day of review and check counts."""

import datetime as dt

import pytest
from django.utils import timezone

from sekisho.procedures.regular import NOTICE, yearly_due
from sekisho.server.ledgers.models import ExternalService
from sekisho.server.lifecycle import regular
from sekisho.server.lifecycle.models import RegularCheck
from sekisho.terms import TaskKind

OLD = dt.date(2024, 4, 1)
MIDSUMMER = dt.date(2026, 6, 1)
LAST = yearly_due(2025)
DAY = dt.timedelta(days=1)


def read_and_due(row, day=MIDSUMMER):
    """Return whether ``row`` is read for what is near on ``day``, and whether something of it is."""
    soon, rows = day + NOTICE, ExternalService.objects.filter(pk=row.pk)
    due = any(one.due <= soon for one in regular.of_services(rows, day))
    return regular.due_by(rows, day, soon).exists(), due


def fix(row, clause="PRO-014", **days):
    row.obligations.create(
        body=row.body, clause=clause, text="見直す", responsible="manager", when="in_operation", **days
    )


@pytest.mark.parametrize(
    ("days", "answered"),
    [
        ({"due_on": LAST}, True),
        ({"due_on": LAST + DAY}, True),
        ({"due_on": LAST - DAY}, False),
        ({"due_on": LAST - DAY, "done_on": LAST}, True),
        ({"due_on": LAST - DAY, "done_on": LAST - DAY}, False),
        ({"due_on": LAST, "done_on": LAST - DAY}, True),
        ({"due_on": None, "done_on": LAST}, False),
        ({"due_on": LAST, "clause": "PRO-013"}, False),
    ],
)
def test_a_day_of_review_answers_the_year_it_falls_in(old, days, answered):
    row = old()
    assert read_and_due(row) == (True, True)
    fix(row, **days)
    assert read_and_due(row) == (not answered, not answered)


def test_the_day_of_review_of_another_service_answers_nothing(old):
    row, other = old(), old()
    fix(other, due_on=LAST)
    assert (read_and_due(row), read_and_due(other)) == ((True, True), (False, False))


@pytest.mark.parametrize(
    ("kind", "due_on", "done_on", "answered"),
    [
        (TaskKind.REVIEW, LAST, OLD, True),
        (TaskKind.REVIEW, OLD, LAST, True),
        (TaskKind.REVIEW, LAST - DAY, LAST - DAY, False),
        (TaskKind.EDUCATION, LAST, LAST, False),
    ],
)
def test_a_recorded_review_answers_it_too(old, city, kind, due_on, done_on, answered):
    row = old()
    RegularCheck.make(
        section=row.section, service=row, kind=kind.value, due_on=due_on, done_on=done_on, note="見た",
        result="go_on", done_by=city.people["manager"], recorded_at=timezone.now(),
    )  # fmt: skip
    assert read_and_due(row) == (not answered, not answered)


def test_who_must_be_taught_is_read_though_reviewed(old):
    row = old(grade=2)
    fix(row, due_on=LAST)
    assert read_and_due(row) == (True, True)


def test_near_the_end_of_the_year_everything_is_read(old):
    row = old()
    fix(row, due_on=LAST)
    assert read_and_due(row, yearly_due(2026) - NOTICE) == (True, True)
    assert read_and_due(row, yearly_due(2026) - NOTICE - DAY) == (False, False)
