"""代決 and 後閲: only for an absent decider, only by the named deputy, and read afterwards."""

import pytest

from sekisho.errors import BadInput, Conflict, Refused
from sekisho.server.applications import actions, queries
from sekisho.server.applications.models import LaterReading
from sekisho.terms import ApplicationState as S


def test_the_deputy_does_not_act_while_the_decider_is_there(reviewed, actor):
    row = reviewed()
    with pytest.raises(Refused):
        actions.act_for(actor("deputy"), row.pk, version=row.version, reason="急ぐ")
    with pytest.raises(Refused):
        actions.decide(actor("deputy"), row.pk, version=row.version)


def test_the_deputy_acts_for_an_absent_decider_who_reads_it_later(reviewed, actor, absent, city):
    row = reviewed()
    absent("manager")
    assert [one.kind for one in queries.todos(actor("deputy"), row.due_on)] == ["代決"]
    with pytest.raises(BadInput, match="理由"):
        actions.act_for(actor("deputy"), row.pk, version=row.version, reason="")
    row = actions.act_for(actor("deputy"), row.pk, version=row.version, reason="本日中に要る")
    assert (row.state, row.acting, row.decided_by_id) == (S.APPROVED, True, city.people["deputy"].pk)
    waiting = LaterReading.objects.get()
    assert waiting.reader_id == city.people["manager"].pk
    with pytest.raises(Refused):
        actions.later_read(actor("general"), waiting.pk)
    actions.later_read(actor("manager"), waiting.pk, note="確認した")
    with pytest.raises(Conflict):
        actions.later_read(actor("manager"), waiting.pk)


def test_another_sections_deputy_does_not_act(reviewed, actor, absent):
    row = reviewed()
    absent("manager")
    for who in ("deputy2", "policy_deputy", "staff2"):
        with pytest.raises(Refused):
            actions.act_for(actor(who), row.pk, version=row.version, reason="急ぐ")


def test_an_absent_deputy_does_not_act(reviewed, actor, absent):
    row = reviewed()
    absent("manager", "deputy")
    with pytest.raises(Refused):
        actions.act_for(actor("deputy"), row.pk, version=row.version, reason="急ぐ")


def test_a_deputy_who_applied_does_not_act_for_themselves(submitted, actor, absent, checks):
    row = submitted(who="deputy")
    row = actions.review(actor("policy"), row.pk, version=row.version, checks=checks(row))
    absent("manager")
    with pytest.raises(Refused):
        actions.act_for(actor("deputy"), row.pk, version=row.version, reason="急ぐ")


def test_the_deputy_of_the_general_officers_own_office_acts_for_other_sections(
    reviewed, sensitive, actor, absent
):
    row = reviewed(sensitive)
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=True)
    absent("general")
    with pytest.raises(Refused):
        actions.act_for(actor("deputy"), row.pk, version=row.version, reason="急ぐ")
    row = actions.act_for(actor("policy_deputy"), row.pk, version=row.version, reason="本日中に要る")
    assert row.acting


def test_a_rejection_by_a_deputy_is_read_later_too(reviewed, actor, absent):
    row = reviewed()
    absent("manager")
    row = actions.reject(actor("deputy"), row.pk, version=row.version, reason="根拠がない")
    assert row.state == S.REJECTED
    assert LaterReading.objects.count() == 1
