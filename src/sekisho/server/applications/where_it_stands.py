"""いまどこ、次に何を、誰待ち: the steps strip of an application and who has it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sekisho.procedures.states import IN_PROCEDURE
from sekisho.server.accounts.queries import absent_on
from sekisho.server.applications import offices
from sekisho.server.applications.models import ExceptionMeasure, Step
from sekisho.server.applications.offices import current_step, deputies_today, holders_of, standing
from sekisho.server.ui.templatetags.sekisho import month_day
from sekisho.server.ui.words import label, listed
from sekisho.terms import ApplicationState, N, Role, StepKind

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.models import Post
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application

S = ApplicationState
_NEXT = {
    S.DRAFT: N("書き終えて申請する"),
    S.SENT_BACK: N("理由を読み、直して申請する"),
    S.PULLED_BACK: N("直して申請する"),
    S.UNDER_REVIEW: N("審査票に答え、審査を終える"),
    S.IN_CONSULTATION: N("合議に答える"),
    S.AWAITING_DECISION: N("条件を確かめて決裁する"),
    S.APPROVED: N("条件を守って利用する"),
    S.REJECTED: N("終わりました"),
    S.WITHDRAWN: N("終わりました"),
}


def steps_of(application: Application) -> list[dict[str, str]]:
    """Return the steps strip: 申請, the steps of the current round, 台帳に登録."""
    state = S(application.state)
    filed = application.submitted_at
    first = {"label": _("申請"), "note": "", "state": "now"}
    if state in {S.SENT_BACK, S.PULLED_BACK}:
        first["note"] = _("直しているところ")
    elif filed and state is not S.DRAFT:
        first = {
            "label": _("申請"),
            "state": "done",
            "note": f"{month_day(filed)} {application.applicant.name}",
        }
    strip = [first]
    left = _step_left_from(application)
    strip += [
        {
            "label": label(StepKind(step.kind)),
            "note": f"{label(state)} {_step_note(step)}" if step is left else _step_note(step),
            "state": "stopped" if step is left else _STEP[step.state],
        }
        for step in offices.round_of(application)
    ]
    approved = state is S.APPROVED
    last = {"label": _("台帳に登録"), "note": _("決裁の後に自動"), "state": "todo"}
    if approved and application.service:
        last |= {"note": application.service.number, "state": "done"}
    elif state in {S.REJECTED, S.WITHDRAWN}:
        last |= {"note": label(state), "state": "stopped"}
    return [*strip, last]


def strip_of(actor: Actor, application: Application, day: dt.date) -> dict[str, str]:
    """Return いまどこ、次に何を、誰待ち."""
    state = S(application.state)
    steps = steps_of(application)
    now = next((number for number, step in enumerate(steps, 1) if step["state"] == "now"), len(steps))
    where = label(state)
    if state in IN_PROCEDURE:
        where = _("%(step)s（%(all)s段階の%(now)s）") % {
            "step": steps[now - 1]["label"],
            "all": len(steps),
            "now": now,
        }
    if _waits_for_ciso(application):
        todo = _("例外措置の決定を待つ。ほかに満たしていない条文があれば、その間に直す")
        return {"where": where, "next": todo, "who": _names_of_ciso(application, day)}
    return {"where": where, "next": _(_NEXT[state]), "who": _who(actor, application, day)}


_STEP = {Step.WAITING: "todo", Step.CURRENT: "now", Step.DONE: "done", Step.DROPPED: "todo"}
"""What was dropped never took place: it is neither done nor refused."""


def _step_left_from(application: Application) -> Step | None:
    """Return the step at which the application was sent back or rejected."""
    if application.state not in {S.SENT_BACK, S.REJECTED}:
        return None
    done = [step for step in offices.round_of(application) if step.state == Step.DONE]
    return done[-1] if done else None


def _step_note(step: Step) -> str:
    if step.done_at and step.done_by:
        acting = _("代決 ") if step.acting else ""
        return f"{month_day(step.done_at)} {acting}{step.done_by.name}"
    place = f"{step.section.name} " if step.section else ""
    return f"{place}{label(Role(step.role))}"


def _who(actor: Actor, application: Application, day: dt.date) -> str:
    state = S(application.state)
    if state in {S.REJECTED, S.WITHDRAWN}:
        return _("なし")
    if state is S.APPROVED:
        waiting = [one.reader.name for one in application.later_readings.all() if one.read_at is None]
        return _("後閲：%(names)s") % {"names": listed(waiting)} if waiting else _("なし")
    step = current_step(application)
    if step is None:
        return _("あなた") if application.applicant_id == actor.person else application.applicant.name
    return _who_acts(actor, application, step, day)


def _who_acts(actor: Actor, application: Application, step: Step, day: dt.date) -> str:
    found = standing(actor, application, day)
    mine = found.parts and application.applicant_id != actor.person
    posts = holders_of(step.role, step.section_id, day, without=application.applicant_id)
    due = _("（期限 %(day)s）") % {"day": month_day(step.due_on)} if step.due_on else ""
    if found.stands_for:
        absent = listed(post.person.name for post in posts)
        return _("あなた（不在の %(names)s の代決）%(due)s") % {"names": absent, "due": due}
    if mine or not posts:
        return f"{_('あなた') if mine else _('欠員')}{due}"
    names, away = _with_absence(posts, day)
    if step.kind != StepKind.DECISION or away < len(posts):
        return f"{names}{due}"
    deputies = listed(post.person.name for post in deputies_today(application, step, day))
    return _("%(names)s%(due)s　代決できる人：%(deputies)s") % {
        "names": names,
        "due": due,
        "deputies": deputies or _("なし"),
    }


def _with_absence(posts: list[Post], day: dt.date) -> tuple[str, int]:
    away = absent_on([post.person_id for post in posts], day)
    absent = _("（不在）")
    marked = (f"{one.person.name}{absent if one.person_id in away else ''}" for one in posts)
    return listed(marked), len(away)


def _waits_for_ciso(application: Application) -> bool:
    asked = any(one.state == ExceptionMeasure.ASKED for one in application.exceptions.all())
    return asked and application.state in {S.DRAFT, S.SENT_BACK, S.PULLED_BACK}


def _names_of_ciso(application: Application, day: dt.date) -> str:
    posts = holders_of(Role.CISO.value, None, day, without=application.applicant_id)
    names = listed(post.person.name for post in posts) or _("欠員")
    return f"{names}（{label(Role.CISO)}）"
