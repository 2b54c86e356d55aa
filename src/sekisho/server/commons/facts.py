"""Facts of firms that bodies shared. What others wrote comes through ``accounts/across.py`` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import NotFound
from sekisho.procedures import sharing
from sekisho.server.accounts.across import published
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.commons.models import SharedFact, TakenFact
from sekisho.server.ledgers.beside import Part
from sekisho.server.ui.templatetags.sekisho import wareki_short
from sekisho.server.ui.words import label
from sekisho.terms import FactKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contractor

SHOWN = 100
"""So many of the newest facts are listed of either kind."""
_APART = ("firm_name", "corporate_number")
"""Columns that have a place of their own on the screen."""


@attrs.frozen
class Fact:
    """A fact as it is read, and when one's own body took it over."""

    values: Mapping[str, Any]
    taken_at: dt.datetime | None = None

    @property
    def kind(self) -> str:
        """What kind it is."""
        return label(FactKind(self.values["kind"]))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its kind."""
        return sharing.COLUMNS[FactKind(self.values["kind"])]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Its filled columns with their labels, but who the firm is."""
        filled = [name for name in self.columns if name not in _APART and self.values[name]]
        return [(label(sharing.LABELS[name]), _shown(name, self.values[name])) for name in filled]


def received_facts(actor: Actor) -> list[Fact]:
    """Return what the other bodies share, the newest first (two queries).

    Raises:
        Refused: the actor may not see it.
    """
    require(actor, Permission.COMMONS_VIEW)
    rows = list(published(SharedFact, withdrawn_at=None)[:SHOWN])
    mine = TakenFact.objects.filter(fact__in=[row["pk"] for row in rows])
    taken = dict(mine.values_list("fact", "taken_at"))
    return [Fact(row, taken.get(row["pk"])) for row in rows]


def own_facts(actor: Actor) -> list[Fact]:
    """Return what the own body shared, the newest first.

    Raises:
        Refused: the actor may not see it.
    """
    require(actor, Permission.COMMONS_VIEW)
    return [Fact(row) for row in SharedFact.objects.values("pk", *SharedFact.shown)[:SHOWN]]


def received(pk: int) -> dict[str, Any]:
    """Return one fact that another body of the prefecture shares.

    Raises:
        NotFound: there is none.
    """
    row = published(SharedFact, pk=pk, withdrawn_at=None).first()
    if row is None:
        raise NotFound("共有された事実が見つかりません。", next_step="一覧からさがしてください。")
    return row


def beside_contractor(actor: Actor, row: Contractor, day: dt.date) -> Part | None:  # noqa: ARG001  every part is asked alike
    """Show on a firm's page what was taken over of it, with who shared it and when."""
    shares = actor.may(Permission.FACT_SHARE)
    names = ("kind", *sharing.ALL, "shared_at", "from_name")
    mine = TakenFact.objects.filter(firm=row.pk).values(*names, "taken_at")
    facts = [Fact(one, one["taken_at"]) for one in mine[:SHOWN]]
    if not facts and not shares:
        return None
    return Part("commons/beside_facts.html", {"firm": row, "facts": facts, "shares": shares})


def _shown(name: str, value: Any) -> str:  # noqa: ANN401  text or a day
    if name in sharing.WORDS:
        return label(sharing.WORDS[name](value))
    return str(wareki_short(value)) if name.startswith("valid") else str(value)
