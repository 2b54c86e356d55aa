"""A prefecture reads the numbers of the municipalities that tell them, and nothing else."""

import datetime as dt

import pytest

from sekisho.errors import Conflict, Refused
from sekisho.server.accounts.across import published
from sekisho.server.accounts.models import Body
from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.commons import actions, rollups
from sekisho.server.commons.models import RollUp
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers.models import Contract, Contractor

FIGURES = dict.fromkeys(RollUp.NUMBERS, 0) | {"contracts": 1, "overdue_returns": 1}


@pytest.fixture
def above(city, other_city):
    """Give the other city as the prefecture of the first."""
    Body.objects.filter(pk=other_city.body.pk).update(kind="prefecture")
    Body.objects.filter(pk=city.body.pk).update(parent=other_city.body)
    return other_city.body


@pytest.fixture
def late(city):
    return Contract.make(
        number="R8-1", section=city.sections["税務課"], title="印刷", starts=dt.date(2026, 4, 1),
        contractor=Contractor.make(name="甲社", search_key="甲社"), ends=dt.date(2026, 5, 1),
        provided_data="名簿", provided_on=dt.date(2026, 4, 1), return_due=dt.date(2026, 5, 1),
    )  # fmt: skip


def count():
    rollups.keep_counts(lambda: False)


def seen_by(body):
    with in_body(body.pk):
        return [{name: row[name] for name in RollUp.NUMBERS} for row in published(RollUp, stopped_at=None)]


def test_the_worker_counts_its_own_body_and_the_prefecture_reads_it(actor, above, late, other_city):
    count()
    assert seen_by(above) == []
    actions.choose_roll_up(actor("general"), tell=True)
    actions.choose_roll_up(actor("general"), tell=True)
    count()
    assert seen_by(above) == [FIGURES]
    Contract.objects.update(return_due=None)
    count()
    assert seen_by(above) == [FIGURES]
    RollUp.objects.update(counted_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    count()
    assert seen_by(above) == [FIGURES | {"overdue_returns": 0}]
    assert list(JournalEntry.objects.values_list("verb", flat=True)) == ["commons.roll_up_begun"]


def test_stopped_nothing_is_left_to_read_and_nothing_is_counted(actor, above, late):
    actions.choose_roll_up(actor("general"), tell=True)
    count()
    row = actions.choose_roll_up(actor("general"), tell=False)
    count()
    row.refresh_from_db()
    assert (row.contracts, row.counted_at) == (0, None)
    assert seen_by(above) == []


def test_a_neighbour_reads_nothing(actor, above, late):
    actions.choose_roll_up(actor("general"), tell=True)
    count()
    neighbour = Body.objects.create(code="999993", name="もみじ町", parent=above)
    assert seen_by(neighbour) == []
    Body.objects.filter(pk=neighbour.pk).update(parent=None, kind="prefecture")
    assert seen_by(neighbour) == []


def test_who_chooses(actor, city, other_city):
    with pytest.raises(Refused):
        actions.choose_roll_up(actor("policy"), tell=True)
    with pytest.raises(Conflict):
        actions.choose_roll_up(actor("general"), tell=True)
    assert not actor("policy").may(Permission.ROLL_UP_CHOOSE)


def test_pages_and_api(signed_in, actor, above, late, other_city, client):
    mine = signed_in("general")
    assert "もみじ市" in mine.get("/commons/counts/").content.decode()
    assert mine.post("/commons/counts/choose", {"tell": "on"}).status_code == 302
    count()
    assert "返還・消去の期限切れ" in mine.get("/commons/counts/").content.decode()
    client.force_login(
        other_city.people["policy"], backend="sekisho.server.accounts.backends.BodyAccountBackend"
    )
    assert "さくら市" in client.get("/commons/counts/").content.decode()
    (one,) = client.get("/api/v1/commons/counts").json()
    assert (one["body"], one["numbers"]) == ("さくら市", FIGURES)
    choice = mine.post("/api/v1/commons/counts/choice", {"tell": False}, content_type="application/json")
    assert choice.status_code == 204
    assert client.get("/api/v1/commons/counts").json()[0]["numbers"] is None
