"""利用方針: asked of those with an account, confirmed once, asked again when it is new."""

import datetime as dt

import pytest

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.access import actions, briefings, home
from sekisho.server.access.models import Briefed
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import governed

DAY = dt.date(2026, 6, 1)


@pytest.fixture
def told(actor):
    def make(service, text="機密性3の情報は入れない。"):
        return actions.announce(actor("manager"), service=service, text=text)

    return make


def fact(service):
    (one,) = governed.among(governed.SERVICE, [service.pk], DAY)
    return one.facts.get("users_briefed")


def test_the_fact_is_that_everybody_with_an_account_has_read_it(city, actor, service, opened, told):
    row = service()
    opened(row)
    other = opened(row, who="service")
    opened(row, who=None)
    assert fact(row) is None
    first = told(row)
    assert fact(row) is False
    actions.confirm(actor("staff"), first.pk)
    assert fact(row) is False
    assert briefings.not_briefed(first) == [city.people["service"].name]
    actions.close_account(actor("manager"), other.pk, 1, on=dt.date(2026, 5, 1), how="見た")
    assert fact(row) is True
    second = told(row, "改めました。")
    assert fact(row) is False
    actions.confirm(actor("staff"), second.pk)
    assert fact(row) is True


def test_confirming_twice_is_once_and_the_old_one_is_not_confirmed(actor, service, opened, told):
    row = service()
    opened(row)
    first = told(row)
    for _ in range(2):
        actions.confirm(actor("staff"), first.pk)
    assert Briefed.objects.count() == JournalEntry.objects.filter(verb="briefing.confirmed").count() == 1
    told(row, "改めました。")
    with pytest.raises(Conflict):
        actions.confirm(actor("staff"), first.pk)


def test_without_an_account_there_is_nothing_to_confirm(actor, service, opened, told):
    row = service()
    opened(row)
    first = told(row)
    for key in ("manager", "staff2"):
        with pytest.raises(NotFound):
            actions.confirm(actor(key), first.pk)


def test_only_those_who_answer_for_the_service_announce(actor, service):
    row = service()
    for key in ("staff", "manager2"):
        with pytest.raises(Refused):
            actions.announce(actor(key), service=row, text="x")
    with pytest.raises(BadInput):
        actions.announce(actor("manager"), service=row, text=" \n")


def test_it_stands_on_the_holders_home_page_until_it_is_read(city, actor, service, opened, told):
    row = service()
    opened(row)
    first = told(row)
    assert {key for key in city.people if list(home.todos(actor(key), DAY))} == {"staff"}
    actions.confirm(actor("staff"), first.pk)
    assert list(home.todos(actor("staff"), DAY)) == []


def test_the_facts_of_many_services_are_three_queries(service, opened, told, django_assert_num_queries):
    from sekisho.server.access.known import of_services  # noqa: PLC0415  beside what it counts

    rows = [service(name=f"サービス{n}") for n in range(5)]
    for row in rows:
        opened(row)
        told(row)
    with django_assert_num_queries(3):
        assert len(of_services([row.pk for row in rows], DAY)) == 5
