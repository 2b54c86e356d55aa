"""The firms of the four incidents in the invented prefecture: the same day gives the same rows."""

import datetime as dt

from sekisho.server.accounts.models import Body, Person
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.demo.four_cases import CASES, load_cases
from sekisho.server.demo.prefecture import PerBody, load_prefecture
from sekisho.server.incidents import queries

TODAY = dt.date(2026, 6, 1)


def test_each_firm_is_found_with_its_figures_and_neighbours(db):
    load_prefecture(3, today=TODAY, per_body=PerBody(assets=1, firms=3, services=1, contracts_a_year=1))
    assert load_cases(TODAY) == 13
    with in_body(Body.objects.get(code="990001").pk):
        actor = actor_on(Person.objects.get(username="p1-joho-general"), TODAY)
        found = [queries.breach(actor, case.firm, TODAY) for case in CASES]
    assert [len(one.contracts) for one in found] == [3, 1, 1, 2]
    assert [one.people.high for one in found] == [None, 231, 310, 296_421]
    assert [len(one.overdue) for one in found] == [2, 0, 0, 1]
    assert [one.neighbours for one in found] == [1, 2, 1, 2]
