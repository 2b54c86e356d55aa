"""Every slice gives what it has by a day: each to those who see it there, and no longer once it is done."""

import datetime as dt

import pytest
from django.utils import timezone

from sekisho.server.access.models import ServiceAccount
from sekisho.server.inspections.models import Finding
from sekisho.server.ledgers.models import Contract
from sekisho.server.lifecycle import duties
from sekisho.server.oversight.check_models import CheckPlan
from sekisho.server.trust.actions import add_evidence

TODAY = timezone.localdate()


def of_kind(actor, who, kind, day=TODAY):
    return [one for one in duties.duties(actor(who), day) if one.kind == kind]


def test_every_kind_is_registered_once():
    kinds = duties.kinds()
    assert len(kinds) == len(set(kinds))
    for kind in (
        "満たすべき条件",
        "返還・消去",
        "アカウントを閉じる",
        "認定・認証の更新を確かめる",
        "指摘の改善",
    ):
        assert kind in kinds


def test_data_to_be_returned_stands_there_until_it_is(contract, actor):
    row = contract(
        starts=TODAY - dt.timedelta(days=30), provided_data="納税通知書データ", provided_on=TODAY,
        return_due=TODAY + dt.timedelta(days=30),
    )  # fmt: skip
    (one,) = of_kind(actor, "staff", "返還・消去")
    assert (one.what, one.due) == ("納税通知書データの返還・消去を確かめる", TODAY + dt.timedelta(days=30))
    assert of_kind(actor, "staff2", "返還・消去") == []
    Contract.objects.filter(pk=row.pk).update(returned_on=TODAY)
    assert of_kind(actor, "staff", "返還・消去") == []


def test_a_certification_that_ends_soon_stands_there_for_each_service(service, actor):
    row = service("operation")
    add_evidence(
        actor("policy"), provider=row.provider, kind="iso27017", number="CLOUD 1", functions=["会議"],
        issued=TODAY - dt.timedelta(days=1065), expires=TODAY + dt.timedelta(days=30), services=[row],
        checked_on=TODAY,
    )  # fmt: skip
    (one,) = of_kind(actor, "manager", "認定・認証の更新を確かめる")
    assert (one.thing, one.due) == ("まちの窓口", TODAY + dt.timedelta(days=30))
    assert of_kind(actor, "manager2", "認定・認証の更新を確かめる") == []


@pytest.mark.parametrize(("state", "count"), [("planned", 1), ("done", 1), ("verified", 0), ("closed", 0)])
def test_a_finding_stands_there_until_it_is_verified(actor, city, state, count):
    Finding.make(
        number="指-1", section=city.sections["税務課"], state=state, due=TODAY, clause="LIF-020",
        facts="規程がない", grade="major", found_by=city.people["auditor"], found_on=TODAY, fiscal_year=2026,
    )  # fmt: skip
    assert len(of_kind(actor, "manager", "指摘の改善")) == count
    assert of_kind(actor, "manager2", "指摘の改善") == []


def test_an_account_to_be_closed_stands_there_until_it_is(service, actor):
    row = service("operation", starts=TODAY - dt.timedelta(days=40), ends=TODAY - dt.timedelta(days=1))
    opened = ServiceAccount.make(
        service=row, kind="shared", login="madoguchi", holder="税務課", purpose="窓口", opened_on=row.starts
    )
    (one,) = of_kind(actor, "manager", "アカウントを閉じる")
    assert (one.what, one.due >= TODAY) == ("「madoguchi」を閉じるか、点検して残す", True)
    assert of_kind(actor, "manager2", "アカウントを閉じる") == []
    ServiceAccount.objects.filter(pk=opened.pk).update(closed_on=TODAY)
    assert of_kind(actor, "manager", "アカウントを閉じる") == []


def test_the_next_check_of_a_contractor_stands_there(contract, actor):
    row = contract(starts=TODAY - dt.timedelta(days=40))
    CheckPlan.make(contract=row, months=12, first_on=TODAY, next_on=TODAY + dt.timedelta(days=60))
    (one,) = of_kind(actor, "manager", "委託先の監督")
    assert (one.thing, one.due) == ("納税通知書印刷業務", TODAY + dt.timedelta(days=60))
    assert of_kind(actor, "manager2", "委託先の監督") == []
