"""委託先・外部サービス提供者: add, change, retire, and find the one that is meant.

The register of firms is shared by all sections: who may edit contracts somewhere may add a firm; a firm
that other sections deal with is changed only by those whose permission reaches the whole body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.errors import Conflict, Refused
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.crossings.actions import record
from sekisho.server.ledgers.actions import changes, versions
from sekisho.server.ledgers.actions.books import CONTRACTORS
from sekisho.server.ledgers.firms import Firms
from sekisho.server.ledgers.models import Contract, Contractor, ExternalService

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor


def add_contractor(actor: Actor, **values: Any) -> Contractor:  # noqa: ANN401  the model's own fields
    """Add a firm. Writes ``contractor.added``.

    Raises:
        Refused: the actor may not edit contracts anywhere.
        BadInput: a value is missing or wrong, or the 法人番号 is taken.
    """
    row: Contractor = changes.add(actor, CONTRACTORS, values)
    return row


def change_contractor(actor: Actor, pk: int, version: int, **values: Any) -> Contractor:  # noqa: ANN401  the model's own fields
    """Change a firm as it stood at ``version``. Writes ``contractor.changed``.

    Raises:
        NotFound, Refused, Conflict, BadInput: as :func:`.changes.change` says.
        Refused: other sections deal with the firm too.
    """
    _require_own(actor, pk)
    row: Contractor = changes.change(actor, CONTRACTORS, pk, version, values)
    return row


def retire_contractor(actor: Actor, pk: int, version: int, *, on: dt.date, reason: str) -> Contractor:
    """Take a firm out of the lists from ``on``. Writes ``contractor.retired``.

    Raises:
        NotFound, Refused, Conflict, BadInput: as :func:`.changes.retire` says.
        Conflict: a contract or service with it still stands.
    """
    _require_own(actor, pk)
    if (
        Contract.objects.filter(contractor_id=pk, retired_on=None, ends__gte=on).exists()
        or ExternalService.objects.filter(provider_id=pk, retired_on=None).exists()
    ):
        raise Conflict(
            "この委託先との契約や、提供を受けているサービスが残っています。",
            next_step="契約とサービスを終えてから、外してください。",
        )
    row: Contractor = changes.retire(actor, CONTRACTORS, pk, version, on=on, reason=reason)
    return row


def find_or_enter(actor: Actor, *, name: str, corporate_number: str = "") -> Contractor:
    """Return the firm meant, entering it if it is new. Runs inside the caller's transaction.

    The 法人番号 decides; without one, the same name however spelled (widths, old characters), as long as
    only one firm has it. The caller has checked the permission.

    Raises:
        BadInput: the 法人番号 is not one, or the name is empty.
    """
    found = Firms(Contractor.objects.filter(retired_on=None)).find(name, corporate_number)
    if found is not None and (not corporate_number or found.corporate_number):
        return found
    row = found or Contractor(body_id=body_in_force(), name=name)
    row.corporate_number = corporate_number
    changes.clean(row, CONTRACTORS)
    if found is None:
        row.save()
        verb = "contractor.added"
        data: dict[str, object] = {"values": {"name": name, "corporate_number": corporate_number}}
    else:
        versions.save_next(row)
        verb = "contractor.changed"
        data = {"changes": {"corporate_number": ["", corporate_number]}}
    record(actor, verb, changes.subject_of(row, CONTRACTORS), data)
    return row


def _require_own(actor: Actor, pk: int) -> None:
    require(actor, Permission.CONTRACT_EDIT)
    sections = actor.sections_for(Permission.CONTRACT_EDIT)
    if sections is None:
        return
    others = (
        Contract.objects.filter(contractor_id=pk).exclude(section_id__in=sections).exists()
        or ExternalService.objects.filter(provider_id=pk).exclude(section_id__in=sections).exists()
    )
    if others:
        raise Refused(
            "ほかの課も取引している委託先なので、直せません。",
            why="委託先の台帳は全庁で一つです。",
            next_step="情報政策課に連絡して、直してもらってください。",
        )
