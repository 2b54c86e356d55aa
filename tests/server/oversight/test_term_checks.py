"""期間中の確認: planned, done, improvement demanded and verified, reported and read."""

import datetime as dt

import pytest

from sekisho.errors import BadInput, Conflict, Refused
from sekisho.server.custody.actions import hand_over
from sekisho.server.oversight import actions, home, queries
from sekisho.server.oversight.check_models import Check, CheckPlan

NUMBERED = {
    "what": "個人番号",
    "confidentiality": 3,
    "personal_data": True,
    "specific_personal_data": True,
    "medium": "electronic",
    "handed_on": dt.date(2026, 4, 10),
    "approval": "税第1号",
}
BAD = {"result": "improve", "demanded": "施錠する", "improve_by": dt.date(2026, 6, 30)}


@pytest.fixture
def specific(contract, actor):
    """A contract under which 特定個人情報 is out."""
    row = contract(ends=dt.date(2029, 3, 31))
    hand_over(actor("staff"), contract=row, **NUMBERED)
    return row


def test_a_plan_counts_on_with_each_check(contract, planned, checked):
    row = contract()
    plan = planned(row)
    assert plan.next_on == dt.date(2026, 5, 29)
    made = checked(row)
    assert made.due_on == dt.date(2026, 5, 29)
    plan.refresh_from_db()
    assert (plan.next_on, plan.version) == (dt.date(2026, 11, 20), 2)
    checked(row, version=2, done_on=dt.date(2026, 4, 30))
    plan.refresh_from_db()
    assert plan.next_on == dt.date(2026, 11, 20)


def test_a_changed_plan_keeps_what_was_checked(contract, planned, checked):
    row = contract()
    planned(row)
    checked(row)
    plan = planned(row, version=2, months=3)
    assert (plan.months, plan.next_on) == (3, dt.date(2026, 5, 29))
    plan = planned(row, version=3, months=3, first_on=dt.date(2026, 4, 30))
    assert plan.next_on == dt.date(2026, 8, 20)
    with pytest.raises(Conflict, match="先に決めました"):
        planned(row, version=2)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"months": 0}, "確認の間隔（月）"),
        ({"months": 37}, "確認の間隔（月）"),
        ({"first_on": dt.date(2026, 3, 31)}, "最初の期日"),
        ({"first_on": dt.date(2027, 4, 1)}, "契約終了"),
        ({"how": " "}, "確かめ方"),
    ],
)
def test_a_wrong_plan_is_refused(contract, planned, wrong, where):
    with pytest.raises(BadInput) as refused:
        planned(contract(), **wrong)
    assert str(refused.value.where) == where
    assert CheckPlan.objects.count() == 0


def test_specific_personal_data_is_checked_yearly(specific, planned):
    with pytest.raises(BadInput) as refused:
        planned(specific, months=24)
    assert "年に1回以上" in str(refused.value.why)
    with pytest.raises(BadInput, match="遅すぎます"):
        planned(specific, months=12, first_on=dt.date(2027, 4, 2))
    assert planned(specific, months=12).months == 12


def test_a_check_needs_a_plan_and_its_version(contract, planned, checked):
    row = contract()
    with pytest.raises(Conflict, match="計画がありません"):
        checked(row)
    planned(row)
    with pytest.raises(Conflict, match="先に記録しました"):
        checked(row, version=5)
    assert Check.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"found": ""}, "確かめたこと"),
        ({"result": "fine"}, "結果"),
        ({"done_on": dt.date(2099, 1, 1)}, "確かめた日"),
        ({"done_on": dt.date(2026, 3, 31)}, "確かめた日"),
        ({"demanded": "直す"}, "結果"),
        ({"result": "serious"}, "求めた改善"),
        ({"result": "improve", "demanded": "直す"}, "改善の期限"),
        (BAD | {"improve_by": dt.date(2026, 5, 1)}, "改善の期限"),
    ],
)
def test_a_wrong_check_is_refused(contract, planned, checked, wrong, where):
    row = contract()
    planned(row)
    with pytest.raises(BadInput) as refused:
        checked(row, **wrong)
    assert str(refused.value.where) == where
    assert CheckPlan.objects.get().next_on == dt.date(2026, 5, 29)


def test_evidence_is_sealed_and_hostile_files_are_refused(contract, planned, checked):
    row = contract()
    planned(row)
    with pytest.raises(BadInput):
        checked(row, name="x.exe", data=b"MZ\x90")
    made = checked(row, name="報告書.txt", data="見た。".encode())
    assert (made.file_name, len(made.file)) == ("報告書.txt", 64)


