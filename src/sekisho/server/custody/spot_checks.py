"""Questions about 抜取確認: which hand-overs are looked at this year, what was found, what is still wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery

from sekisho.errors import NotFound
from sekisho.japan.fiscal import first_day, fiscal_year
from sekisho.procedures import sampling
from sekisho.server.custody import handovers
from sekisho.server.custody.models import HandOver, SpotCheck
from sekisho.terms import SpotResult

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor

DRAWN = 3
"""So many hand-overs of each section are looked at in a fiscal year, as far as there are."""


def drawn(actor: Actor, day: dt.date) -> list[HandOver]:
    """Return the hand-overs to be looked at in the fiscal year of ``day``: ``DRAWN`` of each section seen.

    Drawn from what was with firms at the start of the year or came to them since, by digest of year and
    number (``procedures.sampling``): nobody chooses, and anybody draws the same again. Each carries ``seen``,
    the day it was looked at in that year, or None. Two queries.

    Raises:
        Refused: the actor may see none at all.
    """
    year = fiscal_year(day)
    first = first_day(year)
    out = Q(erasure=None) | Q(erasure__verified_on=None) | Q(erasure__verified_on__gte=first)
    known = handovers.handovers(actor).filter(out, handed_on__lte=day).order_by()
    of_section: dict[int, dict[str, int]] = {}
    for pk, number, section in known.values_list("pk", "number", "section_id"):
        of_section.setdefault(section, {})[number] = pk
    seed = f"抜取確認{year}"
    chosen = [keys[one] for keys in of_section.values() for one in sampling.draw(keys, seed, DRAWN)]
    seen = SpotCheck.objects.filter(handover=OuterRef("pk"), on__gte=first, on__lte=day).order_by("-on")
    rows = handovers.handovers(actor).filter(pk__in=chosen).annotate(seen=Subquery(seen.values("on")[:1]))
    return list(rows.order_by("section__code", "number"))


def of(row: HandOver) -> list[SpotCheck]:
    """Return the spot checks of a hand-over the caller has seen, the newest first (one query)."""
    return list(SpotCheck.objects.filter(handover=row).select_related("by", "settled_by", "handover"))


def one(actor: Actor, pk: int) -> SpotCheck:
    """Return one spot check.

    Raises:
        NotFound: there is none, or not for this person.
    """
    seen = handovers.handovers(actor).order_by().values("pk")
    row: SpotCheck | None = SpotCheck.objects.filter(pk=pk, handover__in=seen).first()
    if row is None:
        raise NotFound("見つかりません。", next_step="提供のページからさがしてください。")
    return row


def unsettled(actor: Actor) -> QuerySet[SpotCheck]:
    """Return the differences that spot checks found and nobody put right, the oldest first."""
    seen = handovers.handovers(actor).order_by().values("pk")
    rows: QuerySet[SpotCheck] = SpotCheck.objects.exclude(result=SpotResult.AS_WRITTEN.value)
    rows = rows.filter(settled_on=None, handover__in=seen).order_by("on", "pk")
    return rows.select_related("handover__section", "handover__receiver")
