"""The way of an application: who may do what, in which order, and what is written."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.japan.fiscal import fiscal_year_label
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.applications import actions
from sekisho.server.applications.models import Application, LaterReading, NumberSeries, Step
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers.models import ExternalService
from sekisho.terms import ApplicationState as S


def entries(verb):
    return [json.loads(entry.record) for entry in JournalEntry.objects.filter(verb=verb)]


def test_a_grade_one_service_goes_through_review_and_the_manager_into_the_ledger(decided):
    row = decided()
    year = fiscal_year_label(timezone.localdate())
    assert row.state == S.APPROVED
    assert row.document_number == f"税第1号 {year}"
    service = ExternalService.objects.get()
    assert (service.name, service.decision_number) == ("観光地図サービス", row.document_number)
    assert row.service == service
    assert len(row.content_hash) == 64
    (entry,) = entries("application.decided")
    assert entry["data"]["content"] == row.content_hash
    assert entry["data"]["document_number"] == row.document_number
    assert entry["section"] == row.section_id


def test_a_grade_two_service_is_consulted_and_decided_by_the_general_officer(
    reviewed, sensitive, actor, again
):
    row = reviewed(sensitive)
    assert row.state == S.IN_CONSULTATION
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=True)
    assert row.state == S.AWAITING_DECISION
    row = actions.decide(actor("general"), row.pk, version=row.version, conditions="二段階の認証を使う")
    assert again(row).state == S.APPROVED
    service = ExternalService.objects.get()
    assert service.conditions == "二段階の認証を使う"
    assert [asset.name for asset in service.assets.all()] == ["催し申込者名簿"]
    assert service.obligations.exists()
    assert all(one.due_on or one.when == "at_end" for one in service.obligations.all())
    (own,) = service.obligations.filter(clause="決裁の条件")
    assert (own.text, own.responsible, own.due_on) == ("二段階の認証を使う", "manager", service.starts)


def test_every_act_writes_one_entry_of_its_own(reviewed, actor):
    row = reviewed()
    actions.decide(actor("manager"), row.pk, version=row.version)
    verbs = list(
        JournalEntry.objects.filter(subject_type="application").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == [
        "application.started",
        "application.submitted",
        "application.reviewed",
        "application.decided",
    ]


def test_document_numbers_of_a_section_have_no_gaps(reviewed, actor, decided):
    first, second = decided(), decided()
    refused = reviewed()
    with pytest.raises(Refused):
        actions.decide(actor("manager2"), refused.pk, version=refused.version)
    third = decided()
    assert [row.document_number.split()[0] for row in (first, second, third)] == [
        "税第1号",
        "税第2号",
        "税第3号",
    ]
    assert NumberSeries.objects.get(kind="document").last == 3


@pytest.mark.parametrize("who", ["staff2", "deputy2", "manager2", "auditor", "ciso", "committee", "nobody"])
def test_strangers_do_nothing_to_an_application(who, submitted, actor):
    row = submitted()
    before = JournalEntry.objects.count()
    acts = (
        lambda: actions.save_draft(actor(who), row.pk, version=row.version, changes={"name": "x"}),
        lambda: actions.submit(actor(who), row.pk, version=row.version),
        lambda: actions.review(actor(who), row.pk, version=row.version, checks={}),
        lambda: actions.consult(actor(who), row.pk, version=row.version, agrees=True),
        lambda: actions.decide(actor(who), row.pk, version=row.version),
        lambda: actions.act_for(actor(who), row.pk, version=row.version, reason="急ぐ"),
        lambda: actions.send_back(actor(who), row.pk, version=row.version, reason="x"),
        lambda: actions.reject(actor(who), row.pk, version=row.version, reason="x"),
        lambda: actions.pull_back(actor(who), row.pk, version=row.version, reason="x"),
        lambda: actions.withdraw(actor(who), row.pk, version=row.version, reason="x"),
    )
    for act in acts:
        with pytest.raises((Refused, Conflict)):
            act()
    assert JournalEntry.objects.count() == before


def test_another_body_does_not_find_it(submitted, other_city):
    row = submitted()
    stranger = actor_on(other_city.people["manager"], dt.date(2026, 6, 1))
    with in_body(other_city.body.pk), pytest.raises(NotFound):
        actions.decide(stranger, row.pk, version=row.version)


def test_a_colleague_does_not_change_my_draft(draft, actor):
    row = draft()
    with pytest.raises(Refused):
        actions.save_draft(actor("deputy"), row.pk, version=row.version, changes={"name": "x"})


def test_saving_a_draft_counts_the_version_and_an_old_version_is_refused(draft, actor, again):
    row = draft()
    saved = actions.save_draft(actor("staff"), row.pk, version=row.version, changes={"name": "別の地図"})
    assert (saved.version, saved.title) == (row.version + 1, "別の地図の利用")
    with pytest.raises(Conflict, match="進めています"):
        actions.save_draft(actor("staff"), row.pk, version=row.version, changes={"name": "古い画面"})
    assert again(row).answers["name"] == "別の地図"


def test_saving_nothing_new_writes_nothing(draft, actor):
    row = draft()
    same = actions.save_draft(
        actor("staff"), row.pk, version=row.version, changes={"name": row.answers["name"]}
    )
    assert same.version == row.version


def test_an_application_without_purpose_names_what_is_missing(draft, actor, words):
    row = draft(words.ordinary | {"purpose": None, "provider_name": None})
    with pytest.raises(BadInput, match=r"目的と業務（1）、提供者の名前（3）"):
        actions.submit(actor("staff"), row.pk, version=row.version)


def test_sent_back_it_is_mended_and_filed_again_in_a_new_round(submitted, actor, checks):
    row = submitted()
    row = actions.send_back(actor("policy"), row.pk, version=row.version, reason="目的を詳しく")
    assert row.state == S.SENT_BACK
    row = actions.save_draft(actor("staff"), row.pk, version=row.version, changes={"purpose": "詳しい目的"})
    row = actions.submit(actor("staff"), row.pk, version=row.version)
    assert (row.state, row.round) == (S.UNDER_REVIEW, 2)
    assert Step.objects.filter(application=row, state="current").count() == 1
    row = actions.review(actor("policy"), row.pk, version=row.version, checks=checks(row))
    assert row.state == S.AWAITING_DECISION


@pytest.mark.parametrize(
    ("act", "state"),
    [(actions.pull_back, S.PULLED_BACK), (actions.withdraw, S.WITHDRAWN)],
)
def test_the_applicant_takes_it_back_with_a_reason(act, state, submitted, actor):
    row = submitted()
    with pytest.raises(BadInput, match="理由"):
        act(actor("staff"), row.pk, version=row.version, reason=" ")
    row = act(actor("staff"), row.pk, version=row.version, reason="誤り")
    assert row.state == state
    assert not Step.objects.filter(application=row, state__in=["waiting", "current"]).exists()


def test_a_rejection_binds_what_was_rejected_and_ends_it(reviewed, actor):
    row = reviewed()
    row = actions.reject(actor("manager"), row.pk, version=row.version, reason="代わりがある")
    assert row.state == S.REJECTED
    assert row.document_number == ""
    assert entries("application.rejected")[0]["data"]["content"] == row.content_hash
    assert not ExternalService.objects.exists()
    with pytest.raises(Conflict):
        actions.submit(actor("staff"), row.pk, version=row.version)


def test_a_consultation_may_disagree_but_says_why(reviewed, sensitive, actor):
    row = reviewed(sensitive)
    with pytest.raises(BadInput, match="不同意"):
        actions.consult(actor("manager"), row.pk, version=row.version, agrees=False)
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=False, note="費用が過大")
    assert row.state == S.AWAITING_DECISION
    assert Step.objects.get(application=row, kind="consultation").note == "費用が過大"


def test_the_review_needs_every_statement(submitted, actor, checks):
    row = submitted()
    with pytest.raises(BadInput, match="答えられていません"):
        actions.review(actor("policy"), row.pk, version=row.version, checks={})
    stated = checks(row)
    clause = next(iter(stated))
    with pytest.raises(Refused, match=clause):
        actions.review(
            actor("policy"), row.pk, version=row.version, checks=stated | {clause: actions.Stated("no")}
        )
    with pytest.raises(BadInput, match="理由"):
        actions.review(
            actor("policy"), row.pk, version=row.version, checks=stated | {clause: actions.Stated("na")}
        )
    row = actions.review(
        actor("policy"), row.pk, version=row.version, checks=stated | {clause: actions.Stated("na", "無期限")}
    )
    assert row.checks.get(clause=clause).note == "無期限"


def test_a_manager_who_applies_is_decided_above(submitted, actor, checks):
    row = submitted(who="manager")
    row = actions.review(actor("policy"), row.pk, version=row.version, checks=checks(row))
    with pytest.raises(Refused):
        actions.decide(actor("manager"), row.pk, version=row.version)
    row = actions.decide(actor("general"), row.pk, version=row.version)
    assert row.decided_by_id == actor("general").person


def test_the_database_itself_refuses_a_decider_who_is_the_applicant(decided):
    from django.db import IntegrityError, transaction  # noqa: PLC0415  only this test looks below the actions

    row = decided()
    row.decided_by_id = row.applicant_id
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_an_office_nobody_holds_stops_the_filing(draft, actor, city):
    city.people["manager"].is_active = False
    city.people["manager"].save()
    row = draft()
    with pytest.raises(Refused, match="だれも就いていません"):
        actions.submit(actor("staff"), row.pk, version=row.version)


def test_a_dissolved_section_applies_for_nothing(actor, city):
    section = city.sections["税務課"]
    section.ends = timezone.localdate() - dt.timedelta(days=1)
    section.save()
    with pytest.raises(NotFound, match="廃止"):
        actions.start(actor("staff"), section=section.pk)


def test_facts_that_changed_under_the_decider_are_shown_first(reviewed, sensitive, actor, asset):
    row = reviewed(sensitive)
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=True)
    seen = row.judgement["facts"]
    ledgers.change_asset(actor("policy"), asset.pk, asset.version, person_count=99999)
    with pytest.raises(Conflict, match="事実が変わりました"):
        actions.decide(actor("general"), row.pk, version=row.version, seen=seen)
    assert Application.objects.get(pk=row.pk).state == S.AWAITING_DECISION


def test_an_asset_taken_out_of_the_ledger_stops_the_decision(reviewed, sensitive, actor, asset):
    row = reviewed(sensitive)
    row = actions.consult(actor("manager"), row.pk, version=row.version, agrees=True)
    ledgers.retire_asset(actor("policy"), asset.pk, asset.version, on=dt.date(2026, 6, 1), reason="廃棄")
    with pytest.raises(BadInput, match="台帳"):
        actions.decide(actor("general"), row.pk, version=row.version)
    assert not LaterReading.objects.exists()


def test_a_copy_starts_afresh_with_the_same_answers(decided, actor):
    row = decided()
    again = actions.copy(actor("staff"), row.pk)
    assert (again.state, again.copied_from_id) == (S.DRAFT, row.pk)
    assert again.answers == row.answers
    assert again.number != row.number
