"""Which acts of the procedure are open to a person now, and whether the next one is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.states import CLOSED, Verb, verbs
from sekisho.server.accounts.permissions import Permission
from sekisho.server.accounts.queries import absences_on
from sekisho.server.applications.offices import standing
from sekisho.terms import ApplicationState, N

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.models import Absence
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.applications.models import Application

S = ApplicationState
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


_SOLID = {Verb.SAVE, Verb.REVIEW, Verb.CONSULT, Verb.DECIDE, Verb.ACT_FOR}


_TEXT = {Verb.REJECT, Verb.WITHDRAW, Verb.AMEND}


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
