"""Questions to this slice. What another body wrote comes through ``accounts/across.py`` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.errors import NotFound
from sekisho.procedures import offers as core
from sekisho.server.accounts.across import members, published
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.offers.models import Offer, OfferReceipt, TakenOffer
from sekisho.terms import OfferKind, OfferState

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

SHOWN = 200
"""So many versions are read of either side."""


@attrs.frozen
class Received:
    """The newest version of an offer that reached the body, and what became of it here."""

    values: dict[str, Any]
    receipt: OfferReceipt | None
    taken: TakenOffer | None
    """The newest version of the same offer that was taken over."""

    @property
    def kind(self) -> OfferKind:
        """What kind it is."""
        return OfferKind(self.values["kind"])

    @property
    def state(self) -> OfferState:
        """What the body did with this version."""
        return OfferState(self.receipt.state) if self.receipt else OfferState.UNSEEN

    @property
    def newer(self) -> bool:
        """Whether an earlier version was taken over, and this one waits."""
        waits = self.state in {OfferState.UNSEEN, OfferState.SEEN}
        return waits and self.taken is not None and self.taken.version < self.values["version"]

    @property
    def open(self) -> bool:
        """Whether a person has still to look at it."""
        return self.state is OfferState.UNSEEN

    @property
    def decided(self) -> bool:
        """Whether it was taken over."""
        return self.state is OfferState.TAKEN


@attrs.frozen
class Told:
    """A municipality, and how far it came with an offer; nothing else is known of it."""

    name: str
    state: OfferState
    version: int | None
    noted_at: Any


def received_offers(actor: Actor) -> list[Received]:
    """Return the offers that reached the body, each in its newest version (three queries).

    Raises:
        Refused: the actor may not see them.
    """
    require(actor, Permission.COMMONS_VIEW)
    newest: dict[str, dict[str, Any]] = {}
    for row in published(Offer, withdrawn_at=None)[:SHOWN]:
        newest.setdefault(row["series"], row)
    receipts = {one.offer: one for one in OfferReceipt.objects.filter(offer__in=_keys(newest))}
    taken: dict[str, TakenOffer] = {}
    for one in TakenOffer.objects.filter(series__in=list(newest)):
        taken.setdefault(one.series, one)
    return [Received(row, receipts.get(row["pk"]), taken.get(key)) for key, row in newest.items()]


def received(actor: Actor, pk: int) -> Received:
    """Return one offer that reached the body.

    Raises:
        Refused: the actor may not see it.
        NotFound: no prefecture of the body offers it, or there is a newer version.
    """
    found = next((one for one in received_offers(actor) if one.values["pk"] == pk), None)
    if found is None:
        raise NotFound(
            "配布が見つかりません。",
            why="取り下げられたか、新しい版に替わりました。",
            next_step="配布の一覧からさがしてください。",
        )
    return found


def taken_offers(actor: Actor) -> list[tuple[TakenOffer, str]]:
    """Return what the body took over, with ``newest``, ``newer`` or ``withdrawn`` (two queries).

    Raises:
        Refused: the actor may not see it.
    """
    require(actor, Permission.COMMONS_VIEW)
    mine = list(TakenOffer.objects.select_related("taken_by")[:SHOWN])
    standing: dict[str, int] = {}
    for row in published(Offer, withdrawn_at=None)[:SHOWN]:
        standing.setdefault(row["series"], row["version"])
    return [(one, _standing(one, standing.get(one.series))) for one in mine]


def own_offers(actor: Actor) -> list[tuple[Offer, list[Told]]]:
    """Return the newest version of each offer of the own body, with what its municipalities did.

    Raises:
        Refused: the actor may not see them.
    """
    require(actor, Permission.COMMONS_VIEW)
    newest: dict[str, Offer] = {}
    for row in own_versions():
        newest.setdefault(row.series, row)
    return [(row, told) for row, told in zip(newest.values(), _told(list(newest.values())), strict=True)]


def own_offer(actor: Actor, pk: int) -> Offer | None:
    """Return a version the own body offered; None where it offered no such.

    Raises:
        Refused: the actor may not see it.
    """
    require(actor, Permission.COMMONS_VIEW)
    row: Offer | None = Offer.objects.select_related("published_by").filter(pk=pk).first()
    return row


def told_of(row: Offer) -> list[Told]:
    """Return what the municipalities did with an offer, over all its versions."""
    return _told([row])[0]


def versions(row: Offer) -> list[Offer]:
    """Return all versions of an offer of the own body, the newest first."""
    return list(Offer.objects.filter(series=row.series).select_related("published_by").order_by("-version"))


def own_versions() -> list[Offer]:
    """Return every version the own body offered, the newest first."""
    return list(Offer.objects.select_related("published_by")[:SHOWN])


def parts_of(values: dict[str, Any] | TakenOffer | Offer | None) -> dict[str, str]:
    """Return what an offer consists of; nothing where there is none."""
    if values is None:
        return {}
    if not isinstance(values, dict):
        values = {name: getattr(values, name) for name in ("kind", "content", "file")}
    return core.parts(OfferKind(values["kind"]), values["content"], values["file"])


def _keys(rows: dict[str, dict[str, Any]]) -> list[int]:
    return [row["pk"] for row in rows.values()]


def _standing(one: TakenOffer, version: int | None) -> str:
    if version is None:
        return "withdrawn"
    return "newer" if version > one.version else "newest"


def _told(rows: list[Offer]) -> list[list[Told]]:
    """Return for each offer what each municipality did with its newest version it knows (three queries)."""
    series = [row.series for row in rows]
    numbers = dict(Offer.objects.filter(series__in=series).values_list("pk", "version"))
    belongs = dict(Offer.objects.filter(series__in=series).values_list("pk", "series"))
    best: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    for one in published(OfferReceipt, offer__in=list(numbers)) if numbers else ():
        key, version = (belongs[one["offer"]], one["body_code"]), numbers[one["offer"]]
        if key not in best or best[key][0] < version:
            best[key] = (version, one)
    bodies = members()
    return [[_of_member(body, best.get((row.series, body["code"]))) for body in bodies] for row in rows]


def _of_member(body: dict[str, Any], found: tuple[int, dict[str, Any]] | None) -> Told:
    if found is None:
        return Told(body["name"], OfferState.UNSEEN, None, None)
    version, one = found
    return Told(body["name"], OfferState(one["state"]), version, one["noted_at"])
