"""さくら市 leads its services through the gates: one attempt was refused, one passed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.utils import timezone

from sekisho.errors import Refused
from sekisho.procedures.phases import Kind
from sekisho.server.accounts.queries import staff_of
from sekisho.server.ledgers import queries as ledgers
from sekisho.server.ledgers.actions import change_service
from sekisho.server.ledgers.in_use import to_begin
from sekisho.server.lifecycle.actions import pass_gate
from sekisho.terms import Phase

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

RULES = {"operation_rules": True, "incident_procedure": True, "users_briefed": True, "disposal_rules": True}


def fill(actor: Actor) -> None:
    """Let one service begin and be renewed; the gate of the other is asked too early, and waits.

    The first is entrusted with nothing secret and needs only its manager named.
    """
    ready, unready = list(to_begin(timezone.localdate()))[:2]
    someone = staff_of(ready.section_id, timezone.localdate()).first()
    change_service(actor, ready.pk, ready.version, manager=someone)
    _pass(actor, ready.pk, Phase.OPERATION, RULES)
    _pass(actor, ready.pk, Phase.RENEWAL, RULES)
    with suppress(Refused):  # kept as a refused attempt: that is what the demo shows
        _pass(actor, unready.pk, Phase.OPERATION, {})


def _pass(actor: Actor, service: int, to: Phase, stated: dict[str, bool]) -> None:
    row = ledgers.service(actor, service)
    note = f"{timezone.localdate().year}年度の点検表と規程の綴りを見た。"
    pass_gate(actor, Kind.SERVICE, row.pk, row.version, to=to, stated=stated, note=note)
