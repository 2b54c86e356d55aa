"""Navigation, home and search: each person sees what they may, in the right order."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from sekisho.server.accounts.permissions import Actor, HeldPost, Permission
from sekisho.server.ui import home, navigation, search
from sekisho.terms import Role

DAY = dt.date(2026, 11, 23)


def actor(role):
    return Actor(1, 1, "山﨑 花子", (HeldPost(role, 1, frozenset({1}), "課長", "福祉課"),))


@pytest.fixture
def own_registries(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(search, "_sources", {})
    for name in ("_todos", "_tiles", "_deadlines", "_standings"):
        monkeypatch.setattr(home, name, [])


def test_an_entry_is_shown_to_those_who_may_open_it(own_registries):
    navigation.add(navigation.Group.WORK, "ホーム", "home", Permission.HOME, order=0)
    navigation.add(navigation.Group.MANAGE, "職員と役割", "people", Permission.ACCOUNTS_MANAGE)
    assert [section.label for section in navigation.for_actor(actor(Role.STAFF), "/")] == ["仕事"]
    assert [section.label for section in navigation.for_actor(actor(Role.POLICY_STAFF), "/")] == [
        "仕事",
        "管理",
    ]


def test_the_longest_address_is_where_one_is(own_registries):
    navigation.add(navigation.Group.WORK, "ホーム", "home", Permission.HOME)
    navigation.add(
        navigation.Group.MANAGE, "職員と役割", "people", Permission.ACCOUNTS_MANAGE, count=lambda _: 2
    )
    sections = navigation.for_actor(actor(Role.POLICY_STAFF), "/account/people/7")
    links = {link.url: link for section in sections for link in section.links}
    assert [link.current for link in links.values()] == [False, True]
    assert links["/account/people/"].count == 2


def test_an_entry_whose_page_does_not_exist_is_left_out(own_registries):
    navigation.add(navigation.Group.WORK, "ない画面", "no-such-page", Permission.HOME)
    assert navigation.for_actor(actor(Role.STAFF), "/") == ()


def test_what_is_urgent_stands_before_what_is_late(own_registries):
    found = [
        home.Todo("期限切れ", "ふるい", "/", DAY - dt.timedelta(days=60), "no"),
        home.Todo("事案", "速報", "/", DAY + dt.timedelta(days=2), urgent=True),
        home.Todo("連絡", "連絡", "/", DAY, "no", urgent=True),
    ]
    home.register_todo(lambda _actor, _day: found)
    assert [todo.title for todo in home.todos(actor(Role.MANAGER), DAY)] == ["連絡", "速報", "ふるい"]


def test_todos_stand_late_first_then_by_day_then_without(own_registries):
    home.register_todo(
        lambda _, day: [home.Todo("後閲", "いつでも", "/1"), home.Todo("決裁", "あす", "/2", day)]
    )
    home.register_todo(lambda _, day: [home.Todo("期限切れ", "きのう", "/3", day - dt.timedelta(1), "no")])
    assert [todo.title for todo in home.todos(actor(Role.MANAGER), DAY)] == ["きのう", "あす", "いつでも"]


def test_four_tiles_and_the_nearest_deadlines(own_registries):
    home.register_tile(lambda *_: [home.Tile(str(n), n, order=9 - n) for n in range(6)])
    home.register_deadline(lambda _, day: [home.Deadline(day + dt.timedelta(n), str(n)) for n in (3, 1, 2)])
    assert [tile.value for tile in home.tiles(actor(Role.STAFF), DAY)] == [5, 4, 3, 2]
    assert [row.title for row in home.deadlines(actor(Role.STAFF), DAY, limit=2)] == ["1", "2"]
    assert home.standing(actor(Role.STAFF), DAY) is None


def test_search_keeps_kinds_apart_and_leaves_empty_ones_out(own_registries):
    search.register("情報資産", lambda _, words: [search.Hit(words, "/a")] * 50, order=1)
    search.register("契約", lambda *_: [])
    found = search.find(actor(Role.STAFF), "住民")
    assert [(kind.label, len(kind.hits)) for kind in found] == [("情報資産", search.LIMIT)]
    with translation.override("en"):
        assert search.find(actor(Role.STAFF), "住民")[0].label == "Information assets"
