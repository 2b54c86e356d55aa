"""改善計画を立てる, 改善したと報告する, 確かめる, 差し戻す, 終える."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.procedures import improvement
from sekisho.procedures.improvement import Verb
from sekisho.server.accounts.permissions import Permission
from sekisho.server.applications import blobs, uploads
from sekisho.server.catalogues import things
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.crossings.queries import actors_of
from sekisho.server.inspections.actions import ground
from sekisho.server.inspections.models import Finding
from sekisho.server.ledgers import checks
from sekisho.server.ledgers.actions import versions
from sekisho.terms import FindingState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor


def plan(actor: Actor, pk: int, version: int, *, what: str, who: str, due: dt.date) -> Finding:
    """Set down what the section does, who and by when. Writes ``finding.planned``.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says, or the finding is past it.
        Refused: the actor may not answer for the section.
        BadInput: something is missing, or the day is before the finding's.
    """
    with transaction.atomic():
        row = _moved(actor, pk, version, Verb.PLAN, Permission.INSPECTION_ANSWER)
        row.plan, row.plan_who = ground.required("改善すること", what), ground.required("担当", who, 60)
        checks.in_order("指摘した日", row.found_on, "期限", due)
        row.due = due
        _write(actor, row, "finding.planned", {"due": due.isoformat()})
    return row


def finish(actor: Actor, pk: int, version: int, *, note: str, name: str = "", data: bytes = b"") -> Finding:
    """Report the improvement as done, with its evidence. Writes ``finding.finished``.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says, or nothing was planned.
        Refused: the actor may not answer for the section.
        BadInput: the evidence is missing, or the file may not be kept.
    """
    upload = uploads.check(name, data) if name else None
    with transaction.atomic():
        row = _moved(actor, pk, version, Verb.FINISH, Permission.INSPECTION_ANSWER)
        row.done_on, row.done_by_id = timezone.localdate(), actor.person
        row.done_note = ground.required("改善の証拠", note)
        if upload is not None:
            row.file_name, row.file, row.media_type = upload.name, blobs.put(upload.data), upload.media_type
        _write(actor, row, "finding.finished", {"sha256": row.file})
    return row


def verify(actor: Actor, pk: int, version: int, *, note: str) -> Finding:
    """Record that the improvement was verified, by another person. Writes ``finding.verified``.

    Where a machine judges the clause, the things named are judged now; see
    :func:`sekisho.procedures.improvement.refuse_unsatisfied`.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says, or the clause is not satisfied yet.
        Refused: the actor may not verify, reported the improvement, or audits a section of their own.
        BadInput: how it was verified is missing.
    """
    with transaction.atomic():
        row = _moved(actor, pk, version, Verb.VERIFY, Permission.FINDING_VERIFY)
        earlier = actors_of("finding", row.pk, "finding.finished")
        improvement.refuse_own({*earlier, row.done_by_id}, actor.person)
        if actor.may(Permission.AUDIT_RUN):
            ground.refuse_audit_of_own(actor, {row.section_id})
        row.verified_note = ground.required("確かめ方", note)
        judged = things.judged_now(row.clause, row.things) if row.machine else {}
        improvement.refuse_unsatisfied(judged)
        row.verified_on, row.verified_by_id = timezone.localdate(), actor.person
        told = {name: status.value for name, status in judged.items()}
        _write(actor, row, "finding.verified", {"standing": told})
    return row


def send_back(actor: Actor, pk: int, version: int, *, note: str) -> Finding:
    """Send a reported improvement back to the section. Writes ``finding.returned``.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says, or nothing was reported.
        Refused: the actor may not verify.
        BadInput: the reason is missing.
    """
    with transaction.atomic():
        row = _moved(actor, pk, version, Verb.RETURN, Permission.FINDING_VERIFY)
        row.verified_note = ground.required("差し戻す理由", note)
        _write(actor, row, "finding.returned", {})
    return row


def close(actor: Actor, pk: int, version: int) -> Finding:
    """Close a finding whose improvement was verified. Writes ``finding.closed``.

    Raises:
        NotFound, Conflict: as :func:`.ground.locked` says, or it is not verified.
        Refused: the actor may not verify.
    """
    with transaction.atomic():
        row = _moved(actor, pk, version, Verb.CLOSE, Permission.FINDING_VERIFY)
        row.closed_on = timezone.localdate()
        _write(actor, row, "finding.closed", {})
    return row


def _moved(actor: Actor, pk: int, version: int, verb: Verb, permission: Permission) -> Finding:
    row: Finding = ground.locked(Finding, pk, version, actor=actor, permission=permission)
    row.state = improvement.after(FindingState(row.state), verb).value
    return row


def _write(actor: Actor, row: Finding, verb: str, told: Mapping[str, object]) -> None:
    versions.save_next(row)
    record(actor, verb, Subject("finding", row.pk, row.section_id), {"number": row.number, **told})
