"""The home page: what is late climbs, what is asked waits for the head, reports wait to be read."""

import datetime as dt

import pytest

from sekisho.server.accounts.queries import actor_on
from sekisho.server.oversight import home

DUE = dt.date(2026, 5, 11)


def titles(actor, day):
    return [(one.kind, one.title) for one in home.todos(actor, day)]


def late(actor, day):
    return [title for kind, title in titles(actor, day) if kind == "期限切れ"]


@pytest.mark.parametrize(
    ("who", "day", "shown"),
    [
        ("staff", dt.date(2026, 5, 11), False),
        ("staff", dt.date(2026, 5, 12), True),
        ("manager", dt.date(2026, 5, 12), True),
        ("general", dt.date(2026, 5, 25), False),
        ("general", dt.date(2026, 5, 26), True),
        ("ciso", dt.date(2026, 6, 8), False),
        ("ciso", dt.date(2026, 6, 9), True),
        ("staff2", dt.date(2026, 9, 1), False),
        ("manager2", dt.date(2026, 9, 1), False),
        ("auditor", dt.date(2026, 9, 1), False),
    ],
)
def test_an_overdue_return_climbs(ready, out, actor, who, day, shown):
    out(ready(), serial="U-7")
    assert any("U-7の戻りを確かめる" in title for title in late(actor(who), day)) == shown


def test_an_overdue_check_and_improvement_climb_too(contract, planned, checked, actor):
    row = contract()
    planned(row)
    bad = {"result": "improve", "demanded": "施錠", "improve_by": dt.date(2026, 6, 1)}
    checked(row, **bad)
    day = dt.date(2026, 12, 28)
    for who in ("staff", "general", "ciso"):
        found = late(actor(who), day)
        assert len(found) == 2, who
    assert [kind for kind, _ in titles(actor("staff"), dt.date(2026, 5, 21))] == ["委託先の改善"]


def test_a_check_after_the_term_is_not_asked_for(contract, planned, actor):
    planned(contract(ends=dt.date(2026, 6, 30)), first_on=dt.date(2026, 6, 30))
    assert late(actor("staff"), dt.date(2026, 7, 1))
    planned(contract(ends=dt.date(2026, 6, 30)), first_on=dt.date(2026, 6, 29), months=1)
    assert len(late(actor("staff"), dt.date(2026, 7, 1))) == 2


def test_a_contract_without_a_plan_is_a_task_of_its_section(contract, planned, actor):
    row = contract(title="計画のない業務")
    contract(title="公開の業務", confidentiality=1)
    contract(title="まだの業務", starts=dt.date(2026, 10, 1))
    day = dt.date(2026, 6, 1)
    assert titles(actor("staff"), day) == [("委託先の確認", "計画のない業務：期間中の確認の計画を決める")]
    assert titles(actor("staff2"), day) == []
    planned(row, first_on=dt.date(2026, 9, 30))
    assert titles(actor("staff"), day) == []
    assert titles(actor("staff"), dt.date(2026, 9, 1)) == [
        ("委託先の確認", "計画のない業務：委託先の対策を確かめる")
    ]


def test_what_is_asked_waits_for_the_head(ready, carry, planned, actor):
    made = ready()
    planned(made.contract, first_on=dt.date(2027, 3, 31))
    carry(made, serial="U-8")
    day = dt.date(2026, 4, 30)
    assert titles(actor("manager"), day) == [("持出し", "USBメモリ U-8の持出しを許すか決める")]
    for who in ("staff", "manager2", "general"):
        assert titles(actor(who), day) == []


def test_reports_wait_to_be_read(contract, planned, checked, actor):
    row = contract()
    planned(row, first_on=dt.date(2027, 3, 31))
    checked(row)
    bad = {"result": "serious", "demanded": "施錠", "improve_by": dt.date(2026, 6, 30)}
    checked(row, version=2, **bad)
    day = dt.date(2026, 5, 21)
    assert [kind for kind, _ in titles(actor("general"), day)] == ["報告", "報告"]
    assert [kind for kind, _ in titles(actor("ciso"), day)] == ["報告"]
    assert titles(actor("auditor"), day) == []


def test_nothing_is_cut_before_it_is_narrowed(ready, out, contract, planned, city, also):
    for _ in range(9):
        out(ready(section=city.sections["税務課"]), due_on=dt.date(2026, 5, 7))
    actor_ = actor_on(city.people["manager2"], DUE)
    assert late(actor_, dt.date(2026, 9, 1)) == []
    row = contract(section=city.sections["市民課"], title="市民課の業務")
    from sekisho.server.oversight import actions  # noqa: PLC0415  one row past the fixtures of 税務課

    actions.plan_checks(actor_, contract=row, version=0, months=12, first_on=dt.date(2026, 5, 29), how="見る")
    assert late(actor_, dt.date(2026, 9, 1)) == ["市民課の業務：委託先の対策を確かめる"]
