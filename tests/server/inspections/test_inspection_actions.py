"""自己点検, 監査, 改善: who may, what is refused, what is recorded."""

import datetime as dt

import pytest

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.procedures import sampling
from sekisho.server.catalogues import queries as catalogue
from sekisho.server.catalogues import runs
from sekisho.server.catalogues.things import behind_clause, judged_now
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.inspections import actions, home, oscal
from sekisho.server.inspections.models import Answer, Finding, Sheet
from sekisho.server.ledgers import actions as ledgers
from sekisho.terms import ClauseStatus, FindingGrade, FindingState, InspectionAnswer

DUE = dt.date(2027, 3, 31)


def verbs(*kinds):
    return list(
        JournalEntry.objects.filter(subject_type__in=kinds).order_by("pk").values_list("verb", flat=True)
    )


def test_what_a_machine_judges_is_never_asked(campaign, violated):
    with pytest.raises(BadInput, match="人に聞きません"):
        campaign(clauses=[violated[1]])
    with pytest.raises(BadInput, match="使える条文ではありません"):
        campaign(clauses=["XXX-1"])


def test_a_section_answers_and_its_head_submits(campaign, answered, actor, city):
    row = campaign()
    sheet = Sheet.objects.get(campaign=row, section=city.sections["税務課"])
    with pytest.raises(BadInput, match="そろっていない"):
        actions.submit_sheet(actor("manager"), sheet.pk, 1)
    answered(sheet)
    with pytest.raises(Refused):
        actions.submit_sheet(actor("staff"), sheet.pk, 1)
    with pytest.raises(Refused):
        actions.save_answer(actor("staff2"), sheet.pk, row.clauses[0], answer="done", text="x")
    done = actions.submit_sheet(actor("manager"), sheet.pk, 1)
    assert (done.submitted_by_id, done.version, Finding.objects.count()) == (city.people["manager"].pk, 2, 0)
    with pytest.raises(Conflict, match="提出済み"):
        actions.save_answer(actor("staff"), sheet.pk, row.clauses[0], answer="done", text="x")
    with pytest.raises(Conflict, match="市民課"):
        actions.close_campaign(actor("policy"), row.pk, 1)
    assert verbs("campaign", "sheet") == ["campaign.opened", "sheet.submitted"]


def test_what_is_not_done_becomes_a_finding(campaign, answered, actor, city):
    sheet = Sheet.objects.get(campaign=campaign(sections=("税務課",)))
    answered(sheet, InspectionAnswer.NOT_DONE, text="名簿がない")
    actions.submit_sheet(actor("manager"), sheet.pk, 1)
    found = Finding.objects.order_by("pk")
    assert [row.number for row in found] == ["指摘2026-001", "指摘2026-002"]
    assert {row.grade for row in found} == {FindingGrade.NONCONFORMITY.value}
    assert {row.answer.clause for row in found} == {row.clause for row in found}


def test_the_computed_numbers_are_kept_with_the_submission(campaign, answered, actor, violated):
    sheet = Sheet.objects.get(campaign=campaign(sections=("税務課",)))
    answered(sheet)
    done = actions.submit_sheet(actor("manager"), sheet.pk, 1)
    applicable, _satisfied, wrong, _unknown = done.standing[violated[1]]
    assert (applicable, wrong) == (1, 1)


def test_evidence_is_sealed_with_its_digest(campaign, actor):
    sheet = Sheet.objects.filter(campaign=campaign()).first()
    clause = Answer.objects.filter(sheet=sheet).first().clause
    who = actor("staff") if sheet.section.name == "税務課" else actor("staff2")
    row = actions.attach(who, sheet.pk, clause, name="名簿.pdf", data=b"%PDF-1.7 x")
    assert (row.file_name, len(row.file)) == ("名簿.pdf", 64)
    with pytest.raises(BadInput):
        actions.attach(who, sheet.pk, clause, name="x.exe", data=b"MZ")


def test_nobody_audits_their_own_section_or_without_the_post(audit, actor):
    with pytest.raises(Refused, match="自分の所属する課"):
        audit(sections=("税務課", "総務課"))
    with pytest.raises(Refused, match="監査を行う"):
        audit(who="policy")


def test_a_sample_is_drawn_again_by_anybody(audit, actor, violated, service):
    for number in range(12):
        service(f"地図{number}")
    runs.refresh()
    row = actions.draw_sample(actor("auditor"), audit().pk, clause=violated[1], size=4, seed="令和8年10月1日")
    population = behind_clause(actor("auditor"), violated[1], [violated[0].section_id])
    assert row.population == len(population) == 13
    assert row.population_digest == sampling.digest(population)
    assert tuple(row.things) == sampling.draw(population, "令和8年10月1日", 4)