def test_an_improvement_is_verified_by_the_head(contract, planned, checked, actor):
    row = contract()
    planned(row)
    made = checked(row, **BAD)
    on = dt.date(2026, 5, 25)
    with pytest.raises(Refused):
        actions.verify_improvement(actor("staff"), made.pk, 1, on=on, how="見た")
    with pytest.raises(BadInput):
        actions.verify_improvement(actor("manager"), made.pk, 1, on=dt.date(2026, 5, 1), how="見た")
    made = actions.verify_improvement(actor("manager"), made.pk, 1, on=on, how="錠を見た")
    assert (made.improved_on, made.improved_by.username) == (on, "manager")
    with pytest.raises(Conflict, match="確かめる改善はありません"):
        actions.verify_improvement(actor("manager"), made.pk, 2, on=on, how="見た")


def test_the_report_is_read_by_whom_it_is_for(contract, planned, checked, actor):
    row = contract()
    planned(row)
    good = checked(row)
    with pytest.raises(Refused, match="あなたあてではありません"):
        actions.read_report(actor("ciso"), good.pk)
    with pytest.raises(Refused):
        actions.read_report(actor("manager"), good.pk)
    assert actions.read_report(actor("general"), good.pk).read_by_officer.username == "general"
    assert actions.read_report(actor("general"), good.pk).version == 2
    serious = checked(row, version=2, **BAD | {"result": "serious"})
    assert actions.read_report(actor("ciso"), serious.pk).read_by_ciso.username == "ciso"


@pytest.mark.parametrize(("who", "may"), [("staff", True), ("staff2", False), ("auditor", False)])
def test_who_records_a_check(contract, planned, actor, who, may):
    row = contract()
    planned(row)
    given = {"version": 1, "done_on": dt.date(2026, 5, 20), "result": "good", "found": "見た"}
    if may:
        assert actions.record_check(actor(who), contract=row, **given).done_by.username == who
        return
    with pytest.raises(Refused):
        actions.record_check(actor(who), contract=row, **given)


@pytest.mark.django_db(transaction=True)
def test_a_plan_is_made_once_at_once(contract, planned, at_once):
    row = contract()
    got = at_once(lambda _: planned(row))
    assert sorted(type(one).__name__ for one in got) == ["CheckPlan", "Conflict", "Conflict", "Conflict"]


@pytest.mark.django_db(transaction=True)
def test_a_check_counts_once_at_once(contract, planned, checked, at_once):
    row = contract()
    planned(row)
    at_once(lambda _: checked(row))
    assert Check.objects.count() == 1


def test_a_plan_that_became_too_rare_is_a_task_again(contract, planned, actor):
    row = contract(ends=dt.date(2029, 3, 31))
    planned(row, months=24, first_on=dt.date(2027, 3, 31))
    day = dt.date(2026, 6, 15)

    def points():
        seen = queries.contract(actor("staff"), row.pk, day)
        return [one.value for one in queries.points(seen) if one.value in {"too_rare", "no_plan"}]

    assert points() == []
    assert home_titles(actor, day) == []
    hand_over(actor("staff"), contract=row, **NUMBERED)
    assert points() == ["too_rare"]
    assert home_titles(actor, day) == ["納税通知書印刷業務：期間中の確認の計画を決める"]
    planned(row, version=1, months=12, first_on=dt.date(2027, 3, 31))
    assert points() == []


def home_titles(actor, day):
    return [one.title for one in home.todos(actor("staff"), day)]


def test_a_new_plan_puts_off_no_check_that_is_overdue(contract, planned, checked):
    row = contract()
    planned(row)
    later = dt.date(2027, 2, 26)
    plan = planned(row, version=1, months=12, first_on=later)
    assert (plan.months, plan.first_on, plan.next_on) == (12, later, dt.date(2026, 5, 29))
    checked(row, version=2, done_on=dt.date(2026, 6, 10))
    plan.refresh_from_db()
    assert plan.next_on == dt.date(2027, 6, 10)


def test_neither_does_one_that_begins_earlier_and_asks_more_rarely(contract, planned, checked):
    row = contract(ends=dt.date(2029, 3, 30))
    planned(row)
    checked(row)
    plan = planned(row, version=2, months=36, first_on=dt.date(2026, 5, 1))
    assert (plan.months, plan.next_on) == (36, dt.date(2026, 11, 20))


def test_a_check_that_is_not_due_yet_may_be_planned_anew(contract, planned):
    row = contract(ends=dt.date(2029, 3, 30))
    planned(row, first_on=dt.date(2028, 3, 31))
    assert planned(row, version=1, first_on=dt.date(2028, 6, 30)).next_on == dt.date(2028, 6, 30)
