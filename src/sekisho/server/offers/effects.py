"""What taking an offer over would change here, before anybody decides: nothing is written."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sekisho.procedures import offers as core
from sekisho.server.accounts.permissions import Permission
from sekisho.server.catalogues import replays
from sekisho.server.catalogues.queries import local_clauses
from sekisho.server.offers import queries
from sekisho.terms import OfferKind

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.catalogues.replays import WhatIf
    from sekisho.server.offers.queries import Received


def difference(found: Received) -> core.Difference:
    """Return how this version differs from the one that was taken over; all is new where none was."""
    return core.difference(queries.parts_of(found.taken), queries.parts_of(found.values))


def merged(found: Received) -> str:
    """Return the body's own clauses with the offered ones.

    Raises:
        BadInput: they cannot be put together.
    """
    own, values = local_clauses(), found.values
    label = f"{values['body_name']}「{values['title']}」第{values['version']}版"
    return core.put_in(
        own.text if own else "", values["series"], label, str(values["content"].get("text", ""))
    )


def what_if(actor: Actor, found: Received) -> WhatIf | None:
    """Judge the body's own recorded decisions again as if the offered clauses were in force.

    None for what is no clause, or where the actor may not ask.

    Raises:
        BadInput: as :func:`merged`.
    """
    if found.kind is not OfferKind.CLAUSES or not actor.may(Permission.WHAT_IF):
        return None
    return replays.what_if(actor, merged(found))


def shown_digest(found: Received) -> str:
    """Return the digest of what a person decides about: the offer, and the clauses that would result.

    Raises:
        BadInput: as :func:`merged`.
    """
    result = merged(found) if found.kind is OfferKind.CLAUSES else ""
    return hashlib.sha256(f"{found.values['digest']}\n{result}".encode()).hexdigest()
