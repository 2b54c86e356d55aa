"""Every change to the ledgers. One verb, one function, one journal entry."""

from __future__ import annotations

from sekisho.server.ledgers.actions.assets import add_asset, change_asset, retire_asset
from sekisho.server.ledgers.actions.contractors import (
    add_contractor,
    change_contractor,
    find_or_enter,
    retire_contractor,
)
from sekisho.server.ledgers.actions.contracts import add_contract, change_contract, retire_contract
from sekisho.server.ledgers.actions.exports import note_export
from sekisho.server.ledgers.actions.imports import (
    Source,
    correct_import,
    import_assets,
    import_contracts,
    import_received,
    read_ledger,
    receive_import,
    would_import,
)
from sekisho.server.ledgers.actions.obligations import finish_obligation
from sekisho.server.ledgers.actions.phases import lead, stay
from sekisho.server.ledgers.actions.services import change_service, enter_service, retire_service

__all__ = [
    "Source",
    "add_asset",
    "add_contract",
    "add_contractor",
    "change_asset",
    "change_contract",
    "change_contractor",
    "change_service",
    "correct_import",
    "enter_service",
    "find_or_enter",
    "finish_obligation",
    "import_assets",
    "import_contracts",
    "import_received",
    "lead",
    "note_export",
    "read_ledger",
    "receive_import",
    "retire_asset",
    "retire_contract",
    "retire_contractor",
    "retire_service",
    "stay",
    "would_import",
]
