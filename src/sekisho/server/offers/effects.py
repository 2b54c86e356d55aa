"""What taking an offer over would change here, before anybody decides: nothing is written."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sekisho.procedures import offer_edits as edits
from sekisho.procedures import offers as core
from sekisho.server.accounts.permissions import Permission
from sekisho.server.agreements.queries import template_in_use
from sekisho.server.catalogues import replays
from sekisho.server.catalogues.queries import local_clauses
from sekisho.server.offers import queries
from sekisho.terms import OfferEdits, OfferKind

if TYPE_CHECKING:
    from sekisho.procedures.offer_edits import Altered
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.agreements.annex_models import AnnexTemplate
    from sekisho.server.catalogues.replays import WhatIf
    from sekisho.server.offers.models import TakenOffer
    from sekisho.server.offers.queries import Received


def difference(found: Received) -> core.Difference:
    """Return how this version differs from the one that was taken over; all is new where none was."""
    return core.difference(queries.parts_of(found.taken), queries.parts_of(found.values))


def altered(found: Received) -> Altered | None:
    """Return what the body altered of its own in the clauses it took over earlier; None where nothing.

    Raises:
        BadInput: what stands there cannot be read.
    """
    if found.kind is not OfferKind.CLAUSES:
        return None
    return edits.altered(_own(), found.values["series"], _text(found.taken)) or None


def replaced(found: Received) -> AnnexTemplate | None:
    """Return the body's own template that goes out of use when this one is taken over, if there is one."""
    row = _template(found)
    came = found.taken.file if found.taken else ""
    return None if row is None or row.file == came else row


def _template(found: Received) -> AnnexTemplate | None:
    if found.kind is not OfferKind.TEMPLATE:
        return None
    return template_in_use(str(found.values["content"].get("name", "")).rsplit(".", 1)[-1].lower())


def merged(found: Received, chosen: OfferEdits = OfferEdits.REPLACE) -> str:
    """Return the body's own clauses with the offered ones; ``chosen``: what becomes of its own edits.

    Raises:
        BadInput: they cannot be put together.
    """
    values = found.values
    label = f"{values['body_name']}「{values['title']}」第{values['version']}版"
    offered, taken = str(values["content"].get("text", "")), _text(found.taken)
    return edits.put_in(_own(), values["series"], label, offered, taken=taken, edits=chosen)


def _own() -> str:
    own = local_clauses()
    return own.text if own else ""


def _text(taken: TakenOffer | None) -> str:
    return str(taken.content.get("text", "")) if taken else ""


def what_if(actor: Actor, found: Received, chosen: OfferEdits = OfferEdits.REPLACE) -> WhatIf | None:
    """Judge the body's own recorded decisions again as if the offered clauses were in force.

    None for what is no clause, or where the actor may not ask.

    Raises:
        BadInput: as :func:`merged`.
    """
    if found.kind is not OfferKind.CLAUSES or not actor.may(Permission.WHAT_IF):
        return None
    return replays.what_if(actor, merged(found, chosen))


def shown_digest(found: Received) -> str:
    """Return the digest of what a person decides about: the offer, its result by either choice, what goes.

    Raises:
        BadInput: as :func:`merged`.
    """
    results = [merged(found, one) for one in OfferEdits] if found.kind is OfferKind.CLAUSES else []
    results += [row.file] if (row := _template(found)) else []
    return hashlib.sha256("\n".join([found.values["digest"], *results]).encode()).hexdigest()
