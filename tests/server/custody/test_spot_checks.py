"""抜取確認: which are looked at, what is found, how it is put right, who may do what."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.custody import actions, home, spot_checks
from sekisho.server.custody.models import Erasure, SpotCheck
from sekisho.terms import SpotResult

DAY = dt.date(2026, 6, 1)
FOUND = {"on": DAY, "place": "委託先の作業室", "result": SpotResult.DIFFERS, "note": "控えが一つ多い。"}


@pytest.fixture
def check(actor):
    return lambda row, who="staff", version=1, **changed: actions.spot_check(
        actor(who), row.pk, version, **FOUND | changed
    )


def erased(row, on):
    values = {"erased_on": on, "certificate_on": on, "certificate_name": "a", "certificate": "0" * 64}
    return Erasure.make(
        handover=row,
        **values,
        covers_copies=True,
        verified_on=on,
        received_by_id=row.handed_by_id,
        verified_by_id=row.handed_by_id,
    )


def test_a_difference_waits_for_the_head_of_section_and_is_put_right_once(actor, contract, handed, check):
    row = handed(contract())
    made = check(row)
    assert made.open
    told = json.loads(JournalEntry.objects.get(verb="handover.spot_checked").record)["data"]
    assert (told["result"], told["place"], told["check"]) == ("differs", "委託先の作業室", made.pk)
    assert [todo.title for todo in home.todos(actor("manager"), DAY) if "抜取確認" in todo.title]
    assert not [todo for todo in home.todos(actor("manager2"), DAY) if "抜取確認" in todo.title]
    with pytest.raises(Refused):
        actions.settle_spot_check(actor("staff"), made.pk, on=DAY, how="消してもらった。")
    settled = actions.settle_spot_check(actor("manager"), made.pk, on=DAY, how="消してもらった。")
    assert not settled.open
    assert JournalEntry.objects.filter(verb="handover.spot_settled").count() == 1
    with pytest.raises(Conflict):
        actions.settle_spot_check(actor("manager"), made.pk, on=DAY, how="もう一度")
    assert not [todo for todo in home.todos(actor("manager"), DAY) if "抜取確認" in todo.title]


def test_as_written_leaves_nothing_to_put_right(actor, contract, handed, check):
    made = check(handed(contract()), result=SpotResult.AS_WRITTEN)
    with pytest.raises(Conflict):
        actions.settle_spot_check(actor("manager"), made.pk, on=DAY, how="なし")


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"on": dt.date(2026, 4, 9)}, "確かめた日"),
        ({"on": dt.date(2126, 4, 9)}, "確かめた日"),
        ({"place": " "}, "確かめた場所"),
        ({"place": "場" * 201}, "確かめた場所"),
        ({"note": ""}, "確かめたこと"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(contract, handed, check, changed, where):
    row = handed(contract())
    with pytest.raises(BadInput) as refused:
        check(row, **changed)
    assert refused.value.where == where
    assert not SpotCheck.objects.exists()


def test_another_section_a_stale_version_and_what_is_erased_are_refused(
    actor, contract, handed, check, city, other_city
):
    row = handed(contract())
    with pytest.raises(Refused):
        check(row, who="staff2")
    check(row, result=SpotResult.AS_WRITTEN)
    with pytest.raises(Conflict):
        check(row)
    gone = handed(contract())
    erased(gone, dt.date(2026, 5, 20))
    with pytest.raises(Conflict):
        check(gone)
    assert check(gone, on=dt.date(2026, 5, 19)).open
    with in_body(other_city.body.pk):
        stranger = actor_on(other_city.people["manager"], DAY)
        with pytest.raises(NotFound):
            actions.spot_check(stranger, row.pk, 2, **FOUND)
        with pytest.raises(NotFound):
            actions.settle_spot_check(stranger, SpotCheck.unscoped.first().pk, on=DAY, how="なし")


def test_what_is_drawn_is_the_same_for_everybody_and_follows_the_year(actor, contract, handed, check, city):
    held = contract()
    rows = [handed(held) for _ in range(8)]
    other = [handed(contract(section=city.sections["市民課"])) for _ in range(2)]
    all_seen = spot_checks.drawn(actor("general"), DAY)
    of_tax = {row.pk for row in all_seen if row.section.name == "税務課"}
    assert (len(of_tax), len(all_seen)) == (spot_checks.DRAWN, spot_checks.DRAWN + len(other))
    assert {row.pk for row in spot_checks.drawn(actor("manager"), DAY)} == of_tax
    later = {row.pk for row in spot_checks.drawn(actor("manager"), dt.date(2027, 4, 1))}
    assert later != of_tax
    erased(next(row for row in rows if row.pk in of_tax), dt.date(2026, 5, 1))
    assert {row.pk for row in spot_checks.drawn(actor("manager"), DAY)} == of_tax


def test_what_was_gone_before_the_year_began_is_not_drawn(actor, contract, handed):
    row = handed(contract(), handed_on=dt.date(2026, 1, 10))
    erased(row, dt.date(2026, 3, 31))
    assert spot_checks.drawn(actor("manager"), DAY) == []


def test_the_pages_lead_from_the_draw_to_the_end(signed_in, contract, handed):
    row = handed(contract())
    staff, head = signed_in("staff"), signed_in("manager")
    drawn = staff.get(reverse("custody:drawn")).content.decode()
    assert row.number in drawn
    assert "抜取確認を記録する" in staff.get(reverse("custody:handover", args=[row.pk])).content.decode()
    url = reverse("custody:spot_check", args=[row.pk])
    typed = {"version": 1, "on": "R8.5.1", "place": "作業室", "result": "not_shown", "note": "担当が不在。"}
    assert staff.post(url, typed | {"result": "maybe"}).status_code == 422
    assert staff.post(url, typed).status_code == 302
    check = SpotCheck.objects.get()
    settle = reverse("custody:settle", args=[check.pk])
    assert settle not in staff.get(reverse("custody:handover", args=[row.pk])).content.decode()
    assert staff.get(settle).status_code == 403
    assert settle in head.get(reverse("custody:handover", args=[row.pk])).content.decode()
    assert head.post(settle, {"on": "R8.5.2", "how": "見せてもらった。"}).status_code == 302
    assert "見せてもらった。" in head.get(reverse("custody:handover", args=[row.pk])).content.decode()
    assert "令和8年5月1日" in staff.get(reverse("custody:drawn")).content.decode()


def test_the_queries_of_the_draw_do_not_grow(signed_in, contract, handed):
    held, client, counts = contract(), signed_in("staff"), []
    for _ in range(2):
        for _ in range(5):
            handed(held)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("custody:drawn"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_over_the_api(signed_in, contract, handed):
    row = handed(contract())
    client, head = signed_in("staff"), signed_in("manager")
    base, sent = "/api/v1/custody", {"content_type": "application/json"}
    assert [one["number"] for one in client.get(f"{base}/spot-checks/drawn").json()] == [row.number]
    body = {"version": 1, "on": "2026-05-01", "place": "作業室", "result": "differs", "note": "多い。"}
    made = client.post(f"{base}/{row.pk}/spot-checks", body, **sent)
    assert (made.status_code, made.json()["result"]) == (201, "differs")
    assert signed_in("staff2").get(f"{base}/{row.pk}/spot-checks").status_code == 404
    end = {"on": "2026-05-02", "how": "消した。"}
    url = f"{base}/spot-checks/{made.json()['id']}/settle"
    assert client.post(url, end, **sent).status_code == 403
    assert head.post(url, end, **sent).json()["settled_how"] == "消した。"
    assert client.get(f"{base}/{row.pk}/spot-checks").json()[0]["settled_on"] == "2026-05-02"
