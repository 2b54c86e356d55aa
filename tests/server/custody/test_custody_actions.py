"""Handing over, 再委託 and its consent, certificate and verification, the end of a contract."""

import datetime as dt
import json

import pytest

from sekisho.errors import BadInput, Conflict, NotFound, Refused, SekishoError
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.applications import blobs
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.custody import actions, handovers, queries, subcontracts
from sekisho.server.custody.models import Erasure, HandOver, Subcontract
from sekisho.server.ledgers.models import Contract
from sekisho.terms import CustodyState

BEGUN, DAY = dt.date(2026, 4, 1), dt.date(2026, 6, 1)
PAPER = b"%PDF-1.7 certificate"


def entries(verb):
    return [json.loads(one.record) for one in JournalEntry.objects.filter(verb=verb)]


@pytest.fixture
def hand(actor):
    def make(who="staff", **changed):
        values = {
            "what": "納税通知書データ",
            "confidentiality": 3,
            "personal_data": True,
            "person_count": 6300,
            "medium": "electronic",
            "handed_on": dt.date(2026, 4, 10),
            "approval": "税第12号",
            "return_due": dt.date(2026, 5, 20),
        }
        return actions.hand_over(actor(who), **values | changed)

    return make


@pytest.fixture
def certify(actor):
    def make(row, who="staff", **changed):
        row = HandOver.objects.get(pk=row.pk)
        values = {
            "erased_on": dt.date(2026, 5, 10),
            "on": dt.date(2026, 5, 12),
            "name": "消去証明書.pdf",
            "data": PAPER,
            "covers_copies": True,
            "covers_subcontractors": True,
            "covers_test_data": True,
        }
        return actions.receive_certificate(actor(who), row.pk, row.version, **values | changed)

    return make


@pytest.fixture
def verify(actor):
    def make(row, who="manager", **changed):
        row = HandOver.objects.get(pk=row.pk)
        values = {"on": dt.date(2026, 5, 20), "how": "立ち会って複製の一覧と見比べた"}
        return actions.verify_erasure(actor(who), row.pk, row.version, **values | changed)

    return make


@pytest.fixture
def agree(actor):
    def make(sub, who="manager", *, consented=True, **changed):
        values = {"on": BEGUN, "number": "税第20号", "note": "現地を見た"} | changed
        return actions.decide_consent(actor(who), sub.pk, 1, consented=consented, **values)

    return make


@pytest.fixture
def below(actor):
    def make(contract, firm, parent=None, who="staff"):
        return actions.add_subcontract(
            actor(who), contract=contract, firm=firm, work="封入", starts=BEGUN, parent=parent
        )

    return make


def test_a_handover_is_numbered_and_recorded(contract, hand):
    row = contract()
    first, second = hand(contract=row), hand(contract=row, what="督促状データ")
    assert (first.number, second.number) == ("提-0001", "提-0002")
    assert (first.receiver, first.section) == (row.contractor, row.section)
    (entry,) = (one for one in entries("handover.added") if one["data"]["values"]["number"] == "提-0001")
    assert entry["subject"] == {"type": "handover", "id": str(first.pk)}
    assert entry["data"]["values"]["person_count"] == 6300


@pytest.mark.parametrize("who", ["staff2", "manager2", "auditor", "committee", "nobody"])
def test_others_may_not_record_for_the_section(contract, hand, who):
    with pytest.raises(Refused):
        hand(who, contract=contract())
    assert HandOver.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"approval": " "}, "承認の文書番号"),
        ({"what": ""}, "提供データ"),
        ({"return_due": dt.date(2026, 4, 9)}, "返還・消去期限"),
        ({"handed_on": dt.date(2199, 1, 1), "return_due": None}, "提供日"),
        ({"personal_data": False, "specific_personal_data": True}, "個人情報"),
        ({"medium": "石板"}, "媒体"),
    ],
)
def test_a_handover_that_cannot_be_is_refused_in_words(contract, hand, changed, where):
    with pytest.raises(BadInput) as caught:
        hand(contract=contract(), **changed)
    assert caught.value.where == where
    assert HandOver.objects.count() == 0


def test_a_handover_needs_a_contract_or_a_service(hand):
    with pytest.raises(BadInput, match="どちらか一つ"):
        hand()


