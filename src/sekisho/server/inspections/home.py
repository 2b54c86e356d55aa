"""What this slice says on the home page and in the search, within what the person may see.

What is overdue climbs: the section's own people first, then officer, general officer and CISO
(``procedures.climbing``).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.procedures import climbing
from sekisho.server.accounts.permissions import GRANTS, Permission
from sekisho.server.inspections import queries
from sekisho.server.inspections.models import Sheet
from sekisho.server.ledgers.queries import found_by
from sekisho.server.ui.home import Todo, dated
from sekisho.server.ui.search import LIMIT, Hit
from sekisho.terms import FindingState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.inspections.models import Finding

_SHOWN = 5
_READ = 10 * _SHOWN
"""How many findings are fetched at a time: only Python can tell whose they are."""


def todos(actor: Actor, day: dt.date) -> Iterable[Todo]:
    """Return the sheets to answer, the findings to plan, mend or verify, and what climbed (two queries)."""
    if not actor.may(Permission.INSPECTION_VIEW):
        return
    yield from _sheets(actor, day)
    yield from _findings(actor, day)


def found(actor: Actor, words: str) -> Iterable[Hit]:
    """Return the findings found by ``words``."""
    if not actor.may(Permission.INSPECTION_VIEW):
        return []
    rows = found_by(queries.findings(actor), words)[:LIMIT]
    return [Hit(row.title, reverse("inspections:finding", args=[row.pk]), _beside(row)) for row in rows]


def _sheets(actor: Actor, day: dt.date) -> Iterator[Todo]:
    rows = Sheet.objects.filter(submitted_at=None, campaign__closed_at=None, campaign__starts__lte=day)

    def shown(row: Sheet) -> bool:
        return _own(actor, row.section_id) or _climbed(actor, row.section_id, row.campaign.due, day)

    ordered = rows.select_related("section", "campaign").order_by("campaign__due", "section__code")
    for row in islice(filter(shown, ordered), _SHOWN):
        url = reverse("inspections:sheet", args=[row.pk])
        yield dated(_("自己点検"), str(row.campaign), url, row.campaign.due, day, row.section.name)


def _findings(actor: Actor, day: dt.date) -> Iterator[Todo]:
    waiting = queries.findings(actor).filter(state__in=queries.OPEN)
    rows = waiting.order_by(F("due").asc(nulls_last=True), "pk")
    found = (_todo(actor, row, day) for row in rows.iterator(_READ))
    yield from islice((todo for todo in found if todo is not None), _SHOWN)


def _todo(actor: Actor, row: Finding, day: dt.date) -> Todo | None:
    url = reverse("inspections:finding", args=[row.pk])
    if row.state == FindingState.DONE:
        if actor.may(Permission.FINDING_VERIFY, section=row.section_id) and row.done_by_id != actor.person:
            return Todo(_("改善を確かめる"), row.title, url, row.due, "wait", _beside(row))
        return None
    kind = _("改善計画を立てる") if row.state == FindingState.OPEN else _("改善する")
    climbed = row.due is not None and row.due < day and _climbed(actor, row.section_id, row.due, day)
    if not (climbed or _own(actor, row.section_id)):
        return None
    if row.due is None:
        return Todo(kind, row.title, url, note=_beside(row))
    return dated(kind, row.title, url, row.due, day, _beside(row))


def _beside(row: Finding) -> str:
    return f"{row}　{row.section.name}"


def _own(actor: Actor, section: int) -> bool:
    """Tell whether the section is the actor's own, not one they merely may write for."""
    wanted = Permission.INSPECTION_ANSWER
    return any(post.section == section and wanted in GRANTS.get(post.role, {}) for post in actor.posts)


def _climbed(actor: Actor, section: int, due: dt.date, day: dt.date) -> bool:
    return climbing.reaches(actor.posts, climbing.Matter.FINDING, section, due, day)
