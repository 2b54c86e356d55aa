"""情報資産: add, change, retire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.server.ledgers.actions import changes
from sekisho.server.ledgers.actions.books import ASSETS

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import InformationAsset


def add_asset(actor: Actor, **values: Any) -> InformationAsset:  # noqa: ANN401  the model's own fields
    """Add an asset. Writes ``asset.added``.

    Raises:
        Refused: the actor may not edit assets of the section.
        BadInput: a value is missing, wrong, or the number is taken.
    """
    row: InformationAsset = changes.add(actor, ASSETS, values)
    return row


def change_asset(actor: Actor, pk: int, version: int, **values: Any) -> InformationAsset:  # noqa: ANN401  the model's own fields
    """Change the named fields of an asset as it stood at ``version``. Writes ``asset.changed``.

    Raises:
        NotFound, Refused, Conflict, BadInput: as :func:`.changes.change` says.
    """
    row: InformationAsset = changes.change(actor, ASSETS, pk, version, values)
    return row


def retire_asset(actor: Actor, pk: int, version: int, *, on: dt.date, reason: str) -> InformationAsset:
    """Take an asset out of the ledger from ``on``. Writes ``asset.retired``.

    Raises:
        NotFound, Refused, Conflict, BadInput: as :func:`.changes.retire` says.
    """
    row: InformationAsset = changes.retire(actor, ASSETS, pk, version, on=on, reason=reason)
    return row
