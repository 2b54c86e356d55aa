"""Recording, weighing, judging; what ends or is withdrawn flags what leaned on it."""

import datetime as dt
import json

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.procedures import evidence as rules
from sekisho.server.applications import blobs
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions as ledger_actions
from sekisho.server.ledgers import governed
from sekisho.server.trust import actions, home, known, queries, tasks, weighing
from sekisho.server.trust.models import Evidence, Judgement
from sekisho.terms import CertificationKind, EvidenceState

TODAY = timezone.localdate()
USED = ["申込みフォーム", "通知メール"]
DAY = dt.timedelta(days=1)


def facts(row, day=TODAY):
    (found,) = governed.among("service", [row.pk], day)
    return found.facts


def verbs(about=None):
    rows = JournalEntry.objects.order_by("pk")
    return [one.verb for one in rows if about is None or one.subject_type == about]


def judged(actor, row, *leaned, after=0, **changed):
    values = {"sufficient": True, "reason": "登録証と実績を見た。", "evidences": [one.pk for one in leaned]}
    return actions.judge(actor("manager"), row, after, **values | changed)


def test_a_service_is_certified_by_what_is_valid_and_covers_its_functions(service, used, evidence):
    row = service()
    assert facts(row)["certifications"] == ["ismap", "iso27017"]  # as its decision said
    evidence(row)
    assert facts(row)["certifications"] == []  # nobody said what it is used for: unknown is never yes
    used(row)
    assert facts(row)["certifications"] == ["iso27017"]
    assert facts(row, TODAY + 301 * DAY)["certifications"] == []
    used(row, [*USED, "決済"], version=1)
    assert facts(row)["certifications"] == []


def test_another_name_in_the_scope_certifies_nothing(service, used, evidence):
    row = service()
    used(row)
    evidence(row, service_name="別のサービス", scope="別のサービスの提供")
    assert facts(row)["certifications"] == []


def test_one_evidence_backs_several_services_of_its_provider_only(service, used, evidence):
    one, two, other = service(), service("まちの窓口プラス"), service("外", "株式会社そと")
    for row in (one, two):
        used(row)
    made = evidence(one, services=[one, two], scope="まちの窓口、まちの窓口プラスの提供", service_name="")
    assert facts(one)["certifications"] == facts(two)["certifications"] == ["iso27017"]
    with pytest.raises(BadInput, match="この提供者のサービスではありません"):
        evidence(one, services=[one, other])
    assert list(Evidence.objects.values_list("pk", flat=True)) == [made.pk]


def test_a_provider_renamed_keeps_its_evidence(service, used, evidence, actor):
    row = service()
    used(row)
    made = evidence(row)
    firm = row.provider
    ledger_actions.change_contractor(actor("policy"), firm.pk, firm.version, name="株式会社改名後")
    again = queries.evidence(actor("policy"), made.pk)
    assert again.provider.name == "株式会社改名後"
    assert facts(row)["certifications"] == ["iso27017"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"period_start": TODAY, "period_end": TODAY - DAY}, "より前です"),
        ({"issued": TODAY, "expires": TODAY - DAY}, "より前です"),
        ({"period_end": TODAY, "bridge_until": TODAY - DAY}, "より前です"),
        ({"checked_on": TODAY + DAY}, "まだ来ていません"),
        ({"kind": "iso9001"}, "選択"),
        ({"upload": ("登録証.pdf", b"MZ\x90\x00 not a paper")}, "添付できません"),
        ({"upload": ("登録証.pdf", b"\x89PNG\r\n\x1a\n")}, "中身はpng"),
        ({"upload": ("登録証.pdf", b"")}, "空です"),
    ],
)
def test_what_cannot_be_is_refused(service, evidence, changed, told):
    row = service()
    with pytest.raises(BadInput, match=told):
        evidence(row, **changed)
    assert not Evidence.objects.exists()


def test_the_file_is_sealed_under_its_digest(service, evidence):
    made = evidence(service(), upload=("../登録証.pdf", b"%PDF-1.7 paper"))
    assert (made.file_name, blobs.get(made.file)) == ("登録証.pdf", b"%PDF-1.7 paper")


