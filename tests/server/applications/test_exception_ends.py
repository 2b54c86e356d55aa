"""An 例外措置 ends by itself: after its last day the service is judged without it."""

import datetime as dt

import pytest
from django.utils import timezone

from sekisho.server.applications.known import exceptions_of_services
from sekisho.server.applications.models import ExceptionMeasure
from sekisho.server.ledgers import governed

ENDS = dt.date(2026, 9, 30)
CLAUSE = "EXT-012"


@pytest.fixture
def excused(decided, city):
    """A service that was decided on with an exception, as the decision wrote it down."""
    row = decided()
    row.service.facts = row.service.facts | {"exceptions": [CLAUSE]}
    row.service.save(update_fields=["facts"])

    def make(state=ExceptionMeasure.GRANTED, clause=CLAUSE, ends=ENDS):
        ExceptionMeasure.make(
            application=row,
            clause=clause,
            reason="代わりがない",
            measure="毎日確かめる",
            ends=ends,
            state=state,
            asked_by=city.people["staff"],
            asked_at=timezone.now(),
        )
        return row.service

    return make


def exceptions_on(service, day):
    (one,) = governed.among(governed.SERVICE, [service.pk], day)
    return one.facts["exceptions"]


@pytest.mark.parametrize(("after", "left"), [(-1, [CLAUSE]), (0, [CLAUSE]), (1, [])])
def test_the_last_day_still_counts_and_the_day_after_does_not(excused, after, left):
    assert exceptions_on(excused(), ENDS + dt.timedelta(days=after)) == left


def test_each_ends_on_its_own_day_and_what_was_refused_never_counts(excused):
    excused()
    service = excused(clause="EXT-020", ends=ENDS + dt.timedelta(days=30))
    excused(state=ExceptionMeasure.REFUSED, clause="EXT-021")
    assert exceptions_on(service, ENDS) == [CLAUSE, "EXT-020"]
    assert exceptions_on(service, ENDS + dt.timedelta(days=1)) == ["EXT-020"]


def test_a_page_of_services_is_one_query(excused, django_assert_num_queries):

    service = excused()
    with django_assert_num_queries(1):
        assert exceptions_of_services([service.pk, 0], ENDS) == {service.pk: {"exceptions": [CLAUSE]}}
