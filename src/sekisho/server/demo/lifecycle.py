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
from sekisho.server.lifecycle.actions import pass_gate
from sekisho.terms import Phase

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService

RULES = {"operation_rules": True, "incident_procedure": True, "users_briefed": True, "disposal_rules": True}


def fill(actor: Actor) -> None:
    """Ask for two renewals: one service is not ready for it, the other is, once its manager is named."""
    ready, unready = [
        one for one in ledgers.services(actor).order_by("number") if one.phase_now == "operation"
    ][:2]
    with suppress(Refused):  # kept as a refused attempt: that is what the demo shows
        _renew(actor, unready, {})
    someone = staff_of(ready.section_id, timezone.localdate()).first()
    change_service(actor, ready.pk, ready.version, manager=someone)
    _renew(actor, ledgers.service(actor, ready.pk), RULES)


def _renew(actor: Actor, row: ExternalService, stated: dict[str, bool]) -> None:
    note = f"{timezone.localdate().year}年度の点検表と規程の綴りを見た。"
    pass_gate(actor, Kind.SERVICE, row.pk, row.version, to=Phase.RENEWAL, stated=stated, note=note)
