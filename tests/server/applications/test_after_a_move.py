"""After a 人事異動 the work stays with the office: the successor has it, the former holder has not."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, Refused
from sekisho.server.accounts import transfers
from sekisho.server.accounts.actions import issue_token
from sekisho.server.accounts.queries import actor_on
from sekisho.server.applications import actions, queries
from sekisho.server.applications.models import Application
from sekisho.server.crossings.models import JournalEntry
from sekisho.terms import ApplicationState

HEAD = "利用者ID,氏名,新所属,新職名,役割,発令日"
MANAGER = "情報セキュリティ管理者"
DEPUTY = "課室長の代理者"


@pytest.fixture
def today_actor(city):
    return lambda key, days=0: actor_on(city.people[key], timezone.localdate() + dt.timedelta(days=days))


@pytest.fixture
def ordered(today_actor):
    """Take in a personnel order of today."""

    def take_in(*rows):
        day = timezone.localdate().isoformat()
        lines = [HEAD, *(f"{row},{day}" for row in rows)]
        file = transfers.File("異動.csv", "\n".join(lines).encode())
        done = transfers.import_transfers(today_actor("policy"), file, accept_doubts=False)
        assert done["refused"] == 0, done

    return take_in


SWAP = (f"manager,上野 恵,市民課,課長,{MANAGER}", f"manager2,大野 誠,税務課,課長,{MANAGER}")


def test_the_successor_decides_and_the_former_manager_is_refused_that_very_day(
    reviewed, ordered, today_actor, signed_in
):
    row = reviewed()
    key = issue_token(
        today_actor("manager"), label="試し", ends=timezone.localdate(), today=timezone.localdate()
    )
    by_token = Client(headers={"Authorization": f"Bearer {key}"})
    url = f"/api/v1/applications/{row.pk}"
    assert by_token.get(url).status_code == 200
    assert queries.waiting(today_actor("manager")).filter(pk=row.pk).exists()
    ordered(*SWAP)
    assert queries.waiting(today_actor("manager", -1)).filter(pk=row.pk).exists()
    former = today_actor("manager")
    assert not queries.waiting(former).exists()
    assert not queries.visible(former).filter(pk=row.pk).exists()
    assert signed_in("manager").get(reverse("applications:detail", args=[row.pk])).status_code == 404
    assert by_token.get(url).status_code == 404
    with pytest.raises(Refused):
        actions.decide(former, row.pk, version=row.version)
    successor = today_actor("manager2")
    assert list(queries.waiting(successor)) == [row]
    assert reverse("applications:detail", args=[row.pk]) in signed_in("manager2").get("/").content.decode()
    done = actions.decide(successor, row.pk, version=row.version)
    assert done.state == ApplicationState.APPROVED


def test_a_moved_deputy_decides_no_more_and_the_new_one_may(reviewed, ordered, today_actor, absent, city):
    row = reviewed()
    absent("manager")
    assert queries.waiting(today_actor("deputy")).exists()
    ordered(f"deputy,石田 直樹,市民課,課長補佐,{DEPUTY}", f"deputy2,小野 葵,税務課,課長補佐,{DEPUTY}")
    with pytest.raises(Refused):
        actions.act_for(today_actor("deputy"), row.pk, version=row.version, reason="急ぎ")
    assert not queries.visible(today_actor("deputy")).filter(pk=row.pk).exists()
    done = actions.act_for(today_actor("deputy2"), row.pk, version=row.version, reason="急ぎ")
    assert (done.state, done.acting) == (ApplicationState.APPROVED, True)


def test_the_reviewer_who_moved_leaves_the_review_to_the_office(submitted, ordered, today_actor, checks):
    row = submitted()
    ordered("staff2,江川 翔,情報政策課,主査,情報政策課担当者")
    day = timezone.localdate().isoformat()
    file = transfers.File("2.csv", f"{HEAD}\npolicy,神崎 健,市民課,主査,職員,{day}".encode())
    transfers.import_transfers(today_actor("policy"), file, accept_doubts=False)
    with pytest.raises(Refused):
        actions.review(today_actor("policy"), row.pk, version=row.version, checks=checks(row))
    done = actions.review(today_actor("staff2"), row.pk, version=row.version, checks=checks(row))
    assert done.state == ApplicationState.AWAITING_DECISION


def test_a_moved_applicant_sees_and_withdraws_but_writes_no_more(submitted, draft, ordered, today_actor):
    running, unfinished = submitted(), draft()
    ordered("staff,青木 みのり,市民課,主事,職員")
    moved = today_actor("staff")
    assert queries.application(moved, running.pk) == running
    assert queries.application(moved, unfinished.pk) == unfinished
    with pytest.raises(Refused):
        actions.submit(moved, unfinished.pk, version=unfinished.version)
    done = actions.withdraw(moved, running.pk, version=running.version, reason="異動のため")
    assert done.state == ApplicationState.WITHDRAWN


def test_the_head_gives_a_running_application_to_a_successor(
    submitted, ordered, today_actor, city, signed_in
):
    row = submitted()
    ordered("staff,青木 みのり,市民課,主事,職員", "staff2,江川 翔,税務課,主事,職員")
    page = signed_in("manager").get(reverse("applications:hand_over", args=[row.pk])).content.decode()
    assert "江川 翔" in page
    assert "青木 みのり（staff）" not in page
    answer = signed_in("manager").post(
        reverse("applications:hand_over", args=[row.pk]),
        {"version": row.version, "to": city.people["staff2"].pk, "reason": "異動のため"},
    )
    assert answer.status_code == 302
    after = Application.objects.get(pk=row.pk)
    assert (after.applicant, after.state, after.filed_by) == (
        city.people["staff2"],
        ApplicationState.UNDER_REVIEW,
        city.people["staff"],
    )
    assert [step.state for step in after.steps.all()] == [step.state for step in row.steps.all()]
    assert JournalEntry.objects.filter(verb="application.handed_over").count() == 1
    done = actions.pull_back(today_actor("staff2"), row.pk, version=after.version, reason="直す")
    assert done.state == ApplicationState.PULLED_BACK
    assert not queries.visible(today_actor("staff")).filter(pk=row.pk).exists()


def test_a_draft_is_handed_over_and_filed_by_the_successor(draft, ordered, today_actor, city):
    row = draft()
    ordered("staff,青木 みのり,退職,,", "staff2,江川 翔,税務課,主事,職員")
    head = today_actor("manager")
    to = city.people["staff2"].pk
    row = actions.hand_over(head, row.pk, version=row.version, to=to, reason="退職のため")
    row = actions.submit(today_actor("staff2"), row.pk, version=row.version)
    assert row.state == ApplicationState.UNDER_REVIEW


def test_who_filed_it_never_judges_it_even_as_the_new_manager(reviewed, ordered, today_actor, city):
    row = reviewed()
    ordered(f"staff,青木 みのり,税務課,課長,{MANAGER}", "staff2,江川 翔,税務課,主事,職員")
    row = actions.hand_over(
        today_actor("manager"), row.pk, version=row.version, to=city.people["staff2"].pk, reason="昇任"
    )
    filer = today_actor("staff")
    assert not queries.waiting(filer).exists()
    with pytest.raises(Refused):
        actions.decide(filer, row.pk, version=row.version)
    assert actions.decide(today_actor("manager"), row.pk, version=row.version).decided_by_id


def test_who_may_hand_over_and_to_whom(reviewed, today_actor, city):
    row = reviewed()
    people = {key: person.pk for key, person in city.people.items()}

    def give(who, to, reason="異動", version=row.version):
        return actions.hand_over(
            today_actor(who), row.pk, version=version, to=people.get(to, 10**6), reason=reason
        )

    for who in ("staff", "deputy", "manager2", "policy", "auditor"):
        with pytest.raises(Refused):
            give(who, "service")
    for to in ("staff2", "policy", "staff", "nobody", "no-such-person"):
        with pytest.raises(Refused):
            give("manager", to)
    with pytest.raises(BadInput):
        give("manager", "service", reason=" ")
    with pytest.raises(Conflict):
        give("manager", "service", version=row.version - 1)
    assert give("general", "service").applicant_id == people["service"]


def test_a_closed_application_is_not_handed_over(decided, today_actor, city):
    row = decided()
    with pytest.raises(Conflict):
        actions.hand_over(
            today_actor("manager"), row.pk, version=row.version, to=city.people["service"].pk, reason="異動"
        )


def test_nobody_decides_on_a_manager_who_moved_away_meanwhile(draft, ordered, today_actor, checks, city):
    named, heir = city.people["service"].pk, city.people["staff2"].pk
    head, applicant = today_actor("manager"), today_actor("staff")
    row = draft()
    row = actions.save_draft(applicant, row.pk, version=row.version, changes={"manager": named})
    row = actions.submit(applicant, row.pk, version=row.version)
    row = actions.review(today_actor("policy"), row.pk, version=row.version, checks=checks(row))
    ordered("service,鈴木 昭,市民課,係長,外部サービス管理者", "staff2,江川 翔,税務課,主事,職員")
    with pytest.raises(BadInput, match="もう税務課にいません"):
        actions.decide(head, row.pk, version=row.version)
    row.refresh_from_db()
    assert (row.state, row.service) == (ApplicationState.AWAITING_DECISION, None)
    row = actions.send_back(head, row.pk, version=row.version, reason="管理者が異動したため")
    with pytest.raises(BadInput, match="もう税務課にいません"):
        actions.submit(applicant, row.pk, version=row.version)
    row = actions.save_draft(applicant, row.pk, version=row.version, changes={"manager": heir})
    row = actions.submit(applicant, row.pk, version=row.version)
    row = actions.review(today_actor("policy"), row.pk, version=row.version, checks=checks(row))
    row = actions.decide(head, row.pk, version=row.version)
    assert row.service.manager_id == heir
