"""使う機能を書く: for which functions the body uses a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import BadInput, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import watchers
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.trust.actions.judging import refuse_out_of_use
from sekisho.server.trust.actions.watching import flag_fallen
from sekisho.server.trust.models import FunctionsUsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService

MOST = 100


def set_functions(
    actor: Actor, service: ExternalService, version: int, functions: Iterable[str]
) -> FunctionsUsed:
    """Write down for which functions ``service`` is used. Writes ``functions.set``.

    ``version`` is that of the row seen, 0 where there was none. A judgement made for other functions is
    flagged in the same transaction.

    Raises:
        Refused: the actor may not edit the service.
        Conflict: somebody changed them, or the service is out of use.
        BadInput: none is named, or too many.
    """
    changes.own({"service": service})
    require(actor, Permission.SERVICE_EDIT, section=service.section_id)
    wanted = list(dict.fromkeys(one.strip() for one in functions if one.strip()))
    if not wanted or len(wanted) > MOST:
        raise BadInput(
            say("使う機能は、1つから{most}までです。", most=MOST),
            where="使う機能",
            next_step="使う機能を1行に1つ書いてください。",
        )
    with transaction.atomic():
        changes.hold(service)
        refuse_out_of_use(service)
        row = FunctionsUsed.objects.filter(service=service).first()
        versions.refuse_stale(service, row.version if row else 0, version)
        row = row or FunctionsUsed(body_id=body_in_force(), service=service, version=0)
        before, row.functions, row.version = row.functions, wanted, row.version + 1
        row.save()
        record(
            actor,
            "functions.set",
            Subject("service", service.pk, service.section_id),
            {"changes": {"functions_used": [changes.plain(before), changes.plain(wanted)]}},
        )
        watchers.changed("service", [service.pk])
        flag_fallen(timezone.localdate(), [service.pk])
    return row
