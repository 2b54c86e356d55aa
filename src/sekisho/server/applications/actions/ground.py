"""What every act on an application shares: lock, permission and part, state, event, record.

An act runs in one transaction: the row is locked (PostgreSQL: row lock; SQLite: the transaction is IMMEDIATE
from its first word), its version compared with the one the person saw, and only then judged and written. Of
two people acting at once the second is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from django.utils import timezone

from sekisho.errors import Conflict, NotFound, Refused, SekishoError, say
from sekisho.japan.business_days import add_business_days
from sekisho.procedures.states import Part, Verb, check_reason, move, state_after
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications.answers import legible
from sekisho.server.applications.models import Application, Event, LaterReading, Step
from sekisho.server.applications.offices import current_step, hindrance, holders_of, standing
from sekisho.server.crossings.actions import Subject, record
from sekisho.terms import ApplicationState, Role, StepKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.procedures.states import Move
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.offices import Standing

PERMISSIONS = {
    Verb.SAVE: Permission.APPLICATION_WRITE,
    Verb.SUBMIT: Permission.APPLICATION_WRITE,
    Verb.PULL_BACK: Permission.APPLICATION_WRITE,
    Verb.WITHDRAW: Permission.APPLICATION_WRITE,
    Verb.AMEND: Permission.APPLICATION_WRITE,
    Verb.REVIEW: Permission.APPLICATION_REVIEW,
    Verb.CONSULT: Permission.APPLICATION_CONSULT,
    Verb.DECIDE: Permission.APPLICATION_DECIDE,
    Verb.ACT_FOR: Permission.APPLICATION_DECIDE,
    Verb.REJECT: Permission.APPLICATION_DECIDE,
}
_PERMISSION_OF_STEP = {
    StepKind.REVIEW: Permission.APPLICATION_REVIEW,
    StepKind.CONSULTATION: Permission.APPLICATION_CONSULT,
    StepKind.DECISION: Permission.APPLICATION_DECIDE,
}


@attrs.frozen
class Ground:
    """A locked application and what the acting person is in it."""

    application: Application
    step: Step | None
    move: Move
    standing: Standing
    at: dt.datetime

    @property
    def day(self) -> dt.date:
        """The day of the act."""
        return timezone.localdate(self.at)


def stand(actor: Actor, pk: int, version: int, verb: Verb, *, reason: str = "", screen: str = "") -> Ground:
    """Lock application ``pk`` as it stood at ``version`` and check that ``actor`` may do ``verb`` now.

    Raises:
        NotFound: there is no such application in this body.
        Conflict: somebody acted on it meanwhile, or it is not in a state for this.
        Refused: no permission, or not this person's part in it.
        BadInput: a reason is wanted and missing.
    """
    legible(reason, "理由")
    application = lock(pk)
    at = timezone.now()
    step = current_step(application)
    require_permission(actor, application, step, verb)
    overtook_itself = bool(screen) and application.screen == screen and version < application.version
    if application.version != version and not overtook_itself:
        raise overtaken(application)
    row, found = _part(actor, application, step, verb, timezone.localdate(at))
    check_reason(row, reason)
    return Ground(application, step, row, found, at)


def refusal_of(actor: Actor, application: Application, verb: Verb, day: dt.date) -> SekishoError | None:
    """Return why ``actor`` may not do ``verb`` as things stand, before a form is filled in; None: they may.

    What the act itself refuses (the words, the judgement, somebody who was first) it still refuses.
    """
    step = current_step(application)
    try:
        require_permission(actor, application, step, verb)
        _part(actor, application, step, verb, day)
    except (Conflict, Refused) as refused:
        return refused
    return None


def _part(
    actor: Actor, application: Application, step: Step | None, verb: Verb, day: dt.date
) -> tuple[Move, Standing]:
    """Return the move ``verb`` makes and what ``actor`` is in it.

    Raises:
        Conflict: the application is not in a state for this.
        Refused: it is not this person's part in it.
    """
    row = move(ApplicationState(application.state), verb)
    found = standing(actor, application, day)
    if not found.parts & frozenset(row.parts):
        raise _not_yours(actor, application, step, row, day)
    return row, found


def lock(pk: int) -> Application:
    """Return application ``pk`` of the body in force, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    application: Application | None = (
        Application.objects.select_for_update(of=("self",))
        .select_related("section", "body")
        .filter(pk=pk)
        .first()
    )
    if application is None:
        raise NotFound("申請が見つかりません。", next_step="一覧からさがしてください。")
    return application


