"""What the templates of the record are given. No queries, no decisions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.crossings.verbs import subject_label, verb_label
from sekisho.server.site.routes import actor_of
from sekisho.server.ui.templatetags.sekisho import wareki_time

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sekisho.server.crossings.models import JournalEntry

_PAGES = {
    "asset": "ledgers:asset",
    "service": "ledgers:service",
    "contractor": "ledgers:contractor",
    "contract": "ledgers:contract",
    "application": "applications:detail",
}


def facts_of(row: JournalEntry, about: str = "") -> list[tuple[str, str]]:
    """Return when, who, what, to what; ``about``: what the thing is called to this reader."""
    return [
        (_("日時"), wareki_time(row.at)),
        (_("だれが"), row.actor.name if row.actor else _("システム")),
        (_("したこと"), verb_label(row.verb)),
        (_("もの"), about or f"{subject_label(row.subject_type)} {_number(row)}"),
        (_("課"), row.section.name if row.section else "—"),
        (_("識別子"), str(row.uid)),
    ]


def _number(row: JournalEntry) -> str:
    """Return the number people know the thing by, where the entry tells it; else its key."""
    data = json.loads(row.record).get("data", {})
    return str(data.get("document_number") or data.get("number") or row.subject_id)


def subject_url(row: JournalEntry) -> str:
    """Return where the thing itself is shown; empty when it has no page."""
    if row.subject_type not in _PAGES:
        return ""
    try:
        return reverse(_PAGES[row.subject_type], args=[int(row.subject_id)])
    except (NoReverseMatch, ValueError):
        return ""


def crumbs(request: HttpRequest, here: str) -> list[tuple[str, str]]:
    """Return the way here; the list only for those who may open it."""
    up = reverse("crossings:list") if actor_of(request).may(Permission.JOURNAL_VIEW) else ""
    return [(_("記録簿"), up), (here, "")]
