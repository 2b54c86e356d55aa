"""The same sent twice is one row and is told; a service out of use is neither judged nor backed anew."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import Conflict
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers.models import ExternalService
from sekisho.server.trust import actions
from sekisho.server.trust.models import Evidence, Judgement

TODAY = timezone.localdate()


def judged(actor, row, *leaned, after=0, key="manager", **changed):
    given = {"sufficient": True, "reason": "登録証を見た。", "evidences": [one.pk for one in leaned]}
    return actions.judge(actor(key), row, after, **given | changed)


def test_a_judgement_sent_twice_is_one_and_is_told(service, used, evidence, actor):
    row = service()
    used(row)
    proof = evidence(row)
    judged(actor, row, proof)
    with pytest.raises(Conflict, match="同じ判断が、もう記録されています"):
        judged(actor, row, proof)
    for changed in ({"reason": "別の理由"}, {"sufficient": False}, {"key": "policy"}):
        with pytest.raises(Conflict, match="ほかの人が判断しました"):
            judged(actor, row, proof, **changed)
    with pytest.raises(Conflict, match="ほかの人が判断しました"):
        judged(actor, row)
    assert Judgement.objects.count() == 1


def test_a_certification_sent_twice_is_one_and_is_told(service, evidence, actor):
    row, other = service(), service("別のもの")
    first = evidence(row)
    with pytest.raises(Conflict, match="同じ内容でもう記録されています"):
        evidence(row)
    evidence(row, number="CLOUD 990018")
    evidence(other, service_name=row.name, scope="まちの窓口の提供", services=[other])
    assert Evidence.objects.count() == 3
    actions.withdraw(actor("policy"), first.pk, 1, on=TODAY, why="取消")
    assert evidence(row).pk != first.pk


def test_the_form_tells_of_a_double_click(signed_in, service):
    row = service()
    client = signed_in("policy")
    given = {
        "version": 0,
        "provider": row.provider_id,
        "services": [row.pk],
        "kind": "ismap",
        "number": "C1",
        "checked_on": TODAY.isoformat(),
    }
    assert client.post(reverse("trust:new"), given).status_code == 302
    answer = client.post(reverse("trust:new"), given)
    assert answer.status_code == 422
    assert "もう記録されています" in answer.content.decode()
    assert Evidence.objects.count() == 1


def test_a_service_out_of_use_is_refused(service, used, evidence, actor):
    row = service()
    used(row)
    stale = ExternalService.objects.get(pk=row.pk)
    ledgers.retire_service(actor("policy"), row.pk, row.version, on=TODAY, reason="使い終えた")
    row.refresh_from_db()
    with pytest.raises(Conflict, match="台帳から外されています"):
        judged(actor, stale)
    with pytest.raises(Conflict, match="台帳から外されています"):
        used(stale, ["別"], version=1)
    with pytest.raises(Conflict, match="台帳から外されています"):
        evidence(row)
    assert not Judgement.objects.exists()
    assert not Evidence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_one_certification_sent_at_once_one_is_recorded(at_once, service, evidence):
    row = service()
    expires = TODAY + dt.timedelta(days=300)
    found = at_once(lambda _: evidence(row, expires=expires))
    assert sorted(type(one).__name__ for one in found) == ["Conflict"] * 3 + ["Evidence"]


@pytest.mark.django_db(transaction=True)
def test_of_one_judgement_sent_at_once_one_is_recorded(at_once, service, used, evidence, actor):
    row = service()
    used(row)
    proof = evidence(row)
    found = at_once(lambda _: judged(actor, row, proof))
    told = [one for one in found if isinstance(one, Conflict)]
    assert len(told) == 3
    assert all("同じ判断" in str(one.what) for one in told)
