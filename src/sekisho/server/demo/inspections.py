"""What さくら市 inspected: a 自己点検 closed, one under way, an audit, findings in every state."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.japan.fiscal import fiscal_year
from sekisho.server.accounts.queries import actor_on, sections
from sekisho.server.catalogues import numbers, things
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.inspections import actions
from sekisho.server.inspections.models import Answer, Sheet
from sekisho.terms import ClauseStatus, FindingGrade, FindingState, InspectionAnswer

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.demo.people import Demo
    from sekisho.server.inspections.models import Audit, Campaign, Finding

A, S = InspectionAnswer, FindingState
ASKED = 8
"""So many clauses are asked, and so many are audited."""
STEMS = {"税務課": "zeimu", "市民課": "shimin", "福祉課": "fukushi"}
TEXTS = {
    A.DONE: "年度初めに名簿と手順書を照らし、課内で確かめた。",
    A.PARTLY: "出先の職員への周知がまだ終わっていない。",
    A.NOT_DONE: "手順書を作っていない。",
    A.NOT_APPLICABLE: "この課では行っていない業務である。",
}
FACTS = {
    S.OPEN: "担当者の名簿に、異動した職員が残っている。",
    S.PLANNED: "名簿に、任用が終わった会計年度任用職員が残っている。",
    S.DONE: "名簿に、担当替えの前の係名が残っている。",
    S.VERIFIED: "名簿の更新日が書かれていない。",
    S.CLOSED: "名簿の写しが古いまま、出先に置かれている。",
}


def fill(demo: Demo, policy: Actor) -> None:
    """Inspect and audit in the names of those whose work it is; days count from today."""
    today = timezone.localdate()
    clauses = sorted(one.id for one in rulebook_in_force().clauses.values() if not one.machine)[:ASKED]
    past = _campaign(policy, fiscal_year(today) - 1, clauses, today - dt.timedelta(days=300))
    for row in Sheet.objects.filter(campaign=past).select_related("section"):
        _answer(demo, row, A.PARTLY if row.section.name == "福祉課" else A.DONE, submit=True)
    actions.close_campaign(policy, past.pk, 1)
    now = _campaign(policy, fiscal_year(today), clauses, today + dt.timedelta(days=14))
    for row in Sheet.objects.filter(campaign=now).select_related("section"):
        if row.section.name != "税務課":
            _answer(demo, row, A.DONE, submit=row.section.name == "市民課")
    _audit(demo, today)


def _campaign(policy: Actor, year: int, clauses: list[str], due: dt.date) -> Campaign:
    return actions.open_campaign(
        policy,
        fiscal_year=year,
        title=f"{year}年度 自己点検",
        starts=due - dt.timedelta(days=45),
        due=due,
        sections=list(sections().filter(name__in=STEMS)),
        clauses=clauses,
    )


def _answer(demo: Demo, row: Sheet, first: InspectionAnswer, *, submit: bool) -> None:
    day = timezone.localdate()
    staff = actor_on(demo.people[f"{STEMS[row.section.name]}-1"], day)
    for number, one in enumerate(Answer.objects.filter(sheet=row)):
        answer = (first, A.DONE, A.NOT_APPLICABLE, A.DONE)[number % 4] if number else first
        actions.save_answer(staff, row.pk, one.clause, answer=answer.value, text=TEXTS[answer])
    if submit:
        head = actor_on(demo.people[f"{STEMS[row.section.name]}-kacho"], day)
        actions.submit_sheet(head, row.pk, row.version)


def _audit(demo: Demo, today: dt.date) -> None:
    auditor = actor_on(demo.people["kansa"], today)
    worst = next(row for row in numbers.by_clause(auditor, rulebook_in_force()) if row.violated)
    person = next(one.id for one in rulebook_in_force().clauses.values() if not one.machine)
    audited = list(sections().exclude(name="総務課"))
    audit = actions.plan_audit(
        auditor,
        fiscal_year=fiscal_year(today),
        theme="外部サービスの利用と委託の管理",
        starts=today - dt.timedelta(days=20),
        ends=today + dt.timedelta(days=60),
        sections=audited,
        clauses=[worst.clause.id, person],
    )
    actions.draw_sample(
        auditor,
        audit.pk,
        clause=worst.clause.id,
        size=5,
        seed=f"{today:%Y%m%d}",
        status=ClauseStatus.VIOLATED,
    )
    for section in audited:
        names = things.behind_clause(auditor, worst.clause.id, [section.pk], ClauseStatus.VIOLATED)
        if names:
            actions.record_finding(
                auditor,
                audit.pk,
                section=section,
                clause=worst.clause.id,
                grade=FindingGrade.NONCONFORMITY,
                facts="台帳の事実では条文を満たしていない。",
                named=names[:2],
            )
            break
    _in_every_state(demo, auditor, audit, person)


def _in_every_state(demo: Demo, auditor: Actor, audit: Audit, clause: str) -> None:
    today = timezone.localdate()
    section = demo.sections["税務課"]
    staff = actor_on(demo.people["zeimu-1"], today)
    grades = {S.CLOSED: FindingGrade.OBSERVATION}
    for state in S:
        row = actions.record_finding(
            auditor,
            audit.pk,
            section=section,
            clause=clause,
            grade=grades.get(state, FindingGrade.NONCONFORMITY),
            facts=FACTS[state],
        )
        _brought_to(staff, auditor, row, state, today)
    actions.record_finding(
        auditor,
        audit.pk,
        section=section,
        clause=clause,
        grade=FindingGrade.GOOD,
        facts="月に一度、課長が名簿を確かめている。",
    )


def _brought_to(staff: Actor, auditor: Actor, row: Finding, state: FindingState, today: dt.date) -> None:
    order = list(S)
    far = order.index(state)
    if far >= order.index(S.PLANNED):
        due = today + dt.timedelta(days=30)
        actions.plan(staff, row.pk, 1, what="名簿を毎月1日に人事異動と照らす。", who="市税係長", due=due)
    if far >= order.index(S.DONE):
        actions.finish(staff, row.pk, 2, note="今月分を照らし、3人を名簿から外した。")
    if far >= order.index(S.VERIFIED):
        actions.verify(auditor, row.pk, 3, note="名簿と人事異動の通知を見比べた。")
    if far >= order.index(S.CLOSED):
        actions.close(auditor, row.pk, 4)
