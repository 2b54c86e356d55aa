"""The invented prefecture: whole, with firms of many spellings, and only in an empty site."""

import datetime as dt
import re
from pathlib import Path

import pytest

from sekisho.errors import BadInput, Conflict
from sekisho.japan.corporate_number import is_valid
from sekisho.server.accounts.models import Body, Person
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.demo import PASSWORD
from sekisho.server.demo.prefecture import PerBody, load_prefecture
from sekisho.server.ledgers.models import Contract, Contractor
from sekisho.terms import Role

TODAY = dt.date(2026, 11, 23)
FEW = PerBody(assets=5, firms=40, services=3, contracts_a_year=4)


def test_every_municipality_has_its_people_ledgers_and_entry(db):
    rows = load_prefecture(8, today=TODAY, per_body=FEW)
    members = Body.objects.filter(parent__kind="prefecture")
    assert (rows["bodies"], members.count(), rows["contracts"]) == (9, 8, 8 * 40)
    assert JournalEntry.unscoped.filter(verb="body.founded").values("body").distinct().count() == 9
    for body in members:
        with in_body(body.pk):
            years = {row.starts.year for row in Contract.objects.all()}
            assert len(years) == 10
            assert all(is_valid(row.corporate_number) for row in Contractor.objects.all())
            assert all(row.search_key for row in Contract.objects.all())
    policy = Person.objects.get(username="p1-joho-joho")
    assert Role.POLICY_STAFF in actor_on(policy, TODAY).roles


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_accounts_that_the_readme_names_are_there_with_its_password(db, name):
    load_prefecture(1, today=TODAY, per_body=FEW)
    text = (Path(__file__).parents[3] / name).read_text(encoding="utf-8")
    named = set(re.findall(r"`(p[01]-[a-z0-9-]+)`", text))
    assert {account[:3] for account in named} == {"p0-", "p1-"}
    assert f"`{PASSWORD}`" in text
    for account in named:
        assert Person.objects.get(username=account).check_password(PASSWORD), account


def test_one_firm_is_spelled_in_many_ways(db):
    load_prefecture(8, today=TODAY, per_body=FEW)
    spellings = {}
    for firm in Contractor.unscoped.all():
        spellings.setdefault(firm.corporate_number, set()).add(firm.name)
    assert max(map(len, spellings.values())) >= 3


def test_a_site_with_data_is_left_alone(city):
    before = Body.objects.count()
    with pytest.raises(Conflict):
        load_prefecture(3, today=TODAY, per_body=FEW)
    assert Body.objects.count() == before


@pytest.mark.parametrize("size", [0, -1, 201])
def test_a_size_out_of_bounds_is_refused(db, size):
    with pytest.raises(BadInput):
        load_prefecture(size, today=TODAY)
