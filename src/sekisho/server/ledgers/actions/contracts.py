"""委託契約: add, change, retire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.actions.books import CONTRACTS

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import Contract


def add_contract(actor: Actor, **values: Any) -> Contract:  # noqa: ANN401  the model's own fields
    """Add a contract. Writes ``contract.added``.

    Raises:
        Refused: the actor may not edit contracts of the section.
        BadInput: a value is missing, wrong, or the number is taken.
    """
    row: Contract = changes.add(actor, CONTRACTS, values)
    return row


def change_contract(actor: Actor, pk: int, version: int, **values: Any) -> Contract:  # noqa: ANN401  the model's own fields
    """Change the named fields of a contract as it stood at ``version``. Writes ``contract.changed``.

    Raises:
        NotFound, Refused, Conflict, BadInput: as :func:`.changes.change` says.
    """
    row: Contract = changes.change(actor, CONTRACTS, pk, version, values)
    return row


def retire_contract(actor: Actor, pk: int, version: int, *, on: dt.date, reason: str) -> Contract:
    """Take a contract out of the ledger from ``on``. Writes ``contract.retired``.

    Raises:
        NotFound, Refused, Conflict, BadInput: as :func:`.changes.retire` says.
    """
    row: Contract = changes.retire(actor, CONTRACTS, pk, version, on=on, reason=reason)
    return row
