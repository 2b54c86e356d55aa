"""Questions to this slice. What another body wrote comes through ``accounts/across.py`` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs
from django.db.models import Max

from sekisho.errors import NotFound
from sekisho.procedures import offers as core
from sekisho.server.accounts.across import members, published
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.offers.models import Offer, OfferReceipt, TakenOffer
from sekisho.terms import OfferKind, OfferState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor

Row = TypeVar("Row")
One = TypeVar("One")


@attrs.frozen
class Listing(Generic[Row, One]):
    """A list of which only the part that is asked for is read, and each part in the same few queries."""

    rows: QuerySet[Any, Row]
    read: Callable[[list[Row]], list[One]]

    def count(self) -> int:
        """Return how many there are."""
        return self.rows.count()

    def __getitem__(self, part: slice) -> list[One]:
        """Return a part."""
        return self.read(list(self.rows[part]))

    def __iter__(self) -> Iterator[One]:
        """Go over them all."""
        return iter(self.read(list(self.rows)))


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


def received_offers(actor: Actor, *, unseen: bool = False) -> Listing[dict[str, Any], Received]:
    """Return the offers that reached the body, each in its newest version (three queries).

    ``unseen``: only those nobody here has looked at.

    Raises:
        Refused: the actor may not see them.
    """
    require(actor, Permission.COMMONS_VIEW)
    rows = _standing_rows()
    return Listing(rows.exclude(pk__in=OfferReceipt.objects.values("offer")) if unseen else rows, _received)


def received(actor: Actor, pk: int) -> Received:
    """Return one offer that reached the body.

    Raises:
        Refused: the actor may not see it.
        NotFound: no prefecture of the body offers it, or there is a newer version.
    """
    require(actor, Permission.COMMONS_VIEW)
    found = _received(list(_standing_rows().filter(pk=pk)))
    if not found:
        raise NotFound(
            "配布が見つかりません。",
            why="取り下げられたか、新しい版に替わりました。",
            next_step="配布の一覧からさがしてください。",
        )
    return found[0]


def taken_offers(actor: Actor) -> Listing[TakenOffer, tuple[TakenOffer, str]]:
    """Return what the body took over, with ``newest``, ``newer`` or ``withdrawn`` (two queries).

    Raises:
        Refused: the actor may not see it.
    """
    require(actor, Permission.COMMONS_VIEW)
    return Listing(TakenOffer.objects.select_related("taken_by"), _with_standing)


def own_offers(actor: Actor) -> Listing[Offer, tuple[Offer, list[Told]]]:
    """Return the newest version of each offer of the own body, with what its municipalities did.

    Raises:
        Refused: the actor may not see them.
    """
    require(actor, Permission.COMMONS_VIEW)
    rows = Offer.objects.filter(pk__in=_newest(Offer.objects.all())).select_related("published_by")
    return Listing(rows, lambda part: list(zip(part, _told(part), strict=True)))


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


def parts_of(values: dict[str, Any] | TakenOffer | Offer | None) -> dict[str, str]:
    """Return what an offer consists of; nothing where there is none."""
    if values is None:
        return {}
    if not isinstance(values, dict):
        values = {name: getattr(values, name) for name in ("kind", "content", "file")}
    return core.parts(OfferKind(values["kind"]), values["content"], values["file"])


def _newest(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return the keys of the newest version of each offer; a later version has the higher key."""
    found: QuerySet[Any, Any] = rows.order_by().values("series").annotate(newest=Max("pk"))
    return found.values("newest")


def _standing_rows() -> QuerySet[Any, dict[str, Any]]:
    """Return the newest version of each offer that reached the body and stands."""
    rows = published(Offer, withdrawn_at=None)
    return rows.filter(pk__in=_newest(rows))


def _received(rows: list[dict[str, Any]]) -> list[Received]:
    receipts = OfferReceipt.objects.filter(offer__in=[row["pk"] for row in rows])
    noted = {one.offer: one for one in receipts}
    taken: dict[str, TakenOffer] = {}
    for one in TakenOffer.objects.filter(series__in=[row["series"] for row in rows]):
        taken.setdefault(one.series, one)
    return [Received(row, noted.get(row["pk"]), taken.get(row["series"])) for row in rows]


def _with_standing(rows: list[TakenOffer]) -> list[tuple[TakenOffer, str]]:
    known = _standing_rows().filter(series__in={one.series for one in rows})
    standing = {row["series"]: row["version"] for row in known}
    return [(one, _standing(one, standing.get(one.series))) for one in rows]


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
