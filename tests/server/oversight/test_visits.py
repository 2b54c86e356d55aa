"""立入時の名簿確認: who came against the roster; who is not on it is a task until something was done."""

import datetime as dt

import pytest
from django.urls import reverse

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.oversight import actions, duties, home
from sekisho.server.oversight.models import Visit, Visitor

MAY = dt.date(2026, 5, 12)


@pytest.fixture
def visited(actor):
    def make(ready, **changed):
        values = {"place": ready.office, "on": MAY, "workers": [ready.worker]}
        return actions.record_visit(actor("staff"), contract=ready.contract, **values | changed)

    return make


def strangers():
    return list(Visitor.objects.filter(worker=None).values_list("name", flat=True))


def test_who_is_named_is_looked_for_on_the_roster(ready, visited, entered, below):
    made = ready()
    sub = below(made.contract, "有限会社ひなた入力")
    entered(made.contract, name="山田 太郎")
    entered(made.contract, name="川村 葉", firm=sub.firm)
    others = [
        ("山田太郎", ""),
        ("川村葉", "（有）ひなた入力"),
        ("川村葉", "株式会社ほか"),
        ("知らない人", ""),
    ]
    row = visited(made, others=[*others, (" ", "")])
    assert row.visitors.count() == 5
    assert strangers() == ["川村葉", "知らない人"]


def test_who_left_before_or_has_a_namesake_is_not_taken_for_another(ready, visited, entered, below, actor):
    made = ready()
    gone = entered(made.contract, name="去った 人")
    actions.end_worker(actor("staff"), gone.pk, 1, on=dt.date(2026, 5, 11))
    entered(made.contract, name="同じ 名")
    entered(made.contract, name="同じ 名", firm=below(made.contract, "有限会社ひなた入力").firm)
    visited(made, others=[("去った人", ""), ("同じ名", "")])
    assert strangers() == ["去った人", "同じ名"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"workers": []}, "来た人（名簿から）"),
        ({"on": dt.date(2099, 1, 1)}, "確かめた日"),
        ({"on": dt.date(2026, 3, 1)}, "場所"),
        ({"others": [("人", "")] * 301}, "名簿で見つからない人"),
    ],
)
def test_wrong_values_name_their_field(ready, visited, wrong, where):
    with pytest.raises(BadInput) as refused:
        visited(ready(), **wrong)
    assert str(refused.value.where) == where
    assert Visit.objects.count() == 0


def test_people_and_places_of_another_contract_are_refused(ready, visited):
    made, other = ready(), ready()
    for wrong in ({"place": other.office}, {"workers": [other.worker]}):
        with pytest.raises(NotFound):
            visited(made, **wrong)


def test_a_stranger_is_settled_by_the_head_once(ready, visited, actor):
    visited(ready(), others=[("知らない人", "どこかの会社")])
    row = Visitor.objects.get(worker=None)
    given = {"on": dt.date(2026, 5, 13), "how": "帰した。名簿を出し直させた。"}
    with pytest.raises(Refused):
        actions.settle_visitor(actor("staff"), row.pk, 1, **given)
    with pytest.raises(BadInput, match="より前"):
        actions.settle_visitor(actor("manager"), row.pk, 1, **given | {"on": dt.date(2026, 5, 1)})
    with pytest.raises(BadInput):
        actions.settle_visitor(actor("manager"), row.pk, 1, **given | {"how": " "})
    assert actions.settle_visitor(actor("manager"), row.pk, 1, **given).settled_by.username == "manager"
    with pytest.raises(Conflict, match="もう済んでいます"):
        actions.settle_visitor(actor("manager"), row.pk, 2, **given)
    known = Visitor.objects.exclude(worker=None).get()
    with pytest.raises(Conflict):
        actions.settle_visitor(actor("manager"), known.pk, 1, **given)


@pytest.mark.parametrize(
    ("who", "day", "shown"),
    [
        ("staff", MAY, True),
        ("manager", dt.date(2026, 5, 13), True),
        ("general", dt.date(2026, 5, 13), False),
        ("general", dt.date(2026, 5, 27), True),
        ("ciso", dt.date(2026, 6, 10), True),
        ("manager2", dt.date(2026, 6, 10), False),
    ],
)
def test_a_stranger_climbs(ready, visited, actor, who, day, shown):
    visited(ready(), others=[("知らない人", "")])
    titles = [one.title for one in home.todos(actor(who), day)]
    assert sum("「知らない人」" in title for title in titles) == shown


def test_a_stranger_stands_among_the_work_with_a_day(ready, visited, actor):
    visited(ready(), others=[("知らない人", "")])
    (one,) = duties.oversight(actor("staff"), MAY)
    assert ("「知らない人」" in one.what, one.due) == (True, MAY)
    assert list(duties.oversight(actor("staff2"), MAY)) == []


def test_from_the_door_to_the_end_in_pages(signed_in, ready):
    made, staff, head = ready(), signed_in("staff"), signed_in("manager")
    url = reverse("oversight:visit_new", args=[made.contract.pk])
    given = {"place": made.office.pk, "on": "R8.5.12", "workers": [made.worker.pk]}
    assert staff.post(url, given | {"workers": []}).status_code == 422
    given["others"] = "見知らぬ 一郎、どこかの会社\n\n見知らぬ 二郎"
    assert staff.post(url, given).status_code == 302
    assert list(Visitor.objects.filter(worker=None).values_list("name", "firm_name")) == [
        ("見知らぬ 一郎", "どこかの会社"),
        ("見知らぬ 二郎", ""),
    ]
    page = head.get(reverse("oversight:contract", args=[made.contract.pk])).content.decode()
    one = Visitor.objects.filter(worker=None).first()
    settle = reverse("oversight:visitor_settle", args=[one.pk])
    assert settle in page
    assert "名簿にない人が来た" in page
    assert staff.get(settle).status_code == 403
    assert signed_in("manager2").get(settle).status_code == 404
    assert head.post(settle, {"version": 1, "on": "R8.5.13", "how": "帰した"}).status_code == 302
    page = head.get(reverse("oversight:contract", args=[made.contract.pk])).content.decode()
    assert "令和8年5月13日に対処した" in page


def test_the_api_names_who_is_not_on_the_roster(signed_in, ready):
    made = ready()
    path = f"/api/v1/oversight/contracts/{made.contract.pk}/visits"
    came = [{"name": made.worker.name}, {"name": "知らない人", "firm": "どこか"}]
    given = {"place_id": made.office.pk, "on": "2026-05-12", "came": came}
    answer = signed_in("staff").post(path, given, content_type="application/json")
    assert (answer.status_code, answer.json()["strangers"]) == (201, ["知らない人"])
    assert signed_in("staff2").post(path, given, content_type="application/json").status_code == 404
    assert signed_in("auditor").post(path, given, content_type="application/json").status_code == 403
