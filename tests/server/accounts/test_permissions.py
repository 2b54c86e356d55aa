"""Who may do what is one table: default deny, by role and by section."""

import datetime as dt

import pytest

from sekisho.errors import BadInput, Refused
from sekisho.server.accounts import actions
from sekisho.server.accounts.models import Post
from sekisho.server.accounts.permissions import GRANTS, Actor, Permission, Reach, require
from sekisho.server.accounts.queries import absent_on, actor_on, holders
from sekisho.server.crossings.models import JournalEntry
from sekisho.terms import Role

TODAY = dt.date(2026, 6, 1)


def test_without_a_post_nothing_is_permitted(actor):
    nobody = actor("nobody")
    assert not any(nobody.may(permission) for permission in Permission)
    with pytest.raises(Refused) as refusal:
        require(nobody, Permission.HOME)
    assert "在任中の職がありません" in refusal.value.why


@pytest.mark.parametrize("role", list(GRANTS), ids=str)
@pytest.mark.parametrize("permission", list(Permission), ids=lambda p: p.name)
def test_a_permission_reaches_only_as_far_as_granted(actor, city, role, permission):
    held = next((key for key in city.people if role in actor(key).roles), None)
    assert held, f"nobody holds {role}"
    who = actor(held)
    reach = GRANTS[role].get(permission)
    other = next(s.pk for s in city.sections.values() if s.pk not in who.posts[0].sections)
    assert who.may(permission, section=other) is (reach is Reach.BODY)
    assert who.may(permission, section=who.posts[0].section) is (reach in {Reach.BODY, Reach.SECTION})
    assert who.may(permission, owner=who.person) is (reach is not None)


def test_two_posts_add_up(city, also):
    who = also("staff", "市民課", Role.MANAGER, ends=dt.date(2026, 9, 30))
    assert who.may(Permission.ASSET_EDIT, section=city.sections["市民課"].pk)
    assert not who.may(Permission.ASSET_EDIT, section=city.sections["税務課"].pk)


@pytest.mark.parametrize(
    ("day", "held"),
    [("2026-03-31", False), ("2026-04-01", True), ("2026-09-30", True), ("2026-10-01", False)],
)
def test_a_post_counts_from_its_first_to_its_last_day(city, day, held):
    Post.make(
        person=city.people["nobody"],
        section=city.sections["税務課"],
        role=Role.STAFF.value,
        title="主事",
        starts=dt.date(2026, 4, 1),
        ends=dt.date(2026, 9, 30),
    )
    assert actor_on(city.people["nobody"], dt.date.fromisoformat(day)).may(Permission.HOME) is held


def test_an_officer_covers_the_sections_below(city):
    city.sections["税務課"].parent = city.sections["総務課"]
    city.sections["税務課"].save()
    who = actor_on(city.people["officer"], TODAY)
    assert who.may(Permission.ASSET_EDIT, section=city.sections["税務課"].pk)
    assert not who.may(Permission.ASSET_EDIT, section=city.sections["市民課"].pk)


def test_an_actor_is_read_in_at_most_two_queries(city, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        actor_on(city.people["officer"], TODAY)


class TestActions:
    def test_an_account_is_made_and_recorded_without_its_password(self, actor):
        made = actions.add_person(
            actor("policy"), username="new", name="葛󠄀城 太郎", password="a long pass word"
        )
        assert made.name == "葛󠄀城 太郎"
        entry = JournalEntry.objects.get(verb="person.added")
        assert entry.subject_id == str(made.pk)
        assert "a long pass word" not in entry.record

    def test_a_taken_user_name_is_refused(self, actor):
        with pytest.raises(BadInput, match="staff"):
            actions.add_person(actor("policy"), username="staff", name="別人", password="a long pass word")

    def test_staff_may_not_appoint(self, actor, city):
        with pytest.raises(Refused):
            actions.appoint(
                actor("manager"),
                person=city.people["nobody"],
                section=city.sections["税務課"],
                role=Role.CISO,
                title="副市長",
                starts=TODAY,
            )
        assert not JournalEntry.objects.exists()

    def test_a_dissolved_section_takes_nobody(self, actor, city):
        city.sections["市民課"].ends = dt.date(2026, 3, 31)
        city.sections["市民課"].save()
        with pytest.raises(BadInput, match="廃止"):
            actions.appoint(
                actor("policy"),
                person=city.people["nobody"],
                section=city.sections["市民課"],
                role=Role.STAFF,
                title="主事",
                starts=TODAY,
            )

    def test_an_absence_is_known_on_its_days_only(self, actor, city):
        manager = city.people["manager"].pk
        actions.declare_absence(actor("manager"), starts=TODAY, ends=TODAY, reason="出張")
        assert absent_on([manager], TODAY) == {manager}
        assert absent_on([manager], TODAY + dt.timedelta(days=1)) == set()

    def test_an_upside_down_absence_is_refused(self, actor):
        with pytest.raises(BadInput):
            actions.declare_absence(
                actor("manager"), starts=TODAY, ends=TODAY - dt.timedelta(days=1), reason="出張"
            )

    def test_holders_are_those_in_force(self, city):
        assert [post.person_id for post in holders(Role.MANAGER, TODAY, city.sections["税務課"].pk)] == [
            city.people["manager"].pk
        ]
        assert not holders(Role.MANAGER, dt.date(2019, 1, 1))


def test_the_table_names_only_known_roles_and_permissions():
    assert set(GRANTS) <= set(Role)
    assert Actor(person=1, body=1, name="x", posts=()).reach(Permission.HOME) is None
