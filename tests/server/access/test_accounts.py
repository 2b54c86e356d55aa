"""Accounts: who may write them down, when they are to be closed, what an incident stops."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.access import actions, home, queries
from sekisho.server.access.models import ServiceAccount
from sekisho.server.accounts.actions import appoint
from sekisho.server.accounts.departures import end_post, stop_person
from sekisho.server.accounts.models import Post
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.incidents import accounts as seam
from sekisho.server.incidents.queries import breach
from sekisho.server.incidents.seams import Concerned
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers import governed
from sekisho.terms import Role

LAST = dt.date(2026, 6, 30)
NEXT = LAST + dt.timedelta(days=1)


def left(city, actor, who="staff", ends=LAST):
    return end_post(actor("policy"), post=Post.objects.get(person=city.people[who]).pk, ends=ends)


def due(day):
    return [(one.account.login, one.due) for one in queries.to_close(ServiceAccount.objects.all(), day)]


def test_an_account_is_entered_by_those_who_answer_for_the_service(actor, city, service, opened):
    row = service()
    made = actions.open_account(
        actor("manager"),
        service=row,
        login=" taro@example.jp ",
        kind="personal",
        person=city.people["staff"],
        opened_on=dt.date(2026, 4, 2),
    )
    assert (made.login, made.used_by) == ("taro@example.jp", "青木 みのり")
    entry = JournalEntry.objects.get(verb="account.opened")
    told = json.loads(entry.record)["data"]
    assert told["service"] == row.pk
    assert "taro" not in entry.record
    for key in ("staff", "manager2", "auditor"):
        with pytest.raises(Refused):
            actions.open_account(
                actor(key), service=row, login="x", kind="shared", holder="係", opened_on=LAST
            )


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"login": "  "}, BadInput),
        ({"kind": "personal", "person": None, "holder": "係"}, BadInput),
        ({"kind": "shared", "person": None, "holder": " "}, BadInput),
        ({"kind": "robot"}, BadInput),
        ({"opened_on": dt.date(2199, 1, 1)}, BadInput),
        ({"login": "twice"}, Conflict),
    ],
)
def test_what_is_wrong_is_not_entered(service, opened, changed, error):
    row = service()
    opened(row, login="twice")
    with pytest.raises(error):
        opened(row, **changed)
    assert ServiceAccount.objects.count() == 1


def test_a_login_may_be_opened_again_once_it_is_closed(actor, service, opened):
    row = service()
    first = opened(row, login="again")
    actions.close_account(actor("manager"), first.pk, 1, on=dt.date(2026, 5, 1), how="一覧を見た")
    assert opened(row, login="again").pk != first.pk
    with pytest.raises(Conflict):
        actions.close_account(actor("manager"), first.pk, 2, on=dt.date(2026, 5, 2), how="もう一度")


def test_nobody_of_another_body_is_named_or_served(city, other_city, actor, service, opened):
    row = service()
    with pytest.raises(NotFound):
        opened(row, person=other_city.people["staff"])
    with in_body(other_city.body.pk), pytest.raises(NotFound):
        actions.close_account(actor("policy"), opened(row).pk, 1, on=LAST, how="x")


def test_who_moves_leaves_a_task_with_a_day(city, actor, service, opened):
    row = service()
    opened(row, login="plain")
    opened(row, login="root", privileged=True)
    opened(row, who="service", login="stays")
    assert due(LAST) == []
    left(city, actor)
    appoint(
        actor("policy"),
        person=city.people["staff"],
        section=city.sections["市民課"],
        role=Role.STAFF,
        title="主任",
        starts=NEXT,
    )
    assert due(LAST - dt.timedelta(days=1)) == []
    assert due(LAST) == [("root", LAST), ("plain", dt.date(2026, 7, 7))]
    assert due(NEXT) == due(LAST)


def test_who_goes_on_at_the_same_section_keeps_the_account(city, actor, service, opened):
    opened(service())
    left(city, actor)
    appoint(
        actor("policy"),
        person=city.people["staff"],
        section=city.sections["税務課"],
        role=Role.STAFF,
        title="主任",
        starts=NEXT,
    )
    assert due(NEXT) == []


def test_a_service_for_all_staff_is_kept_until_the_person_leaves_for_good(city, actor, service, opened):
    opened(service(for_all_staff=True), login="all")
    post = left(city, actor)
    moved = appoint(
        actor("policy"),
        person=city.people["staff"],
        section=city.sections["市民課"],
        role=Role.STAFF,
        title="主任",
        starts=NEXT,
    )
    assert due(NEXT) == []
    end_post(actor("policy"), post=moved.pk, ends=dt.date(2026, 8, 31))
    assert post.ends == LAST
    assert due(dt.date(2026, 8, 31)) == [("all", dt.date(2026, 9, 7))]


def test_a_review_after_the_move_keeps_the_account(city, actor, service, opened):
    row = opened(service())
    left(city, actor, ends=dt.date(2026, 6, 1))
    assert len(due(dt.date(2026, 6, 5))) == 1
    actions.review_account(actor("manager"), row.pk, 1, on=dt.date(2026, 6, 5), mfa=True)
    assert due(dt.date(2026, 6, 5)) == []


def test_the_end_of_a_service_asks_for_every_account(actor, service, opened):
    row = service(ends=LAST)
    opened(row, who=None, login="shared")
    assert due(LAST) == []
    assert due(NEXT) == [("shared", dt.date(2026, 7, 7))]
    other = service(name="やめたもの")
    opened(other, login="gone", privileged=True)
    ledgers.retire_service(actor("policy"), other.pk, other.version, on=timezone.localdate(), reason="やめた")
    assert ("gone", timezone.localdate()) in due(timezone.localdate())
    with pytest.raises(Conflict):
        opened(other)


def test_a_stopped_person_leaves_a_task(city, actor, service, opened):
    opened(service())
    today = timezone.localdate()
    stop_person(actor("policy"), person=city.people["staff"].pk, today=today)
    assert len(due(today)) == 1


def test_a_year_without_a_look_is_a_task(service, opened):
    row = opened(service(), opened_on=dt.date(2025, 6, 1))
    everything = ServiceAccount.objects.all()
    assert list(queries.to_review(everything, dt.date(2026, 5, 31))) == []
    assert list(queries.to_review(everything, dt.date(2026, 6, 1))) == [row]


def test_the_task_stands_on_the_right_home_pages_and_climbs(city, actor, service, opened):
    opened(service())
    left(city, actor)

    def told(day):
        return {
            key for key in city.people if any("login" in one.title for one in home.todos(actor(key), day))
        }

    answers = {"manager", "service"}
    assert told(LAST) == answers
    assert told(dt.date(2026, 7, 22)) == answers  # due on 7 July, 10 business days on
    assert told(dt.date(2026, 7, 23)) == answers | {"general"}
    assert told(dt.date(2026, 8, 31)) == answers | {"general", "ciso"}


@pytest.mark.parametrize(
    ("flags", "known"),
    [([], None), ([True], True), ([True, None], None), ([None, False], False), ([True, True], True)],
)
def test_mfa_is_known_only_when_every_account_says_so(service, opened, flags, known):
    row = service()
    for flag in flags:
        opened(row, mfa=flag)
    (one,) = governed.among(governed.SERVICE, [row.pk], LAST)
    assert one.facts.get("mfa") is known


def test_a_case_is_told_the_accounts_the_privileged_first(service, opened, actor):
    row, other = service(), service(name="別")
    opened(row, login="plain")
    opened(row, login="root", privileged=True)
    gone = opened(row, login="gone")
    opened(other, login="elsewhere")
    actions.close_account(actor("manager"), gone.pk, 1, on=dt.date(2026, 5, 1), how="見た")
    items = seam.items(Concerned([row.pk], []), LAST)
    assert [one.what for one in items] == ["まちの窓口：root（特権）", "まちの窓口：plain"]
    assert {one.service for one in items} == {row.pk}


@pytest.mark.django_db(transaction=True)
def test_of_the_same_login_opened_at_once_one_stands_and_the_others_are_told(at_once, service, opened):
    row = service()
    found = at_once(lambda _: opened(row, login="同じ名前"))
    assert sorted(type(one).__name__ for one in found) == ["Conflict"] * 3 + ["ServiceAccount"]
    assert ServiceAccount.objects.filter(service=row, login="同じ名前").count() == 1


def test_the_breach_question_names_the_accounts_to_stop(service, opened, actor):
    row = service()
    opened(row, login="hanako")
    (told,) = breach(actor("csirt"), "まちのクラウド", LAST).access
    assert told.accounts == ("まちの窓口：hanako",)
    assert told.as_dict()["logins"] == ["まちの窓口：hanako"]


def test_the_breach_question_names_what_was_left_open_when_the_service_ended(service, opened, actor):
    row = service()
    account = opened(row, login="hanako")
    row.refresh_from_db()
    ledgers.retire_service(actor("policy"), row.pk, row.version, on=timezone.localdate(), reason="やめた")
    (told,) = breach(actor("csirt"), "まちのクラウド", LAST).access
    assert told.accounts == ("まちの窓口：hanako",)
    actions.close_account(
        actor("manager"), account.pk, account.version, on=timezone.localdate(), how="消した"
    )
    assert breach(actor("csirt"), "まちのクラウド", LAST).access == ()
