"""Requirements, responsibilities, contract items: versions, permissions, what the clauses say of them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.judgement.crossing import Crossing
from sekisho.judgement.judge import judge
from sekisho.server.agreements import actions, queries, rules, split_queries
from sekisho.server.agreements.models import RequirementList
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers import governed
from sekisho.storage.editions import load_rulebook
from sekisho.terms import CrossingKind

DAY = dt.date(2026, 6, 1)


def facts_of(ledger, row):
    (found,) = governed.among(ledger, [row.pk], DAY)
    return found.facts


def test_a_list_is_made_from_what_is_known_and_kept_version_by_version(actor, service):
    row = service()
    made = actions.set_requirements(actor("staff"), row, version=0)
    ids = [one["id"] for one in made.lines]
    assert {"R-1003", "R-1701", "R-1602"} <= set(ids)
    assert "R-1002" not in ids
    assert facts_of("service", row)["requirements_set"] is True
    with pytest.raises(Conflict, match="変わりません"):
        actions.set_requirements(actor("staff"), row, version=1)
    with pytest.raises(Conflict, match="ほかの人が直しました"):
        actions.remove_requirement(actor("staff"), row, version=0, line="R-1003", reason="x")
    actions.remove_requirement(actor("staff"), row, version=1, line="R-1003", reason="媒体では渡さない")
    newest = actions.add_requirement(
        actor("staff"),
        row,
        version=2,
        heading="9",
        text="貸与端末だけ",
        question="方法は",
        reason="課の決まり",
    )
    assert newest.number == 3
    assert newest.removed == {"R-1003": "媒体では渡さない"}
    assert newest.lines[-1]["id"] != "U-01"  # it stands under its heading, not at the end
    written = JournalEntry.objects.filter(verb__startswith="requirements").order_by("pk")
    verbs = ["requirements.set", "requirements.removed", "requirements.added"]
    assert [one.verb for one in written] == verbs
    assert RequirementList.objects.count() == 3


def test_generating_again_shows_and_takes_the_difference_but_keeps_what_people_decided(actor, service, asset):
    row = service()
    actions.set_requirements(actor("staff"), row, version=0)
    actions.remove_requirement(actor("staff"), row, version=1, line="R-1003", reason="媒体では渡さない")
    secret = asset(confidentiality=3, restrictions=["no_copy", "encrypt"])
    row.assets.add(secret)
    made = actions.set_requirements(actor("staff"), row, version=2)
    ids = {one["id"] for one in made.lines}
    assert {"R-1002", "R-0803"} <= ids
    assert "R-1003" not in ids


def test_words_must_be_there_and_the_line_must_exist(actor, service):
    row = service()
    actions.set_requirements(actor("staff"), row, version=0)
    with pytest.raises(BadInput, match="理由が書かれていません"):
        actions.remove_requirement(actor("staff"), row, version=1, line="R-1003", reason=" ")
    with pytest.raises(NotFound, match="R-9999"):
        actions.remove_requirement(actor("staff"), row, version=1, line="R-9999", reason="x")
    with pytest.raises(BadInput, match="見出し"):
        actions.add_requirement(
            actor("staff"), row, version=1, heading="99", text="x", question="x", reason="x"
        )


def test_another_section_may_neither_see_nor_write(actor, service):
    row = service()
    with pytest.raises(NotFound):
        queries.matter(actor("staff2"), "service", row.pk)
    with pytest.raises(Refused):
        actions.set_requirements(actor("staff2"), row, version=0)
    with pytest.raises(Refused):
        actions.begin_split(actor("auditor"), row, model="saas")


def test_a_proposal_decides_nothing(actor, service):
    row = service()
    split = actions.begin_split(actor("staff"), row, model="saas")
    total = len(rules.controls())
    assert (split.undecided, split.nobody) == (total, 0)
    assert facts_of("service", row)["responsibility_undecided"] == total
    assert actions.accept_proposals(actor("staff"), row) == total
    assert facts_of("service", row)["responsibility_undecided"] == 0
    with pytest.raises(Conflict, match="未決の項目はありません"):
        actions.accept_proposals(actor("staff"), row)


def test_what_nobody_does_is_counted_and_the_clause_refuses(actor, service):
    row = service()
    actions.begin_split(actor("staff"), row, model="saas")
    actions.accept_proposals(actor("staff"), row)
    actions.decide_line(actor("staff"), row, control="12.3.1", party="nobody", note="相談中", n=1)
    facts = facts_of("service", row) | {"phase": "contract"}
    assert (facts["responsibility_undecided"], facts["responsibility_nobody"]) == (0, 1)
    decision = judge(
        Crossing(kind=CrossingKind.USE_EXTERNAL_SERVICE, subject=str(row)),
        facts,
        load_rulebook(),
        dt.datetime.now(dt.UTC),
    )
    stands = {one.clause: str(one.status) for one in decision.citations}
    assert (stands["EXT-046"], stands["EXT-047"]) == ("satisfied", "violated")


def test_two_people_on_different_lines_both_count_and_on_one_the_later_is_told(actor, service):
    row = service()
    actions.begin_split(actor("staff"), row, model="iaas")
    actions.decide_line(actor("staff"), row, control="9.2.1", party="user", n=0)
    actions.decide_line(actor("manager"), row, control="9.2.3", party="both", n=0)
    with pytest.raises(Conflict, match="先に決めました"):
        actions.decide_line(actor("manager"), row, control="9.2.1", party="provider", n=0)
    kept = {line.control.id: line for line in split_queries.split_lines(split_queries.split_of(row))}
    assert (kept["9.2.1"].party, kept["9.2.3"].party, kept["9.2.1"].n) == ("user", "both", 1)
    with pytest.raises(NotFound):
        actions.decide_line(actor("staff"), row, control="99.9.9", party="user", n=0)
    with pytest.raises(BadInput):
        actions.decide_line(actor("staff"), row, control="9.2.1", party="だれか", n=1)


def test_a_contract_that_lacks_an_item_is_known_to_the_clauses(actor, contract):
    row = contract()
    everything = {item.id: {"state": "written", "place": "第1条"} for item in rules.items()}
    kept = actions.set_items(
        actor("staff"), row, version=0, specific=False, answers=everything | {"audit": {"state": "missing"}}
    )
    assert kept.missing == ["audit"]
    facts = facts_of("contract", row)
    assert (facts["contract_items_missing"], facts["specific_personal_data"]) == (["audit"], False)
    given_up = everything | {"audit": {"state": "not_needed", "note": "監査報告書で代える"}}
    assert actions.set_items(actor("staff"), row, version=1, specific=False, answers=given_up).missing == []
    with pytest.raises(BadInput, match="外せません"):
        actions.set_items(actor("staff"), row, version=2, specific=True, answers=given_up)
    with pytest.raises(BadInput, match="どこにあるか"):
        actions.set_items(
            actor("staff"), row, version=2, specific=False, answers={"audit": {"state": "written"}}
        )
    with pytest.raises(BadInput, match="理由"):
        actions.set_items(
            actor("staff"), row, version=2, specific=False, answers={"audit": {"state": "not_needed"}}
        )
    with pytest.raises(Conflict):
        actions.set_items(actor("staff"), row, version=1, specific=False, answers=everything)


def test_a_row_that_left_the_ledger_is_not_written_to(actor, service):
    row = service()
    ledgers.retire_service(actor("policy"), row.pk, row.version, on=DAY, reason="終わった")
    row.refresh_from_db()
    with pytest.raises(Conflict, match="台帳から外されています"):
        actions.set_requirements(actor("staff"), row, version=0)


def test_what_is_known_of_many_rows_costs_one_query_a_source(actor, service):
    rows = [service(name=f"サービス{number}") for number in range(4)]
    for row in rows:
        actions.begin_split(actor("staff"), row, model="saas")
    with CaptureQueriesContext(connection) as one:
        governed.among("service", [rows[0].pk], DAY)
    with CaptureQueriesContext(connection) as many:
        assert len(governed.among("service", [row.pk for row in rows], DAY)) == 4
    assert len(one) == len(many)


def test_a_contract_is_not_asked_what_only_some_services_are(actor, contract):
    ids = {one["id"] for one in actions.set_requirements(actor("staff"), contract(), version=0).lines}
    assert not ids & {"R-0806", "R-1302", "R-1806", "R-0904"}
    assert {"R-0903", "R-1602"} <= ids
