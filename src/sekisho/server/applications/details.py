"""What the page of an application shows, worked out from the application: nothing is decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.procedures.states import CLOSED, IN_PROCEDURE, Verb, verbs
from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.queries import absences_on, absent_on, staff_of
from sekisho.server.applications import binding
from sekisho.server.applications.answers import shown
from sekisho.server.applications.duties import review_day
from sekisho.server.applications.facts import chosen_assets
from sekisho.server.applications.fields import FIELDS
from sekisho.server.applications.judged import url_of
from sekisho.server.applications.models import CheckAnswer, ExceptionMeasure, Step
from sekisho.server.applications.offices import current_step, deputies_today, holders_of, standing
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.crossings import queries as journal
from sekisho.server.ui.templatetags.sekisho import month_day, wareki
from sekisho.server.ui.words import label, listed
from sekisho.terms import ApplicationState, N, Role, StepKind

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.models import Absence, Post
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application

S = ApplicationState
EVENTS = {
    "started": N("起案"),
    "submitted": N("申請"),
    "reviewed": N("審査を終了"),
    "consulted": N("合議に回答"),
    "decided": N("決裁"),
    "acted_for": N("代決"),
    "rejected": N("却下"),
    "sent_back": N("差戻し"),
    "pulled_back": N("引戻し"),
    "withdrawn": N("取下げ"),
    "handed_over": N("引継ぎ"),
    "amended": N("決裁後に修正"),
    "attached": N("添付"),
    "detached": N("添付を外す"),
    "exception_asked": N("例外措置を申請"),
    "exception_granted": N("例外措置を承認"),
    "exception_refused": N("例外措置を不承認"),
    "later_read": N("後閲"),
}
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
_BUTTONS = {
    Verb.SAVE: ("applications:edit", N("続きを書く")),
    Verb.REVIEW: ("applications:review", N("審査する")),
    Verb.CONSULT: ("applications:consult", N("合議に答える")),
    Verb.DECIDE: ("applications:decide", N("決裁する")),
    Verb.ACT_FOR: ("applications:act_for", N("代決する")),
    Verb.SEND_BACK: ("applications:send_back", N("差し戻す")),
    Verb.REJECT: ("applications:reject", N("却下する")),
    Verb.PULL_BACK: ("applications:pull_back", N("引き戻す")),
    Verb.WITHDRAW: ("applications:withdraw", N("取り下げる")),
    Verb.AMEND: ("applications:amend", N("決裁後に直す")),
}
_OWN = (
    "purpose",
    "service_kind",
    "is_cloud",
    "terms_kind",
    "certifications",
    "data_regions",
    "starts",
    "ends",
    "url",
)
_ALWAYS_TOLD = {"ends"}
"""What the reviewer states something about: left blank, it is said to be blank."""
_SOLID = {Verb.SAVE, Verb.REVIEW, Verb.CONSULT, Verb.DECIDE, Verb.ACT_FOR}
_TEXT = {Verb.REJECT, Verb.WITHDRAW, Verb.AMEND}


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
        for step in _round(application)
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


def buttons(actor: Actor, application: Application, day: dt.date) -> list[dict[str, str]]:
    """Return the acts open to this person now, the main one first."""
    found = standing(actor, application, day)
    allowed = verbs(S(application.state), found.parts)
    rows = []
    for verb in allowed:
        if verb not in _BUTTONS:
            continue
        route, words = _BUTTONS[verb]
        kind = "solid" if verb in _SOLID else "text" if verb in _TEXT else "outline"
        args = [application.pk, 1] if verb is Verb.SAVE else [application.pk]
        rows.append({"label": _(words), "url": reverse(route, args=args), "kind": kind})
    may = actor.may(Permission.APPLICATION_HAND_OVER, section=application.section_id)
    if may and S(application.state) not in CLOSED:
        url = reverse("applications:hand_over", args=[application.pk])
        rows.append({"label": _("引き継ぐ"), "url": url, "kind": "text"})
    return sorted(rows, key=lambda row: ("solid", "outline", "text").index(row["kind"]))


def task(actor: Actor, application: Application, day: dt.date) -> dict[str, bool]:
    """Tell whether what is next is for ``actor``: nobody's task is shown to another as if it were theirs."""
    if S(application.state) in {S.APPROVED, S.REJECTED, S.WITHDRAWN}:
        return {"mine": True}
    return {"mine": any(row["kind"] == "solid" for row in buttons(actor, application, day))}


def absences(actor: Actor, application: Application, day: dt.date) -> list[Absence]:
    """Return why the deciders are away in whose stead ``actor`` would decide; empty for everybody else."""
    found = standing(actor, application, day)
    return list(absences_on(found.stands_for, day)) if found.stands_for else []


def content(application: Application) -> dict[str, Any]:
    """Return 申請の中身: assets, attachments and the answers that were given."""
    answers = application.answers
    own = [
        (_(FIELDS[name].label), shown(FIELDS[name], answers.get(name), _) or _("書かれていません"))
        for name in _OWN
        if answers.get(name) is not None or name in _ALWAYS_TOLD
    ]
    day = timezone.localdate(application.decided_at) if application.decided_at else timezone.localdate()
    if answers.get("manager"):
        named = staff_of(application.section_id, day).filter(pk=answers["manager"]).first()
        own.append((_(FIELDS["manager"].label), named.name if named else _("所属にいない職員")))
    review = review_day(answers, day)
    if review:
        chosen = _("（年度の末日。利用期限が空なので）")
        text = f"{wareki(review)}{'' if answers.get('review_on') else chosen}"
        own.append((_("見直す日"), text))
    assets = chosen_assets(application)
    return {
        "assets": assets,
        "review": text if review else "",
        "personal": any(one.personal_data for one in assets),
        "people": sum(one.person_count or 0 for one in assets),
        "own": own,
        "attachments": [one for one in application.attachments.all() if one.removed_at is None],
    }


