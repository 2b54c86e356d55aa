"""Every change to the accounts of services and to who was told their 利用方針."""

from __future__ import annotations

from sekisho.server.access.actions.accounts import close_account, open_account, review_account
from sekisho.server.access.actions.briefings import announce, confirm
from sekisho.server.access.actions.imports import (
    correct_accounts,
    import_accounts,
    import_received_accounts,
    receive_accounts,
)

__all__ = [
    "announce",
    "close_account",
    "confirm",
    "correct_accounts",
    "import_accounts",
    "import_received_accounts",
    "open_account",
    "receive_accounts",
    "review_account",
]
