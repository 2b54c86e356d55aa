"""What the ledgers say on the home page and find in the search."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from sekisho.server.ledgers import actions, home
from sekisho.terms import Role

DAY = dt.date(2026, 6, 1)


def test_what_is_late_waits_for_those_who_can_mend_it(actor, contract_values, service_values):
    actions.enter_service(actor("policy"), **service_values())
    actions.add_contract(actor("policy"), **contract_values())
    late = list(home.todos(actor("manager"), DAY))
    assert [todo.due for todo in late] == [dt.date(2026, 5, 31), dt.date(2026, 5, 20)]
    assert list(home.todos(actor("staff"), DAY)) == []
    assert list(home.todos(actor("manager2"), DAY)) == []


def test_what_is_near_stands_with_the_one_whose_task_it_is(actor, service_values, city):
    near = {"clause": "EXT-020", "when": "in_operation", "due_on": dt.date(2026, 7, 1)}
    duties = [
        near | {"text": "課長がする", "responsible": "manager"},
        near | {"text": "管理者がする", "responsible": "service_manager"},
        near | {"text": "みなでする", "responsible": "staff"},
        near | {"text": "統括がする", "responsible": "general_officer"},
        near | {"text": "先のこと", "responsible": "manager", "due_on": dt.date(2026, 9, 1)},
    ]
    row = actions.enter_service(actor("policy"), **service_values(obligations=duties))
    told = {key: [one.title for one in home.todos(actor(key), DAY)] for key in city.people}
    assert {key: titles for key, titles in told.items() if titles} == {
        "manager": ["まちの窓口：課長がする"],
        "service": ["まちの窓口：管理者がする"],
        "general": ["まちの窓口：統括がする"],
    }
    (mine,) = home.todos(actor("manager"), DAY)
    assert mine.url == reverse("ledgers:obligation_done", args=[row.obligations.get(text="課長がする").pk])
    late = [one for one in home.todos(actor("manager"), dt.date(2026, 7, 2)) if one.state == "no"]
    assert sorted(one.title for one in late) == sorted(
        f"まちの窓口：{duty['text']}" for duty in duties if duty["due_on"] == dt.date(2026, 7, 1)
    )


def test_what_is_late_in_ones_own_section_is_not_hidden_by_what_is_later_elsewhere(
    also, actor, contract_values, service_values, city
):
    other = city.sections["市民課"]
    late = {"clause": "EXT-020", "when": "in_operation", "responsible": "service_manager"}
    older = [late | {"text": f"よその{n}", "due_on": dt.date(2026, 4, 1)} for n in range(9)]
    own = [late | {"text": "自分の課の", "due_on": dt.date(2026, 5, 31)}]
    for name, section, duties in (("よそ", other, older), ("まちの窓口", city.sections["税務課"], own)):
        values = service_values(name, section=section, manager=None, obligations=duties)
        actions.enter_service(actor("policy"), **values)
    for number in range(9):
        values = contract_values(f"R8-1{number}", section=other, return_due=dt.date(2026, 5, 1))
        actions.add_contract(actor("policy"), **values)
    actions.add_contract(actor("policy"), **contract_values())
    both = also("manager", "総務課", Role.AUDITOR)
    assert [todo.title for todo in home.todos(both, DAY)] == [
        "まちの窓口：自分の課の",
        "納税通知書印刷業務：データの返還・消去を確かめる",
    ]


def test_what_climbed_stands_beside_all_that_is_ones_own(
    actor, service_values, django_assert_max_num_queries
):
    late = {"clause": "EXT-020", "when": "in_operation", "due_on": dt.date(2026, 5, 1)}
    own = [late | {"text": f"課長がする{n}", "responsible": "manager"} for n in range(8)]
    below = late | {"text": "管理者がする", "responsible": "service_manager", "due_on": dt.date(2026, 5, 31)}
    actions.enter_service(actor("policy"), **service_values(obligations=[*own, below]))
    head = actor("manager")
    with django_assert_max_num_queries(3):
        titles = [todo.title for todo in home.todos(head, DAY)]
    assert titles == [*(f"まちの窓口：課長がする{n}" for n in range(8)), "まちの窓口：管理者がする"]


def test_tiles_count_what_the_person_sees(actor, add_asset, contract_values, city):
    add_asset()
    add_asset("市民-0001", section=city.sections["市民課"], confidentiality=2)
    actions.add_contract(actor("policy"), **contract_values())
    assert [tile.value for tile in home.tiles(actor("staff"), DAY)] == [1, 0, "1 社"]
    assert [tile.value for tile in home.tiles(actor("auditor"), DAY)] == [2, 0, "1 社"]
    assert "6,300" in list(home.tiles(actor("staff"), DAY))[2].note


def test_services_in_use_are_those_whose_use_has_begun_and_not_ended(actor, service_values):
    day = timezone.localdate()
    near = {"starts": day - dt.timedelta(days=90), "ends": day + dt.timedelta(days=30), "obligations": []}
    actions.enter_service(actor("policy"), **service_values(**near))
    owed = {"clause": "EXT-020", "text": "先にする", "responsible": "manager", "when": "before_use"}
    for name, values in (
        ("これから", {"starts": day + dt.timedelta(days=1), "ends": None}),
        ("おわった", {"ends": day - dt.timedelta(days=1)}),
        ("条件が残る", {"obligations": [owed | {"due_on": day}]}),
    ):
        actions.enter_service(actor("policy"), **service_values(name, **(near | values)))
    (tile,) = (one for one in home.tiles(actor("manager"), day) if one.label == "使っている外部サービス")
    assert (tile.value, tile.note) == (1, "利用期限が60日以内 1")


def test_deadlines_within_two_months(actor, contract_values):
    actions.add_contract(actor("policy"), **contract_values(return_due=dt.date(2026, 6, 30)))
    actions.add_contract(actor("policy"), **contract_values("R8-002", return_due=dt.date(2027, 6, 30)))
    assert [one.day for one in home.deadlines(actor("staff"), DAY)] == [dt.date(2026, 6, 30)]


def test_the_day_of_a_deadline_is_not_broken_where_english_cells_wrap(signed_in, actor, contract_values):
    day = timezone.localdate() + dt.timedelta(days=30)
    actions.add_contract(actor("policy"), **contract_values(return_due=day))
    client = signed_in("staff")
    client.cookies["django_language"] = "en"
    assert f'<span class="nowrap">{day:%m-%d}</span>' in client.get("/").content.decode()


def test_the_search_finds_rows_of_every_ledger_within_ones_section(
    signed_in, actor, add_asset, contract_values, service_values
):
    add_asset(name="みどりの名簿")
    actions.add_contract(actor("policy"), **contract_values(title="みどり通信の印刷"))
    actions.enter_service(actor("policy"), **service_values("みどりフォーム"))
    page = signed_in("staff").get(reverse("search"), {"q": "ミドリ"}).content.decode()
    for found in ("みどりの名簿", "みどり通信の印刷", "みどりフォーム", "株式会社みどり情報R8-001"):
        assert found in page
    other = signed_in("staff2").get(reverse("search"), {"q": "ミドリ"}).content.decode()
    assert "みどりの名簿" not in other


def test_the_navigation_leads_to_what_a_person_may_open(signed_in, city):
    staff = signed_in("staff").get(reverse("ledgers:asset_list")).content.decode()
    assert reverse("ledgers:approved") in staff
    assert reverse("ledgers:import") not in staff
    assert (
        reverse("ledgers:import") in signed_in("manager").get(reverse("ledgers:asset_list")).content.decode()
    )