def events(application: Application) -> list[dict[str, Any]]:
    """Return 経緯, the newest first; an answer to a consultation says which."""
    answers = _answers_given(application)
    return [
        {
            "at": one.at,
            "text": f"{one.actor.name if one.actor else ''}{f'（{one.post}）' if one.post else ''}　"
            f"{_(EVENTS.get(one.verb, one.verb))}{answers.get(one.pk, '')}",
            "note": one.note,
        }
        for one in application.events.all()
    ]


def consultations(application: Application) -> list[dict[str, Any]]:
    """Return the answers to the consultations of the current round: who, 同意 or not, the opinion."""
    return [
        {
            "office": f"{step.section.name if step.section else ''} {label(Role(step.role))}".strip(),
            "name": step.done_by.name if step.done_by else "",
            "at": step.done_at,
            "agrees": step.agrees,
            "answer": _agreement(step),
            "note": step.note,
        }
        for step in _round(application)
        if step.kind == StepKind.CONSULTATION and step.agrees is not None
    ]


def _answers_given(application: Application) -> dict[int, str]:
    """Return 同意 or 不同意 for each 合議に回答 of 経緯: what its author had answered last by then."""
    given = [
        (step.done_at, step)
        for step in application.steps.all()
        if step.kind == StepKind.CONSULTATION and step.done_at
    ]
    told = {}
    for one in application.events.all():
        own = [pair for pair in given if pair[1].done_by_id == one.actor_id and pair[0] <= one.at]
        if one.verb == "consulted" and own:
            told[one.pk] = f"（{_agreement(max(own, key=lambda pair: pair[0])[1])}）"
    return told


def _agreement(step: Step) -> str:
    return _("同意する") if step.agrees else _("同意しない")


def changes(application: Application) -> list[dict[str, str]]:
    """Return 決裁後変更 in words: what, before, after."""
    parts = {"answers": N("答え"), "facts": N("事実"), "attachments": N("添付"), "route": N("経路")}
    rows = []
    for one in binding.changed_since_decision(application):
        field = FIELDS.get(one.name)
        rows.append(
            {
                "part": _(parts[one.part]),
                "name": _(field.label) if field else one.name,
                "before": shown(field, one.before, _) if field else str(one.before or ""),
                "after": shown(field, one.after, _) if field else str(one.after or ""),
            }
        )
    return rows


def proof(application: Application) -> dict[str, Any] | None:
    """Return where the record of the decision stands, for 証跡."""
    if not application.content_hash:
        return None
    for verb in ("application.decided", "application.acted_for", "application.rejected"):
        entry = journal.decision_entry("application", application.pk, verb)
        if entry is not None:
            return {
                "index": entry.log_index,
                "digest": application.content_hash,
                "intact": binding.is_intact(application),
                "url": url_of("crossings:proof", entry.pk),
                "at": entry.at,
            }
    return None


def checks(application: Application) -> list[dict[str, str]]:
    """Return the reviewer's statements of the current round: clause, its title, answer, note."""
    clauses = rulebook_in_force().clauses
    words = {CheckAnswer.YES: _("はい"), CheckAnswer.NOT_APPLICABLE: _("当たらない")}
    return [
        {
            "clause": one.clause,
            "title": clauses[one.clause].title if one.clause in clauses else "",
            "answer": words.get(one.answer, one.answer),
            "note": one.note,
        }
        for one in application.checks.all()
        if one.round == application.round
    ]


def remark(application: Application) -> str:
    """Return what the reviewer of the current round wrote at the end of the review."""
    notes = [step.note for step in _round(application) if step.kind == StepKind.REVIEW and step.note]
    return notes[-1] if notes else ""


def stamps(application: Application) -> list[dict[str, str]]:
    """Return the boxes of the decision record: each step with name and day, 代 where a deputy acted."""
    boxes = [
        {"label": _("起案"), "name": application.applicant.name, "day": month_day(application.submitted_at)}
    ]
    for step in application.steps.all():
        if step.round == application.round and step.done_by:
            mark = _("代　") if step.acting else ""
            name = f"{mark}{step.done_by.name}"
            boxes.append({"label": label(StepKind(step.kind)), "name": name, "day": month_day(step.done_at)})
    return boxes


_STEP = {Step.WAITING: "todo", Step.CURRENT: "now", Step.DONE: "done", Step.DROPPED: "todo"}
"""What was dropped never took place: it is neither done nor refused."""


def _step_left_from(application: Application) -> Step | None:
    """Return the step at which the application was sent back or rejected."""
    if application.state not in {S.SENT_BACK, S.REJECTED}:
        return None
    done = [step for step in _round(application) if step.state == Step.DONE]
    return done[-1] if done else None


def _round(application: Application) -> list[Step]:
    return [step for step in application.steps.all() if step.round == application.round]


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
    marked = (f"{one.person.name}{_('（不在）') if one.person_id in away else ''}" for one in posts)
    return listed(marked), len(away)


def _waits_for_ciso(application: Application) -> bool:
    asked = any(one.state == ExceptionMeasure.ASKED for one in application.exceptions.all())
    return asked and application.state in {S.DRAFT, S.SENT_BACK, S.PULLED_BACK}


def _names_of_ciso(application: Application, day: dt.date) -> str:
    posts = holders_of(Role.CISO.value, None, day, without=application.applicant_id)
    names = listed(post.person.name for post in posts) or _("欠員")
    return f"{names}（{label(Role.CISO)}）"
