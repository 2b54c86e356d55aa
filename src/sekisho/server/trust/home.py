"""What this slice says on the home page and in the search, within what the person may see."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.evidence import NOTICE
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers.queries import found_by
from sekisho.server.trust import ends, queries, registers
from sekisho.server.ui.home import Todo, dated
from sekisho.server.ui.search import LIMIT, Hit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.trust.ends import Ending
    from sekisho.server.trust.models import Judgement

_SHOWN = 8


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return what is to be judged anew, what ends or has ended, and what a register has no more."""
    flagged = _flagged(actor) if actor.may(Permission.SERVICE_EDIT) else []
    for row in flagged[:_SHOWN]:
        title = _("%(service)s：信頼性を判断し直す") % {"service": row.service.name}
        url = reverse("trust:service", args=[row.service_id])
        yield Todo(_("見直し"), title, url, row.flagged_on, "no", row.service.section.name)
    keeps = actor.may(Permission.EVIDENCE_EDIT)
    known = {row.service_id for row in flagged}
    if keeps:
        yield from _kept(actor, day)
    due = [one for one in ends.reaching(actor, day) if one.until < day or not keeps]
    for one in [one for one in due if one.service not in known][:_SHOWN]:
        yield _of_section(one, day)


def _flagged(actor: Actor) -> list[Judgement]:
    """Return the judgements to be made anew by those who judge for the section."""
    rows = queries.flagged(actor).iterator(_SHOWN * 4)
    mine = (row for row in rows if actor.may(Permission.SERVICE_EDIT, section=row.service.section_id))
    return list(islice(mine, _SHOWN))


def _kept(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return what who keeps the certifications looks at: what ends soon, what a register has no more."""
    near = queries.evidences(actor, day).filter(
        withdrawn_on=None, until__gte=day, until__lte=day + NOTICE, services__retired_on=None
    )
    for one in near.exclude(services=None).distinct()[:_SHOWN]:
        title = _("%(evidence)s：更新されたかを確かめる") % {"evidence": one}
        url = reverse("trust:evidence", args=[one.pk])
        yield Todo(_("期限"), title, url, one.until, "wait", one.provider.name)
    for asked in registers.absences(actor)[:_SHOWN]:
        title = _("%(evidence)s：登録簿にないので、取り消されたかを確かめる") % {"evidence": asked}
        url = reverse("trust:register_absence", args=[asked.pk])
        yield Todo(_("登録簿"), title, url, asked.opened_on, "no", asked.evidence.provider.name)


def _of_section(one: Ending, day: dt.date) -> Todo:
    names = {"service": one.service_name, "evidence": one.name}
    if one.until < day:
        title = _("%(service)s：期限の切れた%(evidence)sに代わる証拠を求める") % names
    else:
        title = _("%(service)s：%(evidence)sが更新されるかを確かめる") % names
    url = reverse("trust:service", args=[one.service])
    return dated(_("期限"), title, url, one.until, day, one.section_name)


def found(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the certifications found by ``words``."""
    if not actor.may(Permission.SERVICE_VIEW):
        return []
    rows = found_by(queries.evidences(actor), words)[:LIMIT]
    return [Hit(str(row), reverse("trust:evidence", args=[row.pk]), row.provider.name) for row in rows]
