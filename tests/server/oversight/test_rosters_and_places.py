"""従事者名簿 and 作業場所: who may stand on them, who not, and why."""

import datetime as dt
import json

import pytest

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.oversight import actions
from sekisho.server.oversight.models import Place, Worker

APRIL = dt.date(2026, 4, 1)


def test_a_person_is_entered_changed_and_ended(contract, entered, actor):
    row = entered(contract(), name="山田　太郎", task="印字", trained_on=None)
    assert (row.firm, row.name_key) == (row.contract.contractor, "山田太郎")
    row = actions.change_worker(actor("staff"), row.pk, 1, task="検品", trained_on=dt.date(2026, 4, 3))
    assert (row.task, row.version) == ("検品", 2)
    assert actions.change_worker(actor("staff"), row.pk, 2, task="検品").version == 2
    row = actions.end_worker(actor("staff"), row.pk, 2, on=dt.date(2026, 5, 1))
    assert row.ends == dt.date(2026, 5, 1)
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-3:] == ["worker.entered", "worker.changed", "worker.ended"]


def test_the_record_holds_no_name_of_a_person(contract, entered):
    entered(contract(), name="山田 太郎")
    assert "山田" not in JournalEntry.objects.get(verb="worker.entered").record


def test_the_same_person_is_recognised_in_any_spelling(contract, entered):
    row = contract()
    entered(row, name="山田 太郎")
    with pytest.raises(Conflict, match="もう名簿にあります"):
        entered(row, name="山田太郎")
    entered(row, name="山田 太郎（印字）")
    entered(contract(), name="山田 太郎")
    assert Worker.objects.count() == 3


def test_who_left_may_come_back(contract, entered, actor):
    row = entered(contract(), name="山田 太郎")
    actions.end_worker(actor("staff"), row.pk, 1, on=dt.date(2026, 4, 30))
    assert entered(row.contract, name="山田 太郎", starts=dt.date(2026, 5, 1)).pk != row.pk


@pytest.mark.parametrize("consented", [True, False])
def test_people_of_a_sub_contractor_need_consent_at_its_level(contract, below, entered, consented):
    row = contract()
    sub = below(row, "有限会社ひなた入力", consented=consented)
    if consented:
        assert entered(row, firm=sub.firm).firm == sub.firm
        return
    with pytest.raises(BadInput) as refused:
        entered(row, firm=sub.firm)
    assert "番号法10条" in str(refused.value.why)
    assert "「有限会社ひなた入力」" in str(refused.value)
    assert Worker.objects.count() == 0


def test_a_level_below_one_without_consent_has_none(contract, below, entered):
    row = contract()
    above = below(row, "有限会社ひなた入力", consented=False)
    deep = below(row, "合同会社つくし印字", consented=False, parent=above)
    for firm in (above.firm, deep.firm):
        with pytest.raises(BadInput):
            entered(row, firm=firm)


def test_a_strange_firm_is_refused(contract, entered, firm):
    with pytest.raises(BadInput):
        entered(contract(), firm=firm("どこかの会社"))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": "　"}, "氏名"),
        ({"ends": dt.date(2026, 3, 31)}, "従事の終了"),
        ({"trained_on": dt.date(2099, 1, 1)}, "教育を受けた日"),
        ({"pledged_on": dt.date(2099, 1, 1)}, "秘密保持誓約書の受領日"),
    ],
)
def test_wrong_values_name_their_field(contract, entered, wrong, where):
    with pytest.raises(BadInput) as refused:
        entered(contract(), **wrong)
    assert str(refused.value.where) == where


@pytest.mark.parametrize("who", ["staff2", "manager2", "auditor", "ciso", "system"])
def test_another_section_or_role_enters_nobody(contract, actor, who):
    with pytest.raises(Refused):
        actions.enter_worker(actor(who), contract=contract(), name="山田", starts=APRIL)
    assert Worker.objects.count() == 0


def test_a_stale_version_and_another_body_are_refused(contract, entered, actor, other_city):
    row = entered(contract())
    with pytest.raises(Conflict, match="ほかの人が直しました"):
        actions.end_worker(actor("staff"), row.pk, 9, on=dt.date(2026, 5, 1))
    with pytest.raises(Refused):
        actions.end_worker(actor("staff2"), row.pk, 9, on=dt.date(2026, 5, 1))
    with in_body(other_city.body.pk), pytest.raises(NotFound):
        actions.end_worker(actor("staff"), row.pk, 1, on=dt.date(2026, 5, 1))


def test_whoever_has_a_medium_out_does_not_leave(ready, out, actor):
    made = ready()
    out(made)
    with pytest.raises(Conflict, match="持ち出しています"):
        actions.end_worker(actor("staff"), made.worker.pk, 1, on=dt.date(2026, 5, 2))
    with pytest.raises(Conflict, match="媒体"):
        actions.end_place(actor("manager"), made.shop.pk, 1, on=dt.date(2026, 5, 2))


def test_a_place_is_allowed_and_ended(contract, place, actor):
    row = place(contract(), kind="abroad", condition="閲覧だけ。法令の調査の結果は別紙。")
    assert row.approved_by.username == "manager"
    assert actions.end_place(actor("manager"), row.pk, 1, on=dt.date(2026, 5, 1)).version == 2
    data = json.loads(JournalEntry.objects.get(verb="place.allowed").record)["data"]
    assert (data["kind"], data["name"]) == ("abroad", row.name)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"kind": "abroad"}, "条件"),
        ({"kind": "moon"}, "場所の種類"),
        ({"name": " "}, "場所の名前"),
        ({"address": ""}, "所在地"),
        ({"ends": dt.date(2026, 3, 1)}, "使ってよい日まで"),
    ],
)
def test_a_wrong_place_is_refused(contract, place, wrong, where):
    with pytest.raises(BadInput) as refused:
        place(contract(), **wrong)
    assert str(refused.value.where) == where
    assert Place.objects.count() == 0


@pytest.mark.parametrize("who", ["staff", "deputy", "manager2", "auditor"])
def test_only_the_head_allows_a_place(contract, actor, who):
    with pytest.raises(Refused):
        actions.allow_place(
            actor(who), contract=contract(), kind="own", name="庁舎", address="さくら市", starts=APRIL
        )


def test_a_place_of_a_firm_without_consent_is_refused(contract, below, place):
    row = contract()
    with pytest.raises(BadInput, match="ひなた"):
        place(row, firm=below(row, "有限会社ひなた入力", consented=False).firm)


@pytest.mark.django_db(transaction=True)
def test_two_people_enter_the_same_person_at_once(contract, actor, at_once):
    row = contract()
    got = at_once(
        lambda _: actions.enter_worker(actor("staff"), contract=row, name="山田 太郎", starts=APRIL)
    )
    assert sum(isinstance(one, Worker) for one in got) == 1
    assert {type(one) for one in got} == {Worker, Conflict}


def test_a_task_longer_than_its_field_is_cut_and_breaks_nothing(contract, entered, actor):
    row = entered(contract(), task="データの入力と点検。" * 20)
    assert (len(row.task), row.task[:6]) == (100, "データの入力")
    changed = actions.change_worker(actor("staff"), row.pk, row.version, task="印" * 101)
    assert changed.task == "印" * 100
