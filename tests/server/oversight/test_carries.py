"""媒体・機器の持出し: asked, permitted by another person, back and verified."""

import datetime as dt

import pytest

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.procedures.phases import Kind
from sekisho.server.custody.models import Subcontract
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.lifecycle.actions import pass_gate
from sekisho.server.oversight import actions, queries
from sekisho.server.oversight.models import Carry
from sekisho.terms import CarryState, Phase

BACK = dt.date(2026, 5, 8)


def decide(actor, row, who="manager", *, permitted=True, on=dt.date(2026, 4, 30), note=""):
    return actions.decide_carry(actor(who), row.pk, row.version, permitted=permitted, on=on, note=note)


def test_a_medium_is_asked_for_permitted_and_comes_back(ready, carry, actor):
    row = carry(ready())
    assert row.state == CarryState.ASKED
    row = decide(actor, row, note="施錠した鞄で運ぶ")
    assert (row.state, row.decided_by.username) == (CarryState.PERMITTED, "manager")
    row = actions.return_carry(actor("staff"), row.pk, 2, on=BACK, how="番号を見比べた")
    assert (row.state, row.returned_on, row.returned_to.username) == (CarryState.RETURNED, BACK, "staff")


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"encrypted": False}, "暗号化"),
        ({"kind": "pigeon"}, "媒体・機器"),
        ({"serial": " "}, "製造番号・管理番号"),
        ({"what": ""}, "入れるデータ"),
        ({"witness": "　"}, "立ち会う職員"),
        ({"due_on": dt.date(2026, 4, 30)}, "戻す期限"),
        ({"out_on": dt.date(2026, 3, 1)}, "運ぶ従事者"),
    ],
)
def test_what_is_missing_or_wrong_is_named(ready, carry, wrong, where):
    with pytest.raises(BadInput) as refused:
        carry(ready(), **wrong)
    assert str(refused.value.where) == where
    assert Carry.objects.count() == 0


@pytest.mark.parametrize(
    ("grade", "kind", "refused"),
    [(1, "usb", False), (2, "usb", True), (None, "usb", True), (3, "paper_form", False)],
)
def test_what_is_not_known_to_be_open_is_encrypted(ready, carry, grade, kind, refused):
    made = ready(confidentiality=grade)
    if refused:
        with pytest.raises(BadInput, match="暗号化されていません"):
            carry(made, encrypted=False, kind=kind)
    else:
        assert carry(made, encrypted=False, kind=kind).state == CarryState.ASKED


def test_people_and_places_of_another_contract_carry_nothing(ready, carry):
    made, other = ready(), ready()
    for name, part in (("worker", other.worker), ("origin", other.office), ("destination", other.shop)):
        with pytest.raises(NotFound, match="この契約のものではありません"):
            carry(made, **{name: part})
    with pytest.raises(BadInput, match="同じ"):
        carry(made, destination=made.office)


def test_nobody_permits_what_they_asked_for(ready, carry, actor):
    row = carry(ready(), by="manager")
    with pytest.raises(Refused) as refused:
        decide(actor, row)
    assert "兼務の禁止" in str(refused.value.why)
    assert decide(actor, row, "policy").state == CarryState.PERMITTED


@pytest.mark.parametrize("who", ["staff", "deputy", "manager2", "ciso", "auditor"])
def test_only_the_head_of_the_section_permits(ready, carry, actor, who):
    with pytest.raises(Refused):
        decide(actor, carry(ready()), who)


@pytest.mark.parametrize("missing", ["trained_on", "pledged_on"])
def test_who_was_not_trained_or_has_not_pledged_carries_nothing(ready, carry, entered, actor, missing):
    made = ready()
    made.worker = entered(made.contract, **{missing: None})
    with pytest.raises(Conflict, match="運ばせることはできません"):
        decide(actor, carry(made))


def test_a_permit_comes_before_the_medium_leaves(ready, carry, actor):
    row = carry(ready())
    with pytest.raises(BadInput, match="より前"):
        decide(actor, row, on=dt.date(2026, 5, 2))
    with pytest.raises(BadInput, match="まだ来ていません"):
        decide(actor, row, on=dt.date(2099, 1, 1))


