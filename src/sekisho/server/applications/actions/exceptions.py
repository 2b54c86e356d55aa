"""例外措置: asked for one clause that allows it, decided by the CISO, with an end (対策基準 7.4).

It never makes a rule disappear: it has a reason, a substitute measure and a last day of at most a year on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused, say
from sekisho.japan.dates import format_wareki
from sekisho.procedures.states import Verb
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications.actions.ground import lock, note_down, stand, subject
from sekisho.server.applications.answers import legible
from sekisho.server.applications.duties import LONGEST_EXCEPTION
from sekisho.server.applications.judging import excusable_clauses, judge_application
from sekisho.server.applications.models import Event, ExceptionMeasure
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.watchers import changed
from sekisho.terms import ApplicationState, Phase

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application


def ask_exception(
    actor: Actor, pk: int, *, version: int, clause: str, reason: str, measure: str, ends: dt.date
) -> ExceptionMeasure:
    """Ask for an exception to ``clause`` until ``ends``. Writes ``application.exception_asked``.

    Raises:
        BadInput: reason or measure missing, the end too far or past, or the clause is not one that stops
            this application and allows an exception.
        NotFound, Conflict, Refused: as :func:`.ground.stand` says.
    """
    with transaction.atomic():
        ground = stand(actor, pk, version, Verb.SAVE)
        application = ground.application
        _check_words(reason, measure)
        _check_end(ends, ground.day)
        _check_clause(application, clause, ground.at)
        row: ExceptionMeasure = ExceptionMeasure.make(
            application=application,
            clause=clause,
            reason=reason.strip(),
            measure=measure.strip(),
            ends=ends,
            asked_by_id=actor.person,
            asked_at=ground.at,
        )
        data = {"exception": row.pk, "clause": clause, "ends": ends.isoformat(), "reason": reason[:500]}
        note_down(ground, actor, "exception_asked", data, note=f"{clause}：{reason}")
        return row


def prolong_exception(actor: Actor, pk: int, *, reason: str, measure: str, ends: dt.date) -> ExceptionMeasure:
    """Ask for a granted exception to go on until ``ends``. Writes ``application.exception_asked``.

    The one that runs stays as it was decided and ends on its day; the CISO decides on the new one.

    Raises:
        NotFound: there is no such exception in this body.
        Refused: the actor may not apply for its section.
        Conflict: it was not granted, or its prolonging was asked for already.
        BadInput: reason or measure missing, or the end not later, or too far.
    """
    with transaction.atomic():
        found: ExceptionMeasure | None = ExceptionMeasure.objects.filter(pk=pk).first()
        if found is None:
            raise NotFound("例外措置の申請が見つかりません。", next_step="一覧からさがしてください。")
        application = lock(found.application_id)
        require(actor, Permission.APPLICATION_WRITE, section=application.section_id)
        _refuse_ended(application)
        old: ExceptionMeasure = ExceptionMeasure.objects.select_for_update(of=("self",)).get(pk=pk)
        now = timezone.now()
        _check_words(reason, measure)
        _check_end(ends, timezone.localdate(now))
        _check_prolonging(old, ends)
        row: ExceptionMeasure = ExceptionMeasure.make(
            application=application,
            clause=old.clause,
            reason=reason.strip(),
            measure=measure.strip(),
            ends=ends,
            asked_by_id=actor.person,
            asked_at=now,
            prolongs=old,
        )
        _note(actor, application, row)
    return row


def decide_exception(actor: Actor, pk: int, *, grant: bool, note: str) -> ExceptionMeasure:
    """Grant or refuse an exception. Writes ``application.exception_granted`` or ``…_refused``.

    Raises:
        NotFound: there is no such request.
        Refused: the actor may not decide exceptions, or asked for it.
        Conflict: it was decided already, or has ended.
        BadInput: without words of reason.
    """
    require(actor, Permission.EXCEPTION_DECIDE)
    if not legible(note, "理由"):
        raise BadInput("決めた理由が書かれていません。", where="理由", next_step="理由を書いてください。")
    with transaction.atomic():
        found: ExceptionMeasure | None = ExceptionMeasure.objects.filter(pk=pk).first()
        if found is None:
            raise NotFound("例外措置の申請が見つかりません。", next_step="一覧からさがしてください。")
        application = lock(found.application_id)
        row: ExceptionMeasure = ExceptionMeasure.objects.select_for_update(of=("self",)).get(pk=pk)
        now = timezone.now()
        if row.state != ExceptionMeasure.ASKED:
            raise Conflict("この例外措置は、もう決まっています。", next_step="画面を開き直してください。")
        if actor.person in {row.asked_by_id, application.applicant_id}:
            raise Refused(
                "自分が求めた例外措置を自分で決めることはできません。",
                next_step="他の決裁者に依頼してください。",
            )
        if grant:
            _refuse_ended(application)
        if grant and row.ends < timezone.localdate(now):
            raise Conflict("終了日を過ぎています。", next_step="差し戻して、終了日を改めてもらってください。")
        row.state = ExceptionMeasure.GRANTED if grant else ExceptionMeasure.REFUSED
        row.decided_by_id, row.decided_at, row.note = actor.person, now, note.strip()
        row.save()
        _note(actor, application, row)
        if application.service_id is not None:
            changed("service", [application.service_id])
    return row


def _note(actor: Actor, application: Application, row: ExceptionMeasure) -> None:
    application.version += 1
    application.save(update_fields=["version", "changed_at"])
    verb = f"exception_{row.state}"
    data = {
        "exception": row.pk,
        "clause": row.clause,
        "ends": row.ends.isoformat(),
        "measure": row.measure[:500],
        "reason": row.reason[:500],
        "prolongs": row.prolongs_id,
        "note": row.note[:500],
    }
    entry = record(actor, f"application.{verb}", subject(application), data)
    Event.make(
        application=application,
        at=entry.at,
        actor_id=actor.person,
        verb=verb,
        note=f"{row.clause}：{row.note or row.reason}",
        entry_uid=entry.uid,
    )


def _refuse_ended(application: Application) -> None:
    """Refuse an exception where nothing is left to except: no application, or no use of the service."""
    service = application.service
    if service is not None:
        changes.hold(service)
        service.refresh_from_db()
    ended = service is not None and (service.retired_on is not None or service.phase == Phase.DISPOSAL.value)
    if application.state in _ENDED or ended:
        raise Conflict(
            "例外措置の対象が、もうありません。",
            why="申請が取り下げられたか却下されたか、サービスの利用が終わっています。",
            next_step="使うときは、新しく申請してください。",
        )


_ENDED = (ApplicationState.WITHDRAWN, ApplicationState.REJECTED)


def _check_words(reason: str, measure: str) -> None:
    for label, text in ((say("理由"), reason), (say("代わりの措置"), measure)):
        if not legible(text, label):
            raise BadInput(
                say("例外措置の{label}が書かれていません。", label=label),
                where=label,
                next_step=say("{label}を書いてください。", label=label),
            )


def _check_end(ends: dt.date, day: dt.date) -> None:
    if not day <= ends <= day + LONGEST_EXCEPTION:
        raise BadInput(
            "例外措置の終了日は、今日から1年以内にしてください。",
            where="終了日",
            next_step="必要な期間だけの日付にしてください。続けるときは、もう一度申請します。",
        )


def _check_prolonging(old: ExceptionMeasure, ends: dt.date) -> None:
    if old.state != ExceptionMeasure.GRANTED:
        raise Conflict(
            "認められた例外措置だけを延長できます。", next_step="一覧で、今の状態を確かめてください。"
        )
    if old.prolonged_by.exclude(state=ExceptionMeasure.REFUSED).exists():
        raise Conflict("この例外措置の延長は、もう求めています。", next_step="決定を待ってください。")
    if ends <= old.ends:
        raise BadInput(
            say("今の終了日（{day}）より後の日にしてください。", day=format_wareki(old.ends)),
            where="終了日",
            next_step="日付を確かめてください。",
        )


def _check_clause(application: Application, clause: str, at: dt.datetime) -> None:
    decision = judge_application(application, at, timezone.localdate(at))
    possible = excusable_clauses(decision)
    if clause not in possible:
        raise BadInput(
            say("条文{clause}には、この申請で例外措置を求められません。", clause=clause),
            why=say("求められる条文：{clauses}", clauses=possible or say("なし")),
            where="条文",
            next_step="判定結果で「満たさない」条文のうち、例外措置が認められるものを選んでください。",
        )
    if application.exceptions.filter(clause=clause).exclude(state=ExceptionMeasure.REFUSED).exists():
        raise BadInput(
            say("条文{clause}の例外措置は、もう求めています。", clause=clause),
            where="条文",
            next_step="決定を待ってください。",
        )
