"""A fact is shared by choice, taken over by choice, and stays with who shared it and when."""

import datetime as dt

import pytest

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.procedures.sharing import ALL
from sekisho.server.accounts.models import Body
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.commons import actions, facts
from sekisho.server.commons.models import SharedFact, TakenFact
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers.models import Contractor
from sekisho.terms import FactKind

TODAY = dt.date(2026, 6, 1)
NUMBER = "7000012050002"
CERTIFICATE = {
    "firm_name": "株式会社東西情報",
    "corporate_number": NUMBER,
    "service_name": "みらい電子申請",
    "certificate_kind": "ismap",
    "certificate_number": "C21-0001",
    "valid_until": dt.date(2027, 3, 31),
    "source_url": "https://example.jp/trust",
}


@pytest.fixture
def prefecture(city, other_city):
    above = Body.objects.create(code="990000", name="さくら県", kind="prefecture")
    Body.objects.filter(pk__in=[city.body.pk, other_city.body.pk]).update(parent=above)
    return above


@pytest.fixture
def neighbour(other_city):
    with in_body(other_city.body.pk):
        return actor_on(other_city.people["policy"], TODAY)


@pytest.fixture
def shared(actor, prefecture):
    return actions.share_fact(actor("policy"), FactKind.CERTIFICATE, CERTIFICATE)


def test_taken_over_beside_the_firm_of_the_same_number_however_spelled(shared, city, other_city, neighbour):
    with in_body(other_city.body.pk):
        mine = Contractor.make(name="㈱トウザイ情報", corporate_number=NUMBER, search_key="x")
        (one,) = facts.received_facts(neighbour)
        assert one.taken_at is None
        taken = actions.take_fact(neighbour, shared.pk)
        assert actions.take_fact(neighbour, shared.pk).pk == taken.pk
        assert taken.firm_id == mine.pk
        assert (taken.from_code, taken.from_name, taken.shared_at) == (
            city.body.code,
            "さくら市",
            shared.shared_at,
        )
        assert Contractor.objects.count() == 1
        verbs = list(JournalEntry.objects.values_list("verb", flat=True))
        assert verbs == ["commons.fact_taken"]
    assert Contractor.objects.count() == 0


def test_a_new_firm_is_entered_and_a_withdrawn_fact_is_not_taken_but_a_copy_stays(
    shared, actor, other_city, neighbour
):
    with in_body(other_city.body.pk):
        actions.take_fact(neighbour, shared.pk)
        assert Contractor.objects.get().corporate_number == NUMBER
    with in_body(other_city.body.pk), pytest.raises(NotFound):
        actions.withdraw_fact(neighbour, shared.pk)
    actions.withdraw_fact(actor("policy"), shared.pk)
    with pytest.raises(Conflict):
        actions.withdraw_fact(actor("policy"), shared.pk)
    with in_body(other_city.body.pk):
        assert facts.received_facts(neighbour) == []
        assert TakenFact.objects.count() == 1
        TakenFact.objects.all().delete()
        with pytest.raises(NotFound):
            actions.take_fact(neighbour, shared.pk)


def test_a_body_of_another_prefecture_takes_nothing(shared, other_city, neighbour):
    Body.objects.filter(pk=other_city.body.pk).update(parent=None)
    with in_body(other_city.body.pk):
        assert facts.received_facts(neighbour) == []
        with pytest.raises(NotFound):
            actions.take_fact(neighbour, shared.pk)


def test_nothing_but_the_columns_of_the_kind_is_kept(actor, prefecture):
    row = actions.share_fact(
        actor("policy"), FactKind.PROVIDER, CERTIFICATE | {"person_count": 12, "confidentiality": 3}
    )
    filled = {name for name in ALL if getattr(row, name)}
    assert filled == {"firm_name", "corporate_number", "source_url"}
    assert set(SharedFact.shown) == {"kind", *ALL, "shared_at", "withdrawn_at"}


def test_refused_without_permission_prefecture_or_what_is_needed(actor, city, other_city):
    with pytest.raises(Conflict):
        actions.share_fact(actor("policy"), FactKind.CERTIFICATE, CERTIFICATE)
    with pytest.raises(Refused):
        actions.share_fact(actor("staff"), FactKind.CERTIFICATE, CERTIFICATE)
    above = Body.objects.create(code="990000", name="さくら県", kind="prefecture")
    Body.objects.filter(pk=city.body.pk).update(parent=above)
    with pytest.raises(BadInput):
        actions.share_fact(actor("policy"), FactKind.ANSWER, CERTIFICATE)


def test_pages(signed_in, shared, actor, other_city, neighbour, city):
    with in_body(other_city.body.pk):
        back = actions.share_fact(neighbour, FactKind.CERTIFICATE, CERTIFICATE)
    client = signed_in("policy")
    text = client.get("/commons/facts/").content.decode()
    assert text.count("C21-0001") == 2
    took = client.post(f"/commons/facts/{back.pk}/take")
    assert took.status_code == 302
    assert "もみじ市" in client.get(took.url).content.decode()
    assert client.get("/commons/facts/new").status_code == 200
    given = {"kind": "provider", "firm_name": "東西情報", "corporate_number": NUMBER}
    assert client.post("/commons/facts/new", given).status_code == 302
    assert client.post("/commons/facts/new", given | {"kind": "answer"}).status_code == 422
    assert client.post(f"/commons/facts/{shared.pk}/withdraw").status_code == 302


def test_api(signed_in, prefecture, other_city, neighbour):
    client = signed_in("policy")
    given = CERTIFICATE | {"kind": "certificate", "valid_until": "2027-03-31"}
    answer = client.post("/api/v1/commons/facts", given, content_type="application/json")
    assert answer.status_code == 201
    with in_body(other_city.body.pk):
        back = actions.share_fact(neighbour, FactKind.CERTIFICATE, CERTIFICATE)
    (one,) = client.get("/api/v1/commons/facts/received").json()
    assert (one["body"], one["columns"]["valid_until"]) == ("もみじ市", "2027-03-31")
    assert client.post(f"/api/v1/commons/facts/{back.pk}/take").status_code == 201
    assert client.post(f"/api/v1/commons/facts/{answer.json()['id']}/withdraw").status_code == 204
    (mine,) = client.get("/api/v1/commons/facts/own").json()
    assert mine["withdrawn_at"] is not None


@pytest.mark.django_db(transaction=True)
def test_a_fact_taken_over_at_once_is_taken_once(at_once, shared, other_city, neighbour):
    with in_body(other_city.body.pk):
        found = at_once(lambda _: actions.take_fact(neighbour, shared.pk))
        assert {type(one).__name__ for one in found} == {"TakenFact"}
        assert TakenFact.objects.count() == Contractor.objects.count() == 1
