"""A notice reaches the bodies of its prefecture and nobody else, and takes nothing of its body along."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.accounts.across import Published, published
from sekisho.server.accounts.models import Body
from sekisho.server.accounts.queries import actor_on, sole_body
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.commons import actions, queries
from sekisho.server.commons.models import Notice
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers.models import Contractor

TODAY = dt.date(2026, 6, 1)
NUMBER = "7000012050002"
TOLD = {
    "firm_name": "東西情報",
    "corporate_number": NUMBER,
    "what": "身代金要求型の不正プログラム",
    "known_on": TODAY,
}


@pytest.fixture
def prefecture(city, other_city):
    above = Body.objects.create(code="990000", name="さくら県", kind="prefecture")
    Body.objects.filter(pk__in=[city.body.pk, other_city.body.pk]).update(parent=above)
    return above


@pytest.fixture
def neighbour(other_city):
    with in_body(other_city.body.pk):
        return actor_on(other_city.people["csirt"], TODAY)


def test_the_neighbour_reads_it_and_the_sender_sees_when(actor, city, other_city, prefecture, neighbour):
    sent = actions.send_notice(actor("policy"), **TOLD)
    with in_body(other_city.body.pk):
        (one,) = queries.inbox(neighbour)
        assert one.open
        assert one.values["corporate_number"] == NUMBER
        actions.read_notice(neighbour, sent.pk)
        actions.read_notice(neighbour, sent.pk)
        assert not queries.inbox(neighbour)[0].open
    (mine,) = queries.outbox(actor("policy"))
    assert [name for name, _at in mine.readers] == ["もみじ市"]
    assert mine.missing == ("さくら県",)
    verbs = list(JournalEntry.unscoped.order_by("pk").values_list("body_id", "verb"))
    assert verbs == [(city.body.pk, "commons.notice_sent"), (other_city.body.pk, "commons.notice_read")]


def test_a_body_of_another_prefecture_sees_nothing_and_can_answer_nothing(
    actor, other_city, prefecture, neighbour
):
    sent = actions.send_notice(actor("policy"), **TOLD)
    elsewhere = Body.objects.create(code="980000", name="もみじ県", kind="prefecture")
    for parent in (elsewhere, None):
        Body.objects.filter(pk=other_city.body.pk).update(parent=parent)
        with in_body(other_city.body.pk):
            assert queries.inbox(neighbour) == []
            with pytest.raises(NotFound):
                actions.read_notice(neighbour, sent.pk)


def test_the_prefecture_sees_it(actor, prefecture):
    actions.send_notice(actor("policy"), **TOLD)
    with in_body(prefecture.pk):
        assert [row["firm_name"] for row in published(Notice)] == ["東西情報"]


def test_nobody_takes_back_the_notice_of_another(actor, other_city, prefecture, neighbour):
    sent = actions.send_notice(actor("policy"), **TOLD)
    with in_body(other_city.body.pk), pytest.raises(NotFound):
        actions.withdraw_notice(neighbour, sent.pk)
    actions.withdraw_notice(actor("policy"), sent.pk)
    with pytest.raises(Conflict):
        actions.withdraw_notice(actor("policy"), sent.pk)
    with in_body(other_city.body.pk):
        assert not queries.inbox(neighbour)[0].open


def test_refused_without_permission_prefecture_or_a_true_number(actor, city):
    with pytest.raises(Conflict):
        actions.send_notice(actor("policy"), **TOLD)
    with pytest.raises(Refused):
        actions.send_notice(actor("staff"), **TOLD)


def test_the_check_digit_decides(actor, prefecture):
    with pytest.raises(BadInput):
        actions.send_notice(actor("policy"), **TOLD | {"corporate_number": "8000012050002"})


def test_what_is_read_across_names_the_shown_columns_only(actor, city, prefecture):
    with in_body(prefecture.pk), CaptureQueriesContext(connection) as seen:
        for model in Published.__subclasses__():
            list(published(model))
    assert len(seen) == len(Published.__subclasses__()) > 1
    for query, model in zip(seen, Published.__subclasses__(), strict=True):
        columns = query["sql"].partition(" FROM ")[0]
        named = {part.rpartition(".")[2].strip('" ') for part in columns.removeprefix("SELECT ").split(",")}
        named = {name.partition('" AS ')[0] for name in named}
        assert named == {"id", *model.shown, "code", "name"}


def test_no_other_table_and_no_hidden_column_can_be_asked_for(actor, city):
    with pytest.raises(TypeError):
        published(Contractor)
    with pytest.raises(ValueError, match="sent_by"):
        published(Notice, sent_by__name="青木")


def test_pages(signed_in, actor, prefecture):
    client = signed_in("policy")
    assert client.get("/commons/new").status_code == 200
    wrong = client.post("/commons/new", TOLD | {"known_on": "2026-06-01", "corporate_number": "1"})
    assert wrong.status_code == 422
    right = client.post("/commons/new", TOLD | {"known_on": "2026-06-01"})
    assert right.status_code == 302
    assert "東西情報" in client.get("/commons/").content.decode()


def test_api(signed_in, actor, other_city, prefecture, neighbour):
    client = signed_in("policy")
    answer = client.post(
        "/api/v1/commons/notices", TOLD | {"known_on": "2026-06-01"}, content_type="application/json"
    )
    assert answer.status_code == 201
    pk = answer.json()["id"]
    with in_body(other_city.body.pk):
        actions.read_notice(neighbour, pk)
        back = actions.send_notice(neighbour, **TOLD)
    (sent,) = client.get("/api/v1/commons/notices/sent").json()
    assert [one["body"] for one in sent["readers"]] == ["もみじ市"]
    assert client.post(f"/api/v1/commons/notices/{back.pk}/read").status_code == 204
    (got,) = client.get("/api/v1/commons/notices/received").json()
    assert (got["body"], got["corporate_number"], got["read_at"] is None) == ("もみじ市", NUMBER, False)
    assert client.post(f"/api/v1/commons/notices/{back.pk}/withdraw").status_code == 404
    assert client.post(f"/api/v1/commons/notices/{pk}/withdraw").status_code == 204


def test_a_command_without_a_body_means_the_only_municipality(city):
    Body.objects.create(code="990000", name="さくら県", kind="prefecture")
    assert sole_body() == city.body
    Body.objects.create(code="999993", name="もみじ町")
    assert sole_body() is None
