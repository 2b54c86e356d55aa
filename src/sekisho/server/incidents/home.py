"""What the home page and the search say to those who answer for incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.procedures.clocks import ClockState
from sekisho.server.accounts.permissions import Permission
from sekisho.server.incidents import alert_queries, call_queries, case_queries
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.home import Todo
from sekisho.server.ui.search import LIMIT, Hit
from sekisho.server.ui.words import label, listed
from sekisho.terms import PaperKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor


def found_firms(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the breach question for each firm found by ``words``."""
    if not actor.may(Permission.BREACH_VIEW):
        return []
    firms = ledgers.found_by(ledgers.contractors(actor, retired=None), words)[:LIMIT]
    url = reverse("incidents:breach")
    return [
        Hit(
            _("%(firm)s に預けているもの") % {"firm": firm.name},
            f"{url}?{urlencode({'words': firm.corporate_number or firm.name})}",
            firm.corporate_number,
        )
        for firm in firms
    ]


def found_cases(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the real cases found by ``words``."""
    if not actor.may(Permission.INCIDENT_VIEW):
        return []
    rows = ledgers.found_by(case_queries.incidents(actor), words)[:LIMIT]
    return [Hit(str(row), reverse("incidents:case", args=[row.pk]), "") for row in rows]


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return the calls, alerts and clocks of real cases that wait for ``actor``; an exercise asks nobody."""
    if not (actor.may(Permission.INCIDENT_EDIT) or actor.may(Permission.INCIDENT_REPORT)):
        return
    yield from _calls(actor)
    yield from _alerts(actor)
    for row in case_queries.open_ones(actor):
        sections = listed(section.name for section in row.sections.all())
        url = reverse("incidents:case", args=[row.pk])
        for clock in case_queries.clocks_of(row):
            if clock.runs:
                late = clock.state(day) is ClockState.OVERDUE
                title = _("%(case)s：%(paper)sを送る") % {"case": row.title, "paper": label(clock.paper)}
                kind = _("期限切れ") if late else _("事案")
                first = clock.paper is PaperKind.PRELIMINARY
                yield Todo(kind, title, url, clock.due, "no" if late else "wait", sections, urgent=first)


def _calls(actor: Actor) -> Iterable[Todo]:
    """Yield the calls of which nobody said yet what comes of them: the clock runs since they were taken."""
    for row in call_queries.waiting(actor):
        title = _("%(firm)sからの連絡を、事案にするか決める") % {"firm": row.words}
        url, day = reverse("incidents:call", args=[row.pk]), timezone.localdate(row.taken_at)
        yield Todo(_("連絡"), title, url, day, "no", row.section.name, urgent=True)


def _alerts(actor: Actor) -> Iterable[Todo]:
    """Yield the cases of others that concern a section ``actor`` heads: the number and the firm, no more."""
    for row in alert_queries.waiting(actor):
        named = {"case": row.incident.number, "firm": row.firm}
        title = _("%(case)s：%(firm)sに預けているものを確かめる") % named
        url, day = reverse("incidents:alert", args=[row.pk]), timezone.localdate(row.told_at)
        yield Todo(_("事案"), title, url, day, "no", row.section.name, urgent=True)
