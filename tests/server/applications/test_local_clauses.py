"""The body's own clauses hold in every judgement of an application, from the draft to the decision."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import Refused
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.applications import actions, judged
from sekisho.server.applications.judging import judge_application
from sekisho.server.catalogues.actions import set_local_clauses
from sekisho.terms import ApplicationState, ClauseStatus, Outcome

CLAUSE = """\
clauses:
  - id: LOC-001
    title: {title}
    summary: 自団体で決めたこと。
    source: {{document: local, section: "1", page: 1, heading: 自団体の決まり}}
    level: local
    confirmed: true
    responsible: manager
    kinds: [{kind}]
    applies: {applies}
    requires: '{requires}'
    effect: deny
    exception: "no"
    remedy: {{text: 国内の地図を選んでください, who: staff, due: before_decision, days: 0}}
    evidence: [契約書]
    machine: true
    refs: []
"""
NOT_IN_JAPAN = CLAUSE.format(
    title="日本に置く地図は使わない",
    kind="use_external_service",
    applies="context.confidentiality >= 1",
    requires='context.data_regions.contains("KR")',
)
NOBODY_DECIDES = CLAUSE.format(
    title="審査を終えたものは決裁しない",
    kind="decide",
    applies="context.reviewed",
    requires="false",
)


@pytest.fixture
def put_in_force(actor):
    return lambda text: set_local_clauses(actor("general"), text=text)


def judge_now(row):
    now = timezone.now()
    return judge_application(row, now, timezone.localdate(now))


def standing_of(decision):
    return {row.clause: row.status for row in decision.citations}.get("LOC-001")


def test_a_clause_of_the_body_forbids_and_taken_away_forbids_no_more(draft, put_in_force):
    row = draft()
    assert judge_now(row).outcome in {Outcome.PERMIT, Outcome.CONDITIONAL}
    put_in_force(NOT_IN_JAPAN)
    decision = judge_now(row)
    assert (decision.outcome, standing_of(decision)) == (Outcome.DENY, ClauseStatus.VIOLATED)
    put_in_force("")
    assert standing_of(judge_now(row)) is None


def test_the_panel_beside_the_form_shows_it_with_its_remedy(draft, put_in_force, signed_in):
    row = draft()
    put_in_force(NOT_IN_JAPAN)
    shown = judged.judged(row, timezone.localdate(), timezone.now())
    assert [one["clause"] for one in shown.violated] == ["LOC-001"]
    assert shown.violated[0]["source"] == "自団体の条文 1 1ページ"
    page = signed_in("staff").get(reverse("applications:detail", args=[row.pk])).content.decode()
    assert "LOC-001" in page
    assert "国内の地図を選んでください" in page


def test_nothing_is_filed_reviewed_or_decided_against_it(
    draft, submitted, reviewed, put_in_force, actor, checks
):
    drafted, filed, examined = draft(), submitted(), reviewed()
    statements = checks(filed)
    put_in_force(NOT_IN_JAPAN)
    for act in (
        lambda: actions.submit(actor("staff"), drafted.pk, version=drafted.version),
        lambda: actions.review(actor("policy"), filed.pk, version=filed.version, checks=statements),
        lambda: actions.decide(actor("manager"), examined.pk, version=examined.version),
    ):
        with pytest.raises(Refused, match="不可") as refusal:
            act()
        assert refusal.value.clauses == ("LOC-001",)
        assert "国内の地図を選んでください" in refusal.value.next_step


def test_a_clause_about_deciding_stops_the_act_of_deciding(reviewed, put_in_force, actor, again):
    row = reviewed()
    put_in_force(NOBODY_DECIDES)
    assert standing_of(judge_now(row)) is None
    with pytest.raises(Refused) as refusal:
        actions.decide(actor("manager"), row.pk, version=row.version)
    assert refusal.value.clauses == ("LOC-001",)
    assert again(row).state == ApplicationState.AWAITING_DECISION


def test_a_decision_names_the_rulebook_with_the_bodys_clauses(decided, put_in_force):
    before = decided().judgement["rulebook"]
    put_in_force(NOT_IN_JAPAN.replace("KR", "JP"))
    row = decided()
    assert row.judgement["rulebook"] != before
    assert {one["clause"]: one["status"] for one in row.judgement["citations"]}["LOC-001"] == "satisfied"


def test_the_api_judges_by_it(city, signed_in, put_in_force, draft):
    facts = judge_now(draft()).as_record()["given"]
    put_in_force(NOT_IN_JAPAN)
    client = signed_in("staff")
    answer = client.post("/api/v1/catalogue/judge", {"facts": facts}, content_type="application/json").json()
    assert answer["outcome"] == "deny"
    assert [row["clause"] for row in answer["citations"] if row["status"] == "violated"] == ["LOC-001"]


def test_the_clauses_of_a_neighbour_do_not_reach_here(draft, other_city, put_in_force):
    row = draft()
    with in_body(other_city.body.pk):
        general = other_city.people["general"]
        set_local_clauses(actor_on(general, timezone.localdate()), text=NOT_IN_JAPAN)
    assert standing_of(judge_now(row)) is None
