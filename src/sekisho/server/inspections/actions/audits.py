"""監査を計画する, 標本を抜き出す, 指摘を記録する. The auditor is never of a section that is audited."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, NotFound, Refused, say
from sekisho.journal.entry import canonical
from sekisho.procedures import improvement, sampling
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.catalogues import things
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.inspections.actions import ground
from sekisho.server.inspections.models import Audit, Finding, Sample
from sekisho.server.ledgers import checks
from sekisho.terms import FindingGrade

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sekisho.server.accounts.models import Section
    from sekisho.server.accounts.permissions import Actor
    from sekisho.terms import ClauseStatus

MOST = 200


def plan_audit(
    actor: Actor,
    *,
    fiscal_year: int,
    theme: str,
    starts: dt.date,
    ends: dt.date,
    sections: Collection[Section],
    clauses: Collection[str],
) -> Audit:
    """Plan an audit of ``sections`` by the actor. Writes ``audit.planned``.

    Raises:
        Refused: the actor may not audit, or belongs to one of the sections (1(8)).
        BadInput: theme, sections or clauses are missing, or the days stand in the wrong order.
    """
    require(actor, Permission.AUDIT_RUN)
    if not sections:
        raise BadInput("課が選ばれていません。", where="課", next_step="課を一つ以上選んでください。")
    ground.refuse_audit_of_own(actor, {section.pk for section in sections})
    checks.in_order("始まり", starts, "終わり", ends)
    with transaction.atomic():
        row: Audit = Audit.make(
            fiscal_year=fiscal_year,
            theme=ground.required("主題", theme, 100),
            starts=starts,
            ends=ends,
            clauses=ground.known(clauses),
            auditor_id=actor.person,
        )
        row.sections.set(sections)
        told = {"year": fiscal_year, "sections": sorted(section.pk for section in sections)}
        record(actor, "audit.planned", Subject("audit", row.pk), told | {"clauses": row.clauses})
    return row


def draw_sample(
    actor: Actor, pk: int, *, clause: str, size: int, seed: str, status: ClauseStatus | None = None
) -> Sample:
    """Draw ``size`` of the things of the audited sections behind a number. Writes ``audit.sampled``.

    Seed and digest of the population are kept, so that anybody draws the same again.

    Raises:
        NotFound: there is no such audit.
        Refused: the actor may not audit these sections.
        BadInput: the clause is not audited, the seed is missing, the size is none, or nothing is there.
    """
    with transaction.atomic():
        audit = _audited(actor, pk, clause)
        if not 1 <= size <= MOST:
            raise BadInput(say("件数は1から{most}までです。", most=MOST), where="件数")
        chosen = ground.required("種", seed, 60)
        population = things.behind_clause(actor, clause, _sections(audit), status)
        if not population:
            raise BadInput(
                say("「{clause}」が当てはまるものが、監査を受ける課にありません。", clause=clause),
                where="条文",
                next_step="別の条文か判定を選んでください。",
            )
        drawn = {
            "audit": audit,
            "clause": clause,
            "status": status.value if status else "",
            "seed": chosen,
            "size": size,
            "population_digest": sampling.digest(population),
        }
        ground.refuse_again(Sample, drawn)
        row: Sample = Sample.make(
            **drawn,
            population=len(population),
            things=list(sampling.draw(population, chosen, size)),
            drawn_by_id=actor.person,
        )
        told = {"clause": clause, "seed": chosen, "size": size, "population": row.population_digest}
        record(actor, "audit.sampled", Subject("audit", audit.pk), told | {"things": row.things})
    return row


def record_finding(
    actor: Actor,
    pk: int,
    *,
    section: Section,
    clause: str,
    grade: FindingGrade,
    facts: str,
    named: Collection[str] = (),
) -> Finding:
    """Record a finding of an audit about ``named`` things of one section. Writes ``finding.recorded``.

    The judgement of the things at this moment is kept by its digest.

    Raises:
        NotFound: there is no such audit.
        Refused: the actor may not audit these sections.
        BadInput: clause or section are not audited, the facts are missing, or a thing is not the section's.
    """
    with transaction.atomic():
        audit = _audited(actor, pk, clause)
        if section.pk not in _sections(audit):
            raise BadInput(
                say("「{section}」は監査を受ける課ではありません。", section=section.name), where="課"
            )
        machine = rulebook_in_force().clause(clause).machine
        names = sorted(set(named))
        if machine:
            _of_the_section(actor, clause, section, names, needed=grade is not FindingGrade.GOOD)
        elif names:
            raise _strange(names)
        told_facts = ground.required("事実", facts)
        written = {"audit": audit, "section": section, "clause": clause, "facts": told_facts, "things": names}
        ground.refuse_again(Finding, written)
        judged = {name: status.value for name, status in things.judged_now(clause, names).items()}
        row = ground.new_finding(
            fiscal_year=audit.fiscal_year,
            section=section,
            audit=audit,
            clause=clause,
            machine=machine and bool(names),
            things=names,
            grade=grade.value,
            facts=told_facts,
            standing_digest=hashlib.sha256(canonical(judged)).hexdigest(),
            found_by_id=actor.person,
            found_on=timezone.localdate(),
            state=improvement.begins(grade).value,
        )
        told = {
            "number": row.number,
            "clause": clause,
            "grade": row.grade,
            "things": names,
            "standing": judged,
        }
        record(actor, "finding.recorded", Subject("finding", row.pk, section.pk), told)
    return row


def _of_the_section(actor: Actor, clause: str, section: Section, names: list[str], *, needed: bool) -> None:
    """Refuse things that ``clause`` does not judge in the section, and none where some are ``needed``."""
    theirs = things.behind_clause(actor, clause, [section.pk])
    if needed and theirs and not names:
        raise BadInput(
            "対象が挙げられていません。",
            where="対象",
            why="関所が判定する条文の指摘は、対象の判定で改善を確かめます。",
            next_step="標本などから、対象を一つ以上選んでください。",
        )
    strange = [name for name in names if name not in theirs]
    if strange:
        raise _strange(strange)


def _strange(names: list[str]) -> BadInput:
    return BadInput(
        say("この課の、この条文が当てはまるものではありません：{things}", things=names), where="対象"
    )


def _audited(actor: Actor, pk: int, clause: str) -> Audit:
    require(actor, Permission.AUDIT_RUN)
    audit: Audit | None = Audit.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if audit is None:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")
    if audit.auditor_id != actor.person:
        raise Refused("この監査を行う人ではありません。", next_step="監査計画に書かれた人に頼んでください。")
    ground.refuse_audit_of_own(actor, _sections(audit))
    if clause not in audit.clauses:
        raise BadInput(
            say("「{clause}」は、この監査の条文ではありません。", clause=clause),
            where="条文",
            next_step="監査計画の条文から選んでください。",
        )
    return audit


def _sections(audit: Audit) -> set[int]:
    return set(audit.sections.values_list("pk", flat=True))