def test_a_judgement_keeps_what_it_leaned_on_and_is_never_overwritten(service, used, evidence, actor):
    row = service()
    used(row)
    paper = evidence(row)
    first = judged(actor, row, paper)
    assert first.leaned[0]["digest"] == queries.weighed(row, TODAY)[0].digest
    assert facts(row)["reliability_reason"] is True
    with pytest.raises(Conflict):
        judged(actor, row, after=0)
    second = judged(actor, row, after=1, sufficient=False, reason="事故があった。")
    assert facts(row)["reliability_reason"] is False
    kept = Judgement.objects.get(pk=first.pk)
    assert (kept.current, kept.reason, kept.leaned) == (False, first.reason, first.leaned)
    assert (second.serial, second.current) == (2, True)
    assert verbs("service")[-2:] == ["reliability.judged", "reliability.judged"]


def test_nobody_leans_on_what_proves_nothing_or_writes_no_reason(service, used, evidence, actor):
    row, other = service(), service("外", "株式会社そと")
    lapsed = evidence(row, expires=TODAY - DAY)
    with pytest.raises(BadInput, match="今日は根拠にできません"):
        judged(actor, row, lapsed)
    with pytest.raises(BadInput, match="結び付いていない"):
        judged(actor, row, evidence(other))
    with pytest.raises(BadInput, match="判断の理由"):
        judged(actor, row, reason="　")
    with pytest.raises(Refused):
        actions.judge(actor("manager2"), row, 0, sufficient=True, reason="x")
    assert not Judgement.objects.exists()


def test_nothing_is_sufficient_by_nothing(service, used, evidence, actor):
    row = service()
    with pytest.raises(BadInput, match="証拠なしに「十分」とは判断できません") as refused:
        judged(actor, row)
    assert "根拠にした証拠を選ぶか、十分でないと判断してください" in refused.value.next_step
    assert not Judgement.objects.exists()
    judged(actor, row, sufficient=False, reason="証拠がまだない。")
    assert Judgement.objects.get().sufficient is False


def test_a_withdrawal_flags_every_service_that_leaned_on_it(service, used, evidence, actor):
    one, two, apart = service(), service("まちの窓口プラス"), service("別のもの")
    paper = evidence(one, services=[one, two, apart])
    for row in (one, two):
        judged(actor, row, paper)
    judged(actor, apart, evidence(apart))
    actions.withdraw(actor("policy"), paper.pk, paper.version, on=TODAY, why="登録簿から消えた。")
    flagged = queries.flagged(actor("policy"))
    assert {row.service_id for row in flagged} == {one.pk, two.pk}
    assert [row.flagged_why for row in flagged] == [[{"evidence": paper.pk, "why": "withdrawn"}]] * 2
    assert verbs().count("reliability.flagged") == 2
    assert facts(one)["reliability_reason"] is False
    assert facts(apart)["reliability_reason"] is True
    titles = [todo.title for todo in home.todos(actor("manager"), TODAY)]
    assert sorted(titles) == ["まちの窓口プラス：信頼性を判断し直す", "まちの窓口：信頼性を判断し直す"]
    judged(actor, one, evidence(one), after=1)
    assert {row.service_id for row in queries.flagged(actor("policy"))} == {two.pk}


def test_a_change_of_what_it_says_or_of_the_functions_flags(service, used, evidence, actor):
    row, other = service(), service("別のもの")
    used(row)
    paper = evidence(row, services=[row, other])
    for one in (row, other):
        judged(actor, one, paper)
    again = actions.change_evidence(actor("policy"), paper.pk, 1, source="別の写し")
    assert not queries.flagged(actor("policy")).exists()  # who says it is not what it says
    actions.change_evidence(actor("policy"), paper.pk, again.version, scope="まちの窓口の一部")
    why = {one.service_id: one.flagged_why[0]["why"] for one in queries.flagged(actor("policy"))}
    assert why == {row.pk: "changed", other.pk: "changed"}
    judged(actor, row, paper, after=1)
    used(row, ["別の機能"], version=1)
    (last,) = [one for one in queries.flagged(actor("policy")) if one.service_id == row.pk]
    assert last.flagged_why == [{"evidence": 0, "why": "functions"}]


