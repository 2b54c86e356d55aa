"""Every change to the accounts of services and to who was told their 利用方針."""

from __future__ import annotations

from sekisho.server.access.actions.accounts import close_account, open_account, review_account
from sekisho.server.access.actions.briefings import announce, confirm

__all__ = ["announce", "close_account", "confirm", "open_account", "review_account"]
