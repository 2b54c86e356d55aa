"""The top of a row's page says what is to be done first, whichever slice it comes from."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sekisho.server.custody.models import HandOver
from sekisho.server.ledgers.models import Contract
from sekisho.server.ledgers.standing import Strip, nearest
from sekisho.server.lifecycle.models import GatePassage
from sekisho.server.oversight.check_models import CheckPlan
from sekisho.server.trust.models import Judgement

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
NOTHING = "することはありません"


@pytest.fixture
def top(signed_in):
    """The strip of a row's page, as a person of the section reads it."""

    def read(kind, row):
        page = signed_in("staff").get(reverse(f"ledgers:{kind}", args=[row.pk])).content.decode()
        return page.split('<dl class="strip">')[1].split("</dl>")[0]

    return read


@pytest.fixture
def handed(city):
    def make(contract, **changed):
        values = {
            "number": "提-1", "section": contract.section, "contract": contract,
            "receiver": contract.contractor, "what": "宛名データ", "confidentiality": 1,
            "medium": "electronic", "handed_on": TODAY, "handed_by": city.people["staff"],
            "approval": "税第1号",
        }  # fmt: skip
        return HandOver.make(**values | changed)

    return make


def of(due=None, *, late=False, idle=False, where="", what=""):
    return Strip(where, what, "", due=due, late=late, idle=idle)


def test_late_comes_before_what_has_no_day_and_that_before_what_is_ahead():
    own = of(idle=True, where="契約中")
    late, older = of(TODAY - DAY, late=True), of(TODAY - 2 * DAY, late=True)
    now, soon, ahead = of(), of(TODAY), of(TODAY + DAY)
    assert nearest(own, []) is own
    order = [older, late, now, soon, ahead]
    for number, one in enumerate(order):
        assert nearest(own, reversed(order[number:])) == Strip("契約中", "", "", due=one.due, late=one.late)
    mine = of(TODAY, where="a", what="x")
    assert nearest(mine, [of(TODAY, what="y")]) is mine


def test_nothing_is_said_to_be_done_while_a_check_is_late(contract, top):
    row = contract(confidentiality=1, starts=TODAY - 40 * DAY, ends=TODAY + 30 * DAY)
    told = top("contract", row)
    assert "要件を定める" in told
    assert "契約中" in told
    plan = CheckPlan.make(contract=row, months=12, first_on=TODAY, next_on=TODAY + 20 * DAY)
    assert "までに、委託先の対策を確かめる" in top("contract", row)
    CheckPlan.objects.filter(pk=plan.pk).update(next_on=TODAY - DAY)
    told = top("contract", row)
    assert "確認の期限切れ" in told
    assert "委託先の対策を確かめる" in told
    assert "税務課" in told
    assert NOTHING not in told


def test_what_the_oversight_lacks_is_named(contract, top):
    told = top("contract", contract(starts=TODAY - 300 * DAY, ends=TODAY + 120 * DAY))
    assert "名簿の不足" in told
    assert "確認の計画を決める" in told
    assert NOTHING not in told


def test_the_decision_before_the_end_is_named(contract, top):
    row = contract(confidentiality=1, starts=TODAY - 300 * DAY, ends=TODAY + 120 * DAY)
    told = top("contract", row)
    assert "契約中" in told
    assert "更改の判断（期限" in told
    assert NOTHING not in told


def test_data_handed_over_again_wins_over_an_earlier_return(contract, top, handed):
    row = contract(
        confidentiality=1, starts=TODAY - 40 * DAY, ends=TODAY - DAY, provided_data="宛名",
        provided_on=TODAY - 39 * DAY, return_due=TODAY - 20 * DAY,
    )  # fmt: skip
    assert "返還・消去の期限切れ" in top("contract", row)
    Contract.objects.filter(pk=row.pk).update(returned_on=TODAY - 21 * DAY)
    told = top("contract", row)
    assert "返還・消去を確かめました" in told
    assert NOTHING in told
    one = handed(row, return_due=TODAY + 10 * DAY)
    told = top("contract", row)
    assert "データが手元にない" in told
    assert "までに返還・消去を確かめる" in told
    assert "返還・消去を確かめました" not in told
    HandOver.objects.filter(pk=one.pk).update(return_due=TODAY - DAY)
    assert "返還・消去の期限切れ" in top("contract", row)
    HandOver.objects.filter(pk=one.pk).update(return_due=None)
    assert "返還・消去の期限切れ" in top("contract", row)  # by the end of the contract


def test_the_hand_over_counts_and_not_the_contracts_own_row(contract, top, handed):
    row = contract(
        confidentiality=1, starts=TODAY - 40 * DAY, ends=TODAY + 30 * DAY, provided_on=TODAY - 39 * DAY,
        return_due=TODAY - 20 * DAY,
    )  # fmt: skip
    handed(row, return_due=TODAY + 10 * DAY)
    told = top("contract", row)
    assert "期限切れ" not in told
    assert "契約中" in told
    assert "までに返還・消去を確かめる" in told


def test_a_flagged_judgement_and_a_refused_gate_stand_at_the_top_of_a_service(service, top, city):
    row = service("operation")
    judged = Judgement.make(
        service=row, serial=1, sufficient=True, reason="見た", functions=[], leaned=[],
        made_by=city.people["manager"], made_at=timezone.now(),
    )  # fmt: skip
    assert "判断し直す" not in top("service", row)
    Judgement.objects.filter(pk=judged.pk).update(flagged_on=TODAY, flagged_why=[])
    assert "信頼性を判断し直す" in top("service", row)
    GatePassage.make(
        service=row, section=row.section, to="renewal", passed=False, outcome="deny", asked_at=timezone.now(),
        asked_by=city.people["manager"], judgement={"citations": []}, stated={},
    )  # fmt: skip
    told = top("service", row)
    assert "で止まりました" in told
    assert NOTHING not in told


def test_what_is_out_of_its_ledger_has_nothing_to_be_done(contract, top, handed):
    row = contract(confidentiality=1, starts=TODAY - 300 * DAY, ends=TODAY + 120 * DAY)
    CheckPlan.make(contract=row, months=12, first_on=TODAY, next_on=TODAY - DAY)
    Contract.objects.filter(pk=row.pk).update(retired_on=TODAY)
    told = top("contract", row)
    assert "台帳から外しました" in told
    assert NOTHING in told
