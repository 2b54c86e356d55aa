"""What this slice says on the home page and in the search, within what the person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures.evidence import NOTICE
from sekisho.server.accounts.permissions import Permission
from sekisho.server.ledgers.queries import found_by
from sekisho.server.trust import queries
from sekisho.server.ui.home import Todo
from sekisho.server.ui.search import LIMIT, Hit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor

_SHOWN = 8


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return the judgements to be made anew, and what ends soon for who keeps the ledger."""
    if actor.may(Permission.SERVICE_EDIT):
        rows = [
            row
            for row in queries.flagged(actor)[: _SHOWN * 4]
            if actor.may(Permission.SERVICE_EDIT, section=row.service.section_id)
        ]
        for row in rows[:_SHOWN]:
            title = _("%(service)s：信頼性を判断し直す") % {"service": row.service.name}
            url = reverse("trust:service", args=[row.service_id])
            yield Todo(_("見直し"), title, url, row.flagged_on, "no", row.service.section.name)
    if actor.may(Permission.EVIDENCE_EDIT):
        near = queries.evidences(actor, day).filter(
            withdrawn_on=None, until__gte=day, until__lte=day + NOTICE, services__retired_on=None
        )
        for one in near.exclude(services=None).distinct()[:_SHOWN]:
            title = _("%(evidence)s：更新されたかを確かめる") % {"evidence": one}
            yield Todo(
                _("期限"),
                title,
                reverse("trust:evidence", args=[one.pk]),
                one.until,
                "wait",
                one.provider.name,
            )


def found(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the certifications found by ``words``."""
    if not actor.may(Permission.SERVICE_VIEW):
        return []
    rows = found_by(queries.evidences(actor), words)[:LIMIT]
    return [Hit(str(row), reverse("trust:evidence", args=[row.pk]), row.provider.name) for row in rows]
