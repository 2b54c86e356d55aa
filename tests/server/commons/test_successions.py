"""A firm under a new name or gone into another is found by all its names, with all it holds."""

import datetime as dt

import pytest

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.japan.text import search_key
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.commons import actions, successions
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.incidents.queries import breach
from sekisho.server.ledgers.models import Contract, Contractor
from sekisho.server.ledgers.queries import contractor
from sekisho.server.ui.search import find

TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def firm(city):
    def enter(name):
        return Contractor.make(name=name, search_key=search_key(name))

    return enter


@pytest.fixture
def contract(city):
    def enter(firm, number):
        return Contract.make(
            number=number, section=city.sections["税務課"], title=number, contractor=firm,
            starts=dt.date(2026, 4, 1), ends=dt.date(2027, 3, 31),
        )  # fmt: skip

    return enter


def held(actor, words):
    return {row.number for row in breach(actor("csirt"), words, TODAY).contracts}


def test_a_renamed_firm_is_found_by_its_old_name(actor, firm, contract):
    row = firm("東西印刷")
    contract(row, "R8-1")
    actions.rename_firm(actor("policy"), row.pk, row.version, name="みらいプリント", happened_on=TODAY)
    assert contractor(actor("policy"), row.pk).name == "みらいプリント"
    assert held(actor, "㈱東西印刷") == held(actor, "みらいプリント") == {"R8-1"}
    hits = [hit.note for kind in find(actor("policy"), "東西印刷") for hit in kind.hits]
    assert "以前の名称は「東西印刷」" in hits
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["contractor.changed", "commons.firm_renamed"]


def test_merged_firms_are_asked_about_as_one_and_keep_their_contracts(actor, firm, contract):
    old, new, other = firm("東西情報"), firm("みらい電算"), firm("ひなた運輸")
    for row, number in ((old, "R8-1"), (new, "R8-2"), (other, "R8-3")):
        contract(row, number)
    noted = actions.merge_firm(actor("policy"), old.pk, into=new.pk, happened_on=TODAY)
    assert held(actor, "東西情報") == held(actor, "みらい電算") == {"R8-1", "R8-2"}
    assert Contract.objects.get(number="R8-1").contractor_id == old.pk
    actions.cancel_succession(actor("policy"), noted.pk)
    assert held(actor, "みらい電算") == {"R8-2"}
    with pytest.raises(Conflict):
        actions.cancel_succession(actor("policy"), noted.pk)


def test_no_circle_no_second_merger_no_day_to_come(actor, firm):
    a, b, c = firm("甲社"), firm("乙社"), firm("丙社")
    policy = actor("policy")
    actions.merge_firm(policy, a.pk, into=b.pk, happened_on=TODAY)
    with pytest.raises(Conflict):
        actions.merge_firm(policy, a.pk, into=c.pk, happened_on=TODAY)
    with pytest.raises(Conflict):
        actions.merge_firm(policy, b.pk, into=a.pk, happened_on=TODAY)
    with pytest.raises(BadInput):
        actions.merge_firm(policy, c.pk, into=b.pk, happened_on=dt.date(2999, 1, 1))
    with pytest.raises(BadInput):
        actions.rename_firm(policy, c.pk, c.version, name="丙社", happened_on=TODAY)
    assert successions.known().kin({b.pk}) == {a.pk, b.pk}


def test_a_clerk_merges_nothing_and_nobody_merges_firms_of_another_body(actor, firm, other_city):
    mine = firm("甲社")
    with in_body(other_city.body.pk):
        theirs = Contractor.make(name="乙社", search_key="乙社")
    with pytest.raises(Refused):
        actions.merge_firm(actor("staff"), mine.pk, into=mine.pk, happened_on=TODAY)
    with pytest.raises(NotFound):
        actions.merge_firm(actor("policy"), mine.pk, into=theirs.pk, happened_on=TODAY)


def test_pages(signed_in, firm):
    old, new = firm("甲社"), firm("乙社")
    client = signed_in("policy")
    assert client.get(f"/commons/firms/{old.pk}/rename").status_code == 200
    named = {"version": old.version, "name": "甲乙社", "happened_on": "2026-06-01"}
    assert client.post(f"/commons/firms/{old.pk}/rename", named).status_code == 302
    assert client.post(f"/commons/firms/{old.pk}/rename", named).status_code == 422
    merged = {"into": new.pk, "happened_on": "2026-06-01"}
    assert client.post(f"/commons/firms/{old.pk}/merge", merged).status_code == 302
    text = client.get(f"/ledgers/contractors/{new.pk}/").content.decode()
    assert "合併した会社" in text
    assert "甲乙社" in text


def test_api(signed_in, firm):
    old, new = firm("甲社"), firm("乙社")
    client, day = signed_in("policy"), "2026-06-01"
    named = {"version": old.version, "name": "甲乙社", "happened_on": day}
    answer = client.post(f"/api/v1/commons/firms/{old.pk}/rename", named, content_type="application/json")
    assert answer.status_code == 201
    merged = {"into": new.pk, "happened_on": day}
    answer = client.post(f"/api/v1/commons/firms/{old.pk}/merge", merged, content_type="application/json")
    assert answer.json()["into_id"] == new.pk
    assert len(client.get(f"/api/v1/commons/firms/{old.pk}").json()) == 2
    cancelled = client.post(f"/api/v1/commons/successions/{answer.json()['id']}/cancel")
    assert cancelled.status_code == 204


@pytest.mark.django_db(transaction=True)
def test_two_firms_that_take_each_other_over_at_once_do_not_close_a_circle(at_once, actor, firm):
    pair = firm("東西情報"), firm("みらい電算")

    def merge(number):
        old, new = pair if number % 2 else pair[::-1]
        return actions.merge_firm(actor("policy"), old.pk, into=new.pk, happened_on=TODAY)

    assert sorted(type(one).__name__ for one in at_once(merge)) == ["Conflict"] * 3 + ["FirmSuccession"]
    assert len(successions.mergers()) == 1