def test_the_worker_announces_and_flags_once(service, used, evidence, actor, monkeypatch):
    row = service()
    paper = evidence(row, expires=TODAY + 40 * DAY)
    judged(actor, row, paper)
    for _ in range(2):
        tasks.watch(lambda: False)
    assert verbs().count("evidence.expiring") == 1
    assert verbs().count("reliability.flagged") == 0
    assert [todo.due for todo in home.todos(actor("policy"), TODAY)] == [TODAY + 40 * DAY]
    assert facts(row, TODAY + 41 * DAY)["reliability_reason"] is False
    for _ in range(2):
        actions.flag_fallen(TODAY + 41 * DAY)
    assert verbs().count("reliability.flagged") == 1
    entry = JournalEntry.objects.get(verb="reliability.flagged")
    assert json.loads(entry.record)["data"]["why"] == [{"evidence": paper.pk, "why": "lapsed"}]
    assert entry.actor_id is None


def test_a_stopped_worker_announces_nothing_and_goes_on_later(service, evidence):
    evidence(service(), expires=TODAY + 10 * DAY)
    tasks.watch(lambda: True)
    assert "evidence.expiring" not in verbs()
    tasks.watch(lambda: False)
    assert "evidence.expiring" in verbs()


def test_who_may_what(service, evidence, actor):
    row = service()
    paper = evidence(row)
    for key in ("staff", "manager", "ciso", "auditor"):
        with pytest.raises(Refused):
            actions.withdraw(actor(key), paper.pk, 1, on=TODAY, why="x")
    with pytest.raises(Refused):
        actions.set_functions(actor("staff"), row, 0, USED)
    with pytest.raises(BadInput):
        actions.set_functions(actor("manager"), row, 0, ["　"])
    with pytest.raises(Conflict):
        actions.change_evidence(actor("policy"), paper.pk, 7, number="1")
    with pytest.raises(NotFound):
        queries.evidence(actor("policy"), 999_999)


DAYS = st.integers(-600, 600).map(lambda days: TODAY + days * DAY)
MAYBE = st.none() | DAYS


def test_the_list_says_the_state_the_core_says(service, evidence, actor):
    row = service()
    made = evidence(row)

    @given(st.sampled_from(list(CertificationKind)), MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, DAYS)
    def same(kind, issued, start, end, expires, bridge, withdrawn, day):
        made.kind, made.issued, made.period_start, made.period_end = kind.value, issued, start, end
        made.expires, made.bridge_until, made.withdrawn_on = expires, bridge, withdrawn
        dates = weighing.row_dates(made)
        made.begins, made.until = rules.valid_from(dates), rules.valid_until(dates)
        made.save()
        (listed,) = queries.evidences(actor("policy"), day)
        assert EvidenceState(listed.state) is rules.state(dates, day)

    same()


def test_facts_of_many_services_take_one_query_each(
    service, used, evidence, actor, django_assert_num_queries
):
    rows = [service(f"まちの窓口{number}") for number in range(4)]
    for row in rows:
        used(row)
        judged(actor, row, evidence(row))
    keys = [row.pk for row in rows]
    with django_assert_num_queries(1):
        assert len(known.certifications(keys, TODAY)) == 4
    with django_assert_num_queries(1):
        assert len(known.reliability(keys, TODAY)) == 4


@pytest.mark.django_db(transaction=True)
def test_of_first_judgements_at_once_one_stands(at_once, actor, service, used, evidence):
    row = service()
    used(row)
    proof = evidence(row)
    found = at_once(lambda _: judged(actor, row, proof))
    assert sorted(type(one).__name__ for one in found) == ["Conflict"] * 3 + ["Judgement"]
    assert Judgement.objects.filter(service=row, current=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_functions_first_written_at_once_one_stands(at_once, service, used):
    row = service()
    found = at_once(lambda _: used(row))
    assert sorted(type(one).__name__ for one in found) == ["Conflict"] * 3 + ["FunctionsUsed"]
