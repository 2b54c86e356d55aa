"""配布 over the API: the pages' own queries and actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.params.functions import Query

from sekisho.server.accounts.permissions import Permission
from sekisho.server.offers import actions, effects, queries
from sekisho.server.site.api_access import Holding
from sekisho.server.site.routes import actor_of
from sekisho.terms import OfferEdits, OfferKind

router = Router(tags=["県と市町村"])
VIEW, PUBLISH, DECIDE = (
    Holding(one) for one in (Permission.COMMONS_VIEW, Permission.OFFER_PUBLISH, Permission.OFFER_DECIDE)
)

LIMIT, OFFSET = Query(200, ge=1, le=200), Query(0, ge=0, le=10_000_000)


class OfferIn(Schema):
    """Clauses, requirements or items as text; with ``series``, the next version after ``version``."""

    kind: OfferKind
    title: str = Field(max_length=120)
    note: str = Field("", max_length=400)
    text: str = Field("", max_length=200_000)
    series: str = Field("", max_length=32)
    version: int = Field(0, ge=0)


class OfferTold(Schema):
    """How far one municipality came."""

    body: str = Field(alias="name")
    state: str
    version: int | None
    noted_at: dt.datetime | None


class OwnOfferOut(Schema):
    """An offer of the own body in its newest version."""

    id: int
    series: str
    version: int
    kind: str
    title: str
    digest: str
    withdrawn_at: dt.datetime | None
    municipalities: list[OfferTold]


class ReceivedOfferOut(Schema):
    """An offer that reached the body; ``shown`` is the consent to what it would change now."""

    id: int
    body: str
    series: str
    version: int
    kind: str
    title: str
    note: str
    content: dict[str, Any]
    digest: str
    state: str
    newer: bool
    taken_version: int | None


class OfferEffectOut(Schema):
    """What taking it over would change: parts against the version taken, decisions judged again."""

    shown: str
    added: list[str]
    dropped: list[str]
    changed: list[str]
    decisions: int | None
    decisions_changed: int | None
    findings: list[str]
    altered: list[str]
    """What the own body altered in the version it took, by name."""
    replaces: str
    """The own body's template that goes out of use; empty where there is none."""


class OfferKey(Schema):
    """The row that was written."""

    id: int


class OfferConsentIn(Schema):
    """What was shown, as :class:`OfferEffectOut` gave it."""

    shown: str = Field(max_length=64)
    edits: OfferEdits | None = None
    """What becomes of ``altered``; needed where there is any."""


class OfferDeclineIn(Schema):
    """Why it is not taken over."""

    reason: str = Field(max_length=400)


@router.get("/own", response=list[OwnOfferOut], auth=VIEW, summary="自団体の配布")
def own(request: HttpRequest, limit: int = LIMIT, offset: int = OFFSET) -> Any:
    """Return what the own body offers, with how far its municipalities came; the newest first."""
    rows = queries.own_offers(actor_of(request))[offset : offset + limit]
    return [_own(row, told) for row, told in rows]


@router.get("/received", response=list[ReceivedOfferOut], auth=VIEW, summary="届いた配布")
def received(request: HttpRequest, limit: int = LIMIT, offset: int = OFFSET) -> Any:
    """Return what reached the body, each in its newest version; the newest first."""
    rows = queries.received_offers(actor_of(request))[offset : offset + limit]
    return [_received(one) for one in rows]


@router.get("/{pk}/effect", response=OfferEffectOut, auth=VIEW, summary="配布を取り込むと変わること")
def effect(request: HttpRequest, pk: int, edits: OfferEdits = OfferEdits.REPLACE) -> Any:
    """Return what taking an offer over would change, with ``edits`` kept or replaced; nothing is written."""
    actor = actor_of(request)
    found = queries.received(actor, pk)
    differs, answer = effects.difference(found), effects.what_if(actor, found, edits)
    altered, replaced = effects.altered(found), effects.replaced(found)
    replay = answer.replay if answer else None
    return {
        "shown": effects.shown_digest(found),
        "added": list(differs.added),
        "dropped": list(differs.dropped),
        "changed": list(differs.changed),
        "decisions": replay.total if replay else None,
        "decisions_changed": len(replay.differences) if replay else None,
        "findings": [f"{one.clause} {one.message}" for one in answer.findings] if answer else [],
        "altered": altered.names if altered else [],
        "replaces": replaced.name if replaced else "",
    }


@router.post("", response={201: OfferKey}, auth=PUBLISH, summary="市町村に配布する")
def publish(request: HttpRequest, given: OfferIn) -> Any:
    """Offer clauses, requirements or contract items; templates are offered on the page."""
    values = given.dict()
    return Status(201, actions.publish_offer(actor_of(request), values.pop("kind"), **values))


@router.post("/{pk}/withdraw", response={204: None}, auth=PUBLISH, summary="配布を取り下げる")
def withdraw(request: HttpRequest, pk: int) -> Any:
    """Offer it no longer."""
    actions.withdraw_offer(actor_of(request), pk)
    return Status(204, None)


@router.post("/{pk}/seen", response={204: None}, auth=DECIDE, summary="配布を確かめた")
def seen(request: HttpRequest, pk: int) -> Any:
    """Note that it was looked at."""
    actions.note_seen(actor_of(request), pk)
    return Status(204, None)


@router.post("/{pk}/take", response={201: OfferKey}, auth=DECIDE, summary="配布を取り込む")
def take(request: HttpRequest, pk: int, given: OfferConsentIn) -> Any:
    """Take it over as it was shown."""
    return Status(201, actions.take_offer(actor_of(request), pk, shown=given.shown, edits=given.edits or ""))


@router.post("/{pk}/decline", response={204: None}, auth=DECIDE, summary="配布を取り込まない")
def decline(request: HttpRequest, pk: int, given: OfferDeclineIn) -> Any:
    """Do not take it over."""
    actions.decline_offer(actor_of(request), pk, reason=given.reason)
    return Status(204, None)


def _own(row: Any, told: list[queries.Told]) -> dict[str, Any]:
    names = ("series", "version", "kind", "title", "digest", "withdrawn_at")
    return {"id": row.pk, "municipalities": told} | {name: getattr(row, name) for name in names}


def _received(one: queries.Received) -> dict[str, Any]:
    names = ("series", "version", "kind", "title", "note", "content", "digest")
    return {name: one.values[name] for name in names} | {
        "id": one.values["pk"],
        "body": one.values["body_name"],
        "state": one.state.value,
        "newer": one.newer,
        "taken_version": one.taken.version if one.taken else None,
    }
