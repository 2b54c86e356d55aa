"""What the judgement does to an application: refusals with clauses, exceptions, later changes."""

import datetime as dt

import pytest
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, Refused
from sekisho.server.applications import actions, binding
from sekisho.server.applications.models import ExceptionMeasure
from sekisho.terms import ApplicationState as S


def test_residents_data_in_a_terms_only_service_is_refused_with_the_clause(draft, sensitive, actor):
    row = draft(sensitive | {"terms_kind": "terms_only"})
    with pytest.raises(Refused) as refusal:
        actions.submit(actor("staff"), row.pk, version=row.version)
    assert "EXT-010" in refusal.value.clauses
    assert "例外措置" in refusal.value.next_step


def test_a_missing_fact_is_named_and_the_application_does_not_go_on(draft, sensitive, actor):
    row = draft(sensitive | {"no_other_use": None})
    with pytest.raises(Refused, match="目的外利用の禁止") as refusal:
        actions.submit(actor("staff"), row.pk, version=row.version)
    assert "EXT-022" in refusal.value.clauses


def test_work_done_for_us_is_sent_to_the_other_procedure(draft, words, actor):
    row = draft(words.ordinary | {"works_for_us": True})
    with pytest.raises(Refused, match="不可") as refusal:
        actions.submit(actor("staff"), row.pk, version=row.version)
    assert "CLA-010" in refusal.value.clauses


@pytest.fixture
def stopped(draft, sensitive):
    return draft(sensitive | {"terms_kind": "terms_only"})


def ask(actor, row, clause="EXT-010", **changed):
    today = timezone.localdate()
    parts = {
        "clause": clause,
        "reason": "この会社しか提供していない",
        "measure": "名前を消してから置く",
        "ends": today + dt.timedelta(days=90),
    } | changed
    return actions.ask_exception(actor("staff"), row.pk, version=row.version, **parts)


def test_an_exception_granted_by_the_ciso_opens_the_way_to_the_ciso(stopped, actor, again, checks):
    asked = ask(actor, stopped)
    row = again(stopped)
    with pytest.raises(Refused, match="不可"):
        actions.submit(actor("staff"), row.pk, version=row.version)
    for who in ("manager", "general", "policy", "staff"):
        with pytest.raises(Refused):
            actions.decide_exception(actor(who), asked.pk, grant=True, note="よい")
    actions.decide_exception(actor("ciso"), asked.pk, grant=True, note="期限付きで認める")
    row = again(stopped)
    row = actions.submit(actor("staff"), row.pk, version=row.version)
    row = actions.review(actor("policy"), row.pk, version=row.version, checks=checks(row))
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=True)
    row = actions.consult(actor("general"), row.pk, version=row.version, agrees=True)
    row = actions.decide(actor("ciso"), row.pk, version=row.version)
    assert row.state == S.APPROVED


def test_nobody_acts_for_the_ciso_where_an_exception_is_in_play(stopped, actor, again, checks, absent):
    asked = ask(actor, stopped)
    actions.decide_exception(actor("ciso"), asked.pk, grant=True, note="期限付きで認める")
    row = again(stopped)
    row = actions.submit(actor("staff"), row.pk, version=row.version)
    row = actions.review(actor("policy"), row.pk, version=row.version, checks=checks(row))
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=True)
    row = actions.consult(actor("general"), row.pk, version=row.version, agrees=True)
    absent("ciso")
    with pytest.raises(Refused):
        actions.act_for(actor("general"), row.pk, version=row.version, reason="急ぐ")


def test_a_refused_exception_changes_nothing_and_is_decided_once(stopped, actor, again):
    asked = ask(actor, stopped)
    actions.decide_exception(actor("ciso"), asked.pk, grant=False, note="代わりがある")
    with pytest.raises(Conflict):
        actions.decide_exception(actor("ciso"), asked.pk, grant=True, note="やはり")
    row = again(stopped)
    with pytest.raises(Refused):
        actions.submit(actor("staff"), row.pk, version=row.version)
    ask(actor, row)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"reason": " "}, "理由"),
        ({"measure": ""}, "代わりの措置"),
        ({"ends": dt.date(2020, 1, 1)}, "1年以内"),
        ({"ends": dt.date(2100, 1, 1)}, "1年以内"),
        ({"clause": "CLA-010"}, "求められません"),
        ({"clause": "NO-SUCH"}, "求められません"),
    ],
)
def test_an_exception_has_reason_measure_and_end(changed, says, stopped, actor):
    with pytest.raises(BadInput, match=says):
        ask(actor, stopped, **changed)
    assert not ExceptionMeasure.objects.exists()


def test_asking_twice_for_one_clause_is_refused(stopped, actor, again):
    ask(actor, stopped)
    with pytest.raises(BadInput, match="もう"):
        ask(actor, again(stopped))


def test_a_change_after_the_decision_shows_with_what_changed(decided, actor):
    row = decided()
    assert binding.changed_since_decision(row) == ()
    assert binding.is_intact(row)
    row = actions.amend(
        actor("staff"), row.pk, version=row.version, changes={"purpose": "別の目的"}, reason="誤記"
    )
    (change,) = binding.changed_since_decision(row)
    assert (change.name, change.before, change.after) == ("purpose", "市の観光地図を市民に見せる", "別の目的")
    assert binding.is_intact(row)


def test_a_decision_rewritten_in_the_database_is_noticed(decided):
    row = decided()
    row.content["answers"]["purpose"] = "書き換えた目的"
    assert not binding.is_intact(row)
    assert [change.name for change in binding.changed_since_decision(row)] == ["purpose"]


def test_an_attachment_slipped_in_after_the_decision_shows(decided, actor):
    row = decided()
    row.attachments.model.make(
        application=row,
        name="後から.pdf",
        sha256="0" * 64,
        size=1,
        media_type="application/pdf",
        added_by_id=actor("staff").person,
        added_at=timezone.now(),
    )
    assert [change.name for change in binding.changed_since_decision(row)] == ["後から.pdf"]
