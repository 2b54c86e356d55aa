"""The standing of the clauses on the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.server.accounts.permissions import Permission
from sekisho.server.catalogues import details, queries, standing
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ui.home import Standing

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor

_MOST = 200
"""Beyond this many services the home page leaves the chart to its own page."""


def clause_standing(actor: Actor, day: dt.date) -> Standing | None:  # noqa: ARG001  the home page passes it
    """Return how the clauses stand over the services the person sees, where these are few."""
    if not actor.may(Permission.SERVICE_VIEW):
        return None
    count = ledgers.services(actor).count()
    if not 0 < count <= _MOST:
        return None
    rulebook = queries.rulebook_in_force()
    rows = standing.by_clause(standing.judged_services(actor, rulebook), rulebook)
    bars = details.bars(standing.totals(rows))
    return Standing(_("条文の充足"), bars, reverse("catalogues:standings"))