def test_a_sub_contractor_gets_data_only_when_every_level_was_consented_to(
    contract, hand, firm, below, agree
):
    row = contract()
    first = below(row, firm("有限会社した"))
    second = below(row, firm("株式会社そこ"), first)
    with pytest.raises(BadInput, match="渡せません"):
        hand(contract=row, receiver=first.firm)
    with pytest.raises(Conflict, match="上の段"):
        agree(second)
    agree(first)
    with pytest.raises(BadInput, match="渡せません"):
        hand(contract=row, receiver=second.firm)
    assert hand(contract=row, receiver=first.firm).receiver == first.firm
    agree(second)
    assert hand(contract=row, receiver=second.firm).receiver == second.firm
    with pytest.raises(BadInput, match="渡せません"):
        hand(contract=row, receiver=firm("よその会社"))


def test_a_circular_tree_is_refused_and_says_which_way_it_goes(contract, firm, below):
    row = contract()
    first = below(row, firm("有限会社した"))
    second = below(row, firm("株式会社そこ"), first)
    for again in (row.contractor, first.firm, second.firm):
        with pytest.raises(BadInput) as caught:
            below(row, again, second)
        assert f"「{again.name}」は、この再委託の上の段にいます" in caught.value.what
        assert caught.value.why.endswith("有限会社した→株式会社そこ")
    assert Subcontract.objects.count() == 2
    below(row, first.firm)  # beside, not above: the same firm may do two works
    with pytest.raises(NotFound):
        below(contract(), firm("別の会社"), first)


def test_the_tree_goes_to_any_depth(contract, firm, below):
    row, parent = contract(), None
    for number in range(40):
        parent = below(row, firm(f"会社{number}"), parent)
    assert [one.depth for one in subcontracts.flat(subcontracts.tree(row))] == list(range(1, 41))


def test_consent_is_decided_once_with_number_and_what_was_seen(contract, firm, below, agree):
    sub = below(contract(), firm("有限会社した"))
    with pytest.raises(Refused):
        agree(sub, "staff")
    with pytest.raises(BadInput, match="決裁文書番号"):
        agree(sub, number="")
    with pytest.raises(BadInput, match="確かめたこと"):
        agree(sub, note=" ")
    agree(sub, consented=False)
    (entry,) = entries("subcontract.decided")
    assert (entry["subject"]["type"], entry["data"]["consent"]) == ("contract", "refused")
    with pytest.raises(Conflict):
        agree(sub)


def test_the_certificate_and_its_verification_are_two_states(contract, hand, certify, verify):
    row = hand(contract=contract())
    with pytest.raises(Conflict, match="まだ受け取っていません"):
        verify(row)
    gone = certify(row, covers_copies=False)
    assert blobs.get(gone.certificate) == PAPER
    assert queries.overdue(DAY)[0].state is CustodyState.CERTIFIED
    with pytest.raises(Conflict, match="複製"):
        verify(row)
    certify(row)
    with pytest.raises(Refused):
        verify(row, "staff")
    with pytest.raises(BadInput, match="確かめ方"):
        verify(row, how="")
    verify(row)
    assert queries.overdue(DAY) == []
    with pytest.raises(Conflict, match="確かめられています"):
        certify(row)
    assert len(entries("handover.certified")) == 2
    assert entries("handover.verified")[0]["data"]["on"] == "2026-05-20"


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"erased_on": dt.date(2026, 4, 9)}, "返還・消去した日"),
        ({"on": dt.date(2026, 5, 9)}, "証明書を受け取った日"),
        ({"on": dt.date(2199, 5, 9)}, "証明書を受け取った日"),
        ({"data": b"MZ\x90"}, "消去証明書.pdf"),
    ],
)
def test_a_certificate_that_cannot_be_is_refused(contract, hand, certify, changed, where):
    row = hand(contract=contract())
    with pytest.raises(BadInput) as caught:
        certify(row, **changed)
    assert caught.value.where == where
    assert Erasure.objects.count() == 0


def test_the_second_of_two_people_is_told(contract, hand, certify, actor):
    row = hand(contract=contract())
    certify(row)
    with pytest.raises(Conflict, match="ほかの人"):
        actions.verify_erasure(actor("manager"), row.pk, 1, on=DAY, how="見た")


