"""The person named 外部サービス管理者 sees what she has to do, and notes it as done: hers, and only hers."""

import datetime as dt

import pytest
from django.urls import reverse

from sekisho.errors import NotFound, Refused
from sekisho.server.accounts.models import Post
from sekisho.server.accounts.queries import actor_on
from sekisho.server.ledgers import actions, home, obligations
from sekisho.terms import Role

DAY = dt.date(2026, 6, 1)


def test_a_manager_is_named_among_the_staff_of_the_section(actor, service_values, signed_in, city):
    row = actions.enter_service(actor("policy"), **service_values(manager=None, ends=None))
    url = reverse("ledgers:service_edit", args=[row.pk])
    form = signed_in("policy").get(url).context["form"]
    offered = set(form.fields["manager"].queryset.values_list("username", flat=True))
    assert city.people["staff"].username in offered
    assert city.people["manager2"].username not in offered
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"starts": "2026-04-01", "ends": "", "manager": city.people["staff"].pk}
    sent.pop("for_all_staff", None)
    answer = signed_in("policy").post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    row.refresh_from_db()
    assert row.manager == city.people["staff"]


def _owed(responsible, text, due=DAY):
    return {
        "clause": "EXT-023",
        "text": text,
        "responsible": responsible,
        "when": "before_use",
        "due_on": due,
    }


@pytest.fixture
def service(actor, city, service_values):
    """A service of 税務課 whose named manager is a clerk."""
    duties = [
        _owed("service_manager", "利用者の一覧を作る"),
        _owed("manager", "利用者に説明する"),
        _owed("service_manager", "一年後に見直す", dt.date(2027, 6, 1)),
    ]
    return actions.enter_service(
        actor("policy"),
        **service_values(manager=city.people["staff"], ends=None, obligations=duties),
    )


def _duty(service, text):
    return service.obligations.get(text=text)


def test_the_named_manager_notes_her_condition_as_done_and_no_other(service, actor):
    hers, heads = _duty(service, "利用者の一覧を作る"), _duty(service, "利用者に説明する")
    with pytest.raises(Refused):
        actions.finish_obligation(actor("staff"), heads.pk, on=DAY, note="説明した")
    actions.finish_obligation(actor("staff"), hers.pk, on=DAY, note="一覧を作り、課長に渡した")
    hers.refresh_from_db()
    assert (hers.done_on, hers.done_by.name) == (DAY, "青木 みのり")


def test_nobody_else_of_staff_notes_it(service, actor, signed_in):
    hers = _duty(service, "利用者の一覧を作る")
    for other in ("deputy", "staff2", "auditor", "csirt"):
        with pytest.raises(Refused):
            actions.finish_obligation(actor(other), hers.pk, on=DAY, note="見た")
        assert signed_in(other).get(reverse("ledgers:obligation_done", args=[hers.pk])).status_code in {
            403,
            404,
        }
    hers.refresh_from_db()
    assert hers.done_on is None


def test_once_she_works_elsewhere_it_is_not_hers_any_more(service, city):
    person = city.people["staff"]
    Post.objects.filter(person=person).update(ends=dt.date(2026, 5, 31))
    Post.make(
        person=person,
        section=city.sections["市民課"],
        role=Role.STAFF.value,
        title="主事",
        starts=dt.date(2026, 6, 1),
    )
    moved = actor_on(person, DAY)
    with pytest.raises(Refused):
        actions.finish_obligation(moved, _duty(service, "利用者の一覧を作る").pk, on=DAY, note="見た")
    with pytest.raises(NotFound):
        obligations.obligation(moved, _duty(service, "利用者の一覧を作る").pk)
    assert list(home.todos(moved, DAY)) == []


def test_her_home_page_shows_what_is_near_and_hers(service, actor):
    assert [todo.title for todo in home.todos(actor("staff"), DAY)] == ["まちの窓口：利用者の一覧を作る"]
    (todo,) = home.todos(actor("staff"), DAY)
    assert (todo.due, todo.url) == (
        DAY,
        reverse("ledgers:obligation_done", args=[_duty(service, "利用者の一覧を作る").pk]),
    )
    assert list(home.todos(actor("deputy"), DAY)) == []


def test_she_is_given_the_link_and_the_page(service, signed_in):
    hers, heads = _duty(service, "利用者の一覧を作る"), _duty(service, "利用者に説明する")
    client = signed_in("staff")
    for page in (
        client.get(reverse("ledgers:service", args=[service.pk])).content.decode(),
        client.get(reverse("ledgers:obligations")).content.decode(),
    ):
        assert reverse("ledgers:obligation_done", args=[hers.pk]) in page
        assert reverse("ledgers:obligation_done", args=[heads.pk]) not in page
        assert "青木 みのり" in page
    assert client.get(reverse("ledgers:obligation_done", args=[heads.pk])).status_code == 403
    url = reverse("ledgers:obligation_done", args=[hers.pk])
    assert client.post(url, {"on": "R8.6.1", "note": "一覧を作った"}).status_code == 302
    hers.refresh_from_db()
    assert hers.note == "一覧を作った"


def test_what_has_a_day_stands_before_what_has_none(actor, service_values, signed_in):
    duties = [
        _owed("manager", "終わりに消す", None),
        _owed("manager", "先の日", dt.date(2099, 1, 1)),
        _owed("manager", "近い日", dt.date(2026, 1, 1)),
    ]
    actions.enter_service(actor("policy"), **service_values(obligations=duties))
    found = [one.text for one in obligations.open_obligations(actor("manager"))]
    assert found == ["近い日", "先の日", "終わりに消す"]
    client = signed_in("manager")
    late = client.get(reverse("ledgers:obligations"), {"due": "late"}).content.decode()
    assert ("近い日" in late, "先の日" in late, "終わりに消す" in late) == (True, False, False)
    undated = client.get(reverse("ledgers:obligations"), {"due": "undated"}).content.decode()
    assert ("近い日" in undated, "終わりに消す" in undated) == (False, True)
