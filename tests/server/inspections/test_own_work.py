"""Who ever reported an improvement does not verify it."""

import datetime as dt

import pytest
from django.utils import timezone

from sekisho.errors import Refused
from sekisho.server.inspections import actions, duties, home
from sekisho.server.inspections.models import Finding
from sekisho.terms import FindingGrade, Role


def test_who_reported_first_does_not_verify_what_another_reported_again(city, also, actor, audit, asked):
    both = also("staff", "情報政策課", Role.POLICY_STAFF)
    row = actions.record_finding(
        actor("auditor"),
        audit().pk,
        section=city.sections["税務課"],
        clause=asked[0],
        grade=FindingGrade.NONCONFORMITY,
        facts="名簿が古い",
    )
    row = actions.plan(both, row.pk, row.version, what="直す", who="係長", due=timezone.localdate())
    row = actions.finish(both, row.pk, row.version, note="直した")
    row = actions.send_back(both, row.pk, row.version, note="戻す")
    row = actions.finish(actor("deputy"), row.pk, row.version, note="直した")
    with pytest.raises(Refused):
        actions.verify(both, row.pk, row.version, note="見た")
    assert actions.verify(actor("policy"), row.pk, row.version, note="見た").verified_on


def test_a_finding_is_called_by_what_was_found(finding, actor):
    row = finding(facts="名簿が古い。\n" + "あ" * 60)
    plan = {"what": "直す", "who": "係長", "due": timezone.localdate()}
    row = actions.plan(actor("deputy"), row.pk, row.version, **plan)
    assert row.title == f"名簿が古い。 {'あ' * 33}…"
    (duty,) = duties.improvements(actor("auditor"), timezone.localdate())
    assert (duty.what, duty.thing) == (row.title, str(row))
    (hit,) = home.found(actor("auditor"), "名簿")
    assert (hit.title, row.number in hit.note) == (row.title, True)
    waiting = [one for one in home.todos(actor("deputy"), timezone.localdate()) if one.url == duty.url]
    assert [(one.title, row.number in one.note) for one in waiting] == [(row.title, True)]


def test_ones_own_finding_is_not_hidden_by_any_number_of_others(city, also, finding, actor):
    row = finding()
    plan = {"what": "直す", "who": "係長", "due": timezone.localdate()}
    actions.plan(actor("deputy"), row.pk, row.version, **plan)
    Finding.objects.bulk_create(
        Finding(
            body=city.body, number=f"X{n}", fiscal_year=2026, section=city.sections["市民課"],
            clause=row.clause, grade=row.grade, facts="よそのこと", found_by=row.found_by,
            found_on=row.found_on, state="planned", due=timezone.localdate() - dt.timedelta(days=1),
        )
        for n in range(501)
    )  # fmt: skip
    both = also("staff", "総務課", Role.AUDITOR)
    (waiting,) = home.todos(both, timezone.localdate())
    assert waiting.url.endswith(f"/{row.pk}/")