def test_the_end_of_a_contract_sets_the_day_by_which_all_is_back(contract, hand, firm, below, actor):
    row = contract(provided_data="宛名", provided_on=BEGUN, person_count=900)
    near, far = hand(contract=row), hand(contract=row, return_due=None)
    sub = below(row, firm("有限会社した"))
    end, due = dt.date(2026, 5, 31), dt.date(2026, 6, 30)
    with pytest.raises(BadInput, match="より前"):
        actions.end_contract(actor("manager"), row.pk, row.version, on=end, due=BEGUN)
    with pytest.raises(Refused):
        actions.end_contract(actor("staff"), row.pk, row.version, on=end, due=due)
    ended = actions.end_contract(actor("manager"), row.pk, row.version, on=end, due=due)
    assert (ended.ends, ended.return_due) == (end, due)
    for one in (near, far, sub):
        one.refresh_from_db()
    assert (near.return_due, far.return_due, sub.ends) == (dt.date(2026, 5, 20), due, end)
    (entry,) = entries("contract.ended")
    assert entry["data"]["handovers"] == ["提-0002", "提-0001"]


def test_the_contracts_own_row_is_confirmed_with_its_last_handover(contract, hand, certify, verify):
    row = contract(provided_data="宛名", provided_on=BEGUN, person_count=900)
    first, last = hand(contract=row), hand(contract=row, what="督促状データ")
    for one in (first, last):
        row.refresh_from_db()
        assert row.returned_on is None
        certify(one)
        verify(one)
    row.refresh_from_db()
    assert row.returned_on == dt.date(2026, 5, 20)


def test_another_citys_handover_does_not_exist(contract, hand, other_city):
    row = hand(contract=contract())
    stranger = actor_on(other_city.people["policy"], DAY)
    with in_body(other_city.body.pk):
        with pytest.raises(NotFound):
            handovers.handover(stranger, row.pk)
        with pytest.raises(NotFound):
            actions.verify_erasure(stranger, row.pk, 1, on=DAY, how="見た")
        with pytest.raises(NotFound):
            actions.hand_over(stranger, contract=row.contract, what="x")


@pytest.mark.django_db(transaction=True)
def test_the_last_two_verified_at_once_confirm_the_contracts_own_row(
    contract, hand, certify, verify, at_once
):
    row = contract(provided_on=dt.date(2026, 4, 10), provided_data="納税通知書データ")
    for turn in range(8):
        Contract.objects.filter(pk=row.pk).update(returned_on=None)
        pair = [hand(contract=row, what=f"データ{turn}-{place}") for place in range(2)]
        for one in pair:
            certify(one)
        found = at_once(lambda number, pair=pair: verify(pair[number]), 2)
        assert not [one for one in found if isinstance(one, Exception)]
        assert Contract.objects.get(pk=row.pk).returned_on == dt.date(2026, 5, 20)


@pytest.mark.django_db(transaction=True)
def test_verifying_while_the_contract_ends_waits_for_nobody_in_a_circle(
    contract, hand, certify, verify, actor, at_once
):
    on = dt.date(2026, 5, 31)
    for _turn in range(8):
        row = contract(provided_on=dt.date(2026, 4, 10), provided_data="納税通知書データ")
        one = hand(contract=row)
        certify(one)
        version = Contract.objects.get(pk=row.pk).version
        acts = (
            lambda one=one: verify(one),
            lambda row=row, version=version: actions.end_contract(
                actor("manager"), row.pk, version, on=on, due=on
            ),
        )
        found = at_once(lambda number, acts=acts: acts[number](), 2)
        broken = [one for one in found if isinstance(one, Exception)]
        assert not [one for one in broken if not isinstance(one, SekishoError)]


@pytest.mark.django_db(transaction=True)
def test_a_handover_sent_twice_is_one_row_until_it_is_verified_as_gone(
    contract, hand, certify, verify, at_once
):
    row = contract()
    found = at_once(lambda _number: hand(contract=row))
    assert sorted(type(one).__name__ for one in found) == ["Conflict"] * 3 + ["HandOver"]
    (kept,) = HandOver.objects.all()
    hand(contract=row, person_count=6301)
    certify(kept)
    with pytest.raises(Conflict, match="同じ内容で"):
        hand(contract=row)
    verify(kept)
    assert hand(contract=row).pk != kept.pk