def require_permission(actor: Actor, application: Application, step: Step | None, verb: Verb) -> None:
    """Check the permission table: an office of a section in that section, one of the body at all."""
    permission = PERMISSIONS.get(verb)
    if permission is None:
        permission = (
            _PERMISSION_OF_STEP[StepKind(step.kind)] if step is not None else Permission.APPLICATION_REVIEW
        )
    if verb is Verb.WITHDRAW:  # who has moved to another section may still take back what they asked for
        require(actor, permission, section=application.section_id, owner=application.applicant_id)
    elif permission is Permission.APPLICATION_WRITE:
        require(actor, permission, section=application.section_id)
    elif step is not None and step.section_id is not None:
        require(actor, permission, section=step.section_id)
    else:
        require(actor, permission)


def advance(ground: Ground) -> None:
    """Open the step after the finished one, or leave the last state to the caller."""
    application, step = ground.application, ground.step
    if step is None:
        return
    following = application.steps.filter(round=application.round, order__gt=step.order).order_by("order")
    next_step = following.first()
    kinds = tuple(StepKind(one["kind"]) for one in (application.route or {})["steps"])
    application.state = state_after(step.order + 1, kinds).value
    application.due_on = None
    if next_step is not None:
        open_step(application, next_step, ground.day)


def open_step(application: Application, step: Step, day: dt.date) -> None:
    """Make ``step`` the one that waits, due after the working days its line gives."""
    days = (application.route or {})["steps"][step.order]["days"]
    step.state = Step.CURRENT
    step.due_on = application.due_on = add_business_days(day, days)
    step.save()


def finish_step(ground: Ground, actor: Actor, *, note: str = "", agrees: bool | None = None) -> Step:
    """Close the current step in the actor's name."""
    step = ground.step
    if step is None:
        raise Conflict("待っている段階がありません。", next_step="画面を開き直してください。")
    step.state, step.done_by_id, step.done_at = Step.DONE, actor.person, ground.at
    step.note, step.agrees = legible(note, "ひとこと"), agrees
    step.acting = Part.DEPUTY in ground.standing.parts
    step.save()
    return step


def drop_steps(application: Application) -> None:
    """Close what is still open of the round; used when the application leaves the procedure."""
    application.steps.filter(state__in=[Step.WAITING, Step.CURRENT]).update(state=Step.DROPPED, due_on=None)
    application.due_on = None


def queue_later_reading(ground: Ground, actor: Actor) -> None:
    """Put what a deputy decided before each absent decider it was decided for (後閲)."""
    for reader in ground.standing.stands_for:
        LaterReading.make(
            application=ground.application, reader_id=reader, deputy_id=actor.person, made_at=ground.at
        )


def note_down(
    ground: Ground, actor: Actor, verb: str, data: Mapping[str, object], *, note: str = ""
) -> Application:
    """Save the application one version on, and write event and record (the last lines of every act)."""
    application = ground.application
    note = legible(note, "ひとこと")
    application.version += 1
    application.save()
    entry = record(
        actor,
        f"application.{verb}",
        subject(application),
        {
            "number": application.number,
            "round": application.round,
            "state": application.state,
            "version": application.version,
            "post": ground.standing.post,
            **data,
        },
    )
    Event.make(
        application=application,
        at=entry.at,
        actor_id=actor.person,
        post=ground.standing.post,
        verb=verb,
        note=note,
        entry_uid=entry.uid,
    )
    return application


def subject(application: Application) -> Subject:
    """Return the subject of entries about ``application``."""
    return Subject("application", application.pk, application.section_id)


def overtaken(application: Application) -> Conflict:
    """Return what is said to somebody who saw an older version."""
    last = application.events.select_related("actor").first()
    who = last.actor.name if last and last.actor else say("別の人")
    at = timezone.localtime(last.at).strftime("%H:%M") if last else ""
    return Conflict(
        say(
            "この申請は、画面を開いた後に{who}が{at}に進めています。今は「{state}」です。",
            who=who,
            at=at,
            state=ApplicationState(application.state),
        ),
        why="同じ申請を二人が同時に扱うと、後の人の操作は取り消されます。",
        next_step="画面を開き直して、今の内容を確かめてください。",
    )


def _not_yours(actor: Actor, application: Application, step: Step | None, row: Move, day: dt.date) -> Refused:
    if step is None or row.parts == (Part.APPLICANT,):
        return Refused(
            say("「{verb}」のは、この申請の{part}です。", verb=row.verb, part=row.parts),
            next_step="申請者に依頼してください。",
        )
    posts = holders_of(step.role, step.section_id, day, without=application.applicant_id)
    names = [f"{post.section.name} {post.title} {post.person.name}" for post in posts]
    rule = hindrance(actor, application, step, day, acting=row.verb is Verb.ACT_FOR)
    return Refused(
        say("この申請で「{verb}」のは、あなたではありません。", verb=row.verb),
        why=say("いまの担当：{holders}。{rule}", holders=names or Role(step.role), rule=rule),
        next_step="担当者に連絡してください。",
    )