def test_a_finding_names_things_of_the_section_that_the_clause_concerns(
    finding, city, asked, service, violated
):
    with pytest.raises(BadInput, match="対象が挙げられていません"):
        finding(named=[])
    with pytest.raises(BadInput, match="監査を受ける課ではありません"):
        finding(section=city.sections["市民課"])
    with pytest.raises(BadInput, match="当てはまるものではありません"):
        finding(named=["service:999999"])
    assert finding(clause=asked[0], named=[]).machine is False
    assert finding(grade=FindingGrade.GOOD).state == FindingState.CLOSED.value


def test_from_a_finding_to_its_end(finding, actor, violated):
    row, service = finding(), violated[0]
    with pytest.raises(Conflict, match="改善計画待ち"):
        actions.finish(actor("staff"), row.pk, 1, note="直した")
    actions.plan(actor("staff"), row.pk, 1, what="置く情報を減らす", who="青木", due=DUE)
    actions.finish(actor("staff"), row.pk, 2, note="直した")
    with pytest.raises(Refused):
        actions.verify(actor("manager"), row.pk, 3, note="見た")
    with pytest.raises(Conflict, match="満たさない"):
        actions.verify(actor("auditor"), row.pk, 3, note="見た")
    good = service.facts | {"service_class": "external_ordinary", "confidentiality": 1}
    changed = ledgers.change_service(
        actor("policy"), service.pk, service.version,
        service_class="external_ordinary", confidentiality=1, facts=good,
    )  # fmt: skip
    assert judged_now(row.clause, row.things) != {f"service:{changed.pk}": ClauseStatus.VIOLATED}
    actions.verify(actor("auditor"), row.pk, 3, note="台帳を見た")
    done = actions.close(actor("policy"), row.pk, 4)
    assert (done.state, done.version) == (FindingState.CLOSED.value, 5)
    assert verbs("finding") == [
        f"finding.{one}" for one in ("recorded", "planned", "finished", "verified", "closed")
    ]


def test_who_reported_the_improvement_does_not_verify_it(finding, actor, asked):
    row = finding(clause=asked[0], named=[])
    actions.plan(actor("staff"), row.pk, 1, what="名簿を作る", who="青木", due=DUE)
    actions.finish(actor("staff"), row.pk, 2, note="作った")
    Finding.objects.filter(pk=row.pk).update(done_by=actor("policy").person)
    with pytest.raises(Refused, match="自分が報告した改善"):
        actions.verify(actor("policy"), row.pk, 3, note="見た")
    back = actions.send_back(actor("policy"), row.pk, 3, note="名簿に異動がない")
    assert back.state == FindingState.PLANNED.value


def test_another_version_or_body_is_refused(finding, actor):
    row = finding()
    with pytest.raises(Conflict, match="ほかの人が直しました"):
        actions.plan(actor("staff"), row.pk, 9, what="x", who="y", due=DUE)
    with pytest.raises(NotFound):
        actions.plan(actor("staff"), 999_999, 1, what="x", who="y", due=DUE)


def test_an_overdue_sheet_and_improvement_climb(campaign, finding, actor, city):
    campaign(due=dt.date(2026, 5, 1), sections=("税務課",))
    row = finding()
    Finding.objects.filter(pk=row.pk).update(state="planned", due=dt.date(2026, 5, 1))

    def shown(day):
        return {key for key in city.people if list(home.todos(actor(key), day))}

    assert shown(dt.date(2026, 5, 1)) == {"staff", "deputy", "manager", "service"}
    assert {"policy", "staff"} <= shown(dt.date(2026, 5, 2))
    assert "ciso" not in shown(dt.date(2026, 5, 20))
    assert "ciso" in shown(dt.date(2026, 6, 10))


def test_findings_are_valid_oscal_with_their_risks(finding, actor, official_oscal):
    import json  # noqa: PLC0415  beside it

    from oscal_bindings.v1.models import AssessmentResultsDocument  # noqa: PLC0415  slow to load

    row = finding()
    actions.plan(actor("staff"), row.pk, 1, what="減らす", who="青木", due=DUE)
    finding(grade=FindingGrade.GOOD)
    at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    document = oscal.findings_results("999991", "さくら市", at, list(Finding.objects.all()))
    assert [str(one) for one in official_oscal.iter_errors(json.loads(json.dumps(document)))] == []
    read = AssessmentResultsDocument.model_validate_json(json.dumps(document)).assessment_results.results[0]
    assert (len(read.findings), len(read.risks), len(read.observations)) == (2, 1, 2)
    assert str(read.risks[0].remediations[0].lifecycle) == "planned"
    assert catalogue.rulebook_in_force().clause(row.clause).machine
