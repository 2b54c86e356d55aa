"""The standing of the clauses on the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.catalogues import details, numbers, queries
from sekisho.server.ui.home import Standing

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor


def clause_standing(actor: Actor, day: dt.date) -> Standing | None:
    """Return how the clauses stood over the things the person sees when they were last judged."""
    if not actor.may(Permission.SERVICE_VIEW):
        return None
    totals = numbers.totals(numbers.by_clause(actor, queries.rulebook_in_force()))
    if not totals:
        return None
    return Standing(_("条文の充足"), details.bars(totals), reverse("catalogues:standings"))
