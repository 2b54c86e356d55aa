"""確かめる, 取り込む, 取り込まない: what a municipality does with an offer, by a person's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import hold_body
from sekisho.server.agreements.actions import ask_other_items, take_template
from sekisho.server.agreements.actions.ground import required
from sekisho.server.applications import blobs
from sekisho.server.catalogues.actions import set_local_clauses
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.offers import effects, queries
from sekisho.server.offers.models import OfferReceipt, TakenOffer
from sekisho.terms import OfferEdits, OfferKind, OfferState

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.offers.queries import Received

_COPIED = ("series", "version", "kind", "title", "content", "file", "digest")


def note_seen(actor: Actor, pk: int) -> OfferReceipt:
    """Note that the offer was looked at; nothing is decided by it. Writes ``offer.seen``.

    Raises:
        Refused: the actor may not decide about offers.
        NotFound: no such offer stands.
        Conflict: it was looked at already.
    """
    require(actor, Permission.OFFER_DECIDE)
    with transaction.atomic():
        hold_body()
        found = queries.received(actor, pk)
        if found.receipt is not None:
            raise Conflict("この配布は、もう確かめてあります。", next_step="画面を開き直してください。")
        row = _noted(actor, found, OfferState.SEEN)
        record(actor, "offer.seen", Subject("offer", pk), _told(found))
    return row


def take_offer(actor: Actor, pk: int, *, shown: str, edits: str = "") -> TakenOffer:
    """Take the offer over: it takes effect here and now. ``shown`` is the digest of what was shown.

    ``edits`` (a value of ``OfferEdits``) says what becomes of what the body altered in an earlier version.

    Clauses come into the body's own in place of an earlier version, a template is used from now on,
    requirements can be added to lists, items are asked of every contract. Writes ``offer.taken`` beside the
    entries of what takes effect.

    Raises:
        Refused: the actor may not decide, or may not do what takes effect by it.
        NotFound: no such offer stands, or there is a newer version.
        Conflict: it was taken already, or what would take effect is not what was shown.
        BadInput: the body altered what it took over, and ``edits`` does not say what becomes of that.
        BadInput, InvalidRulebook: the clauses do not go with the body's own; nothing changes.
    """
    require(actor, Permission.OFFER_DECIDE)
    with transaction.atomic():
        hold_body()
        found = queries.received(actor, pk)
        if found.decided:
            raise Conflict("この版は、もう取り込んであります。", next_step="画面を開き直してください。")
        if effects.shown_digest(found) != shown:
            raise Conflict(
                "見せた内容と、今取り込むものが違います。",
                why="自団体の条文か配布の内容が、あなたが開いたあとに変わりました。",
                next_step="画面を開き直し、違いを確かめてから決めてください。",
            )
        told = _told(found) | _chosen(found, edits)
        _take_effect(actor, found, edits)
        row: TakenOffer = TakenOffer.make(
            offer=pk,
            from_code=found.values["body_code"],
            from_name=found.values["body_name"],
            taken_at=timezone.now(),
            taken_by_id=actor.person,
            **{name: found.values[name] for name in _COPIED},
        )
        _noted(actor, found, OfferState.TAKEN)
        record(actor, "offer.taken", Subject("offer", pk), told)
    return row


def decline_offer(actor: Actor, pk: int, *, reason: str) -> OfferReceipt:
    """Do not take this version over; the reason stays with the body. Writes ``offer.declined``.

    Raises:
        Refused: the actor may not decide.
        NotFound: no such offer stands, or there is a newer version.
        Conflict: it was taken over.
        BadInput: no reason is given.
    """
    require(actor, Permission.OFFER_DECIDE)
    why = required("理由", reason)
    with transaction.atomic():
        hold_body()
        found = queries.received(actor, pk)
        if found.decided:
            raise Conflict("この版は、もう取り込んであります。", next_step="画面を開き直してください。")
        row = _noted(actor, found, OfferState.DECLINED, why)
        record(actor, "offer.declined", Subject("offer", pk), _told(found) | {"reason": why})
    return row


def _chosen(found: Received, edits: str) -> dict[str, object]:
    """Return what the entry says of edits of the body's own; nothing where it made none."""
    changes = effects.altered(found)
    if changes is None:
        return {}
    if edits not in {one.value for one in OfferEdits}:
        raise BadInput(
            "自団体で直したところをどうするかが選ばれていません。",
            where="自団体で直したところ",
            why=say("{count}か所が、取り込んだときと違います。", count=len(changes.names)),
            next_step="残すか、配布のとおりにするかを選んでから、取り込んでください。",
        )
    return {"edits": edits, "altered": changes.names}


def _take_effect(actor: Actor, found: Received, edits: str) -> None:
    if found.kind is OfferKind.CLAUSES:
        set_local_clauses(actor, text=effects.merged(found, OfferEdits(edits or OfferEdits.REPLACE)))
    elif found.kind is OfferKind.TEMPLATE:
        values = found.values
        take_template(actor, name=str(values["content"]["name"]), data=blobs.get(values["file"]))
    elif found.kind is OfferKind.ITEMS:
        ask_other_items()


def _noted(actor: Actor, found: Received, state: OfferState, reason: str = "") -> OfferReceipt:
    row = found.receipt or OfferReceipt(body_id=actor.body, offer=found.values["pk"])
    row.state, row.reason = state.value, reason
    row.noted_at, row.noted_by_id = timezone.now(), actor.person
    row.save()
    return row


def _told(found: Received) -> dict[str, object]:
    values = found.values
    told = {name: values[name] for name in ("title", "version", "kind", "digest")}
    return told | {"from": values["body_code"]}
