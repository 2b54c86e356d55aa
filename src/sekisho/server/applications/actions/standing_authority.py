"""専決規程を替える: checked whole before it takes effect; applications on their way keep their route."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput
from sekisho.procedures import authority
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.applications.models import StandingAuthority
from sekisho.server.crossings.actions import Subject, record

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

_LONGEST = 100_000


def set_standing_authority(actor: Actor, *, text: str) -> StandingAuthority:
    """Put a rule table into force for applications filed from now on. Writes ``standing_authority.set``.

    Raises:
        Refused: the actor may not manage it.
        BadInput: the table cannot be read or is not whole.
    """
    require(actor, Permission.ROUTE_RULES)
    if len(text) > _LONGEST:
        raise BadInput("専決規程が長すぎます。", where="専決規程", next_step="10万文字までにしてください。")
    table = authority.parse(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        row = StandingAuthority.make(text=text, sha256=sha256, since=timezone.now(), set_by_id=actor.person)
        record(
            actor,
            "standing_authority.set",
            Subject("standing_authority", row.pk),
            {"title": table.title, "version": table.version, "sha256": sha256},
        )
    return row