def test_a_refusal_has_a_reason_and_stands(ready, carry, actor):
    row = carry(ready())
    with pytest.raises(BadInput):
        decide(actor, row, permitted=False)
    row = decide(actor, row, permitted=False, note="通信で送れる")
    assert row.state == CarryState.REFUSED
    with pytest.raises(Conflict, match="許可しない"):
        decide(actor, row)
    with pytest.raises(Conflict):
        actions.return_carry(actor("staff"), row.pk, row.version, on=BACK, how="見た")


def test_a_medium_that_is_out_is_not_carried_out_again(ready, out, carry, actor):
    out(ready(), serial="U-9")
    again = carry(ready(), serial="U-9")
    with pytest.raises(Conflict, match="もう持ち出されています"):
        decide(actor, again)


def test_a_return_is_verified_and_not_before_it_left(ready, out, actor):
    row = out(ready())
    for wrong in ({"on": dt.date(2026, 4, 1), "how": "見た"}, {"on": BACK, "how": " "}):
        with pytest.raises(BadInput):
            actions.return_carry(actor("staff"), row.pk, 2, **wrong)
    with pytest.raises(Refused):
        actions.return_carry(actor("staff2"), row.pk, 2, on=BACK, how="見た")
    with pytest.raises(Conflict):
        actions.return_carry(actor("staff"), row.pk, 1, on=BACK, how="見た")


@pytest.mark.django_db(transaction=True)
def test_one_medium_is_permitted_once_at_once(ready, carry, actor, at_once):
    rows = [carry(ready(), serial="U-1") for _ in range(4)]
    got = at_once(lambda number: decide(actor, rows[number]))
    assert sorted(type(one).__name__ for one in got) == ["Carry", "Conflict", "Conflict", "Conflict"]
    assert Carry.objects.filter(state=CarryState.PERMITTED.value).count() == 1


def test_a_contract_does_not_end_while_a_medium_is_out(ready, out, actor):
    made = ready()
    row = out(made)
    head, key = actor("manager"), made.contract.pk
    version = ledgers.contract(head, key).version
    with pytest.raises(Conflict, match=row.serial):
        pass_gate(head, Kind.CONTRACT, key, version, to=Phase.DISPOSAL, stated={})
    actions.return_carry(actor("staff"), row.pk, row.version, on=BACK, how="番号を見比べた")
    assert queries.media_out(key) == []


def test_nobody_carries_who_left_between_the_asking_and_the_permit(ready, carry, actor):
    made = ready()
    row = carry(made)
    actions.end_worker(actor("staff"), made.worker.pk, 1, on=dt.date(2026, 4, 20))
    with pytest.raises(BadInput) as refused:
        decide(actor, row)
    assert str(refused.value.where) == "運ぶ従事者"
    assert Carry.objects.get().state == CarryState.ASKED
    assert decide(actor, row, permitted=False, note="離れた人").state == CarryState.REFUSED


def test_nothing_is_carried_to_a_place_that_was_given_up_meanwhile(ready, carry, actor):
    made = ready()
    row = carry(made)
    actions.end_place(actor("manager"), made.shop.pk, 1, on=dt.date(2026, 4, 20))
    with pytest.raises(BadInput) as refused:
        decide(actor, row)
    assert str(refused.value.where) == "どこへ"
    assert Carry.objects.get().state == CarryState.ASKED


def test_nobody_carries_for_a_firm_whose_consent_is_gone(ready, carry, actor, below, entered):
    made = ready()
    sub = below(made.contract, "有限会社ひなた入力")
    made.worker = entered(made.contract, firm=sub.firm)
    row = carry(made)
    Subcontract.objects.filter(pk=sub.pk).update(ends=dt.date(2026, 4, 20))
    with pytest.raises(BadInput, match="この契約の仕事をすることができません"):
        decide(actor, row)
    assert Carry.objects.get().state == CarryState.ASKED
