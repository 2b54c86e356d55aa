"""Every change of this slice. One verb, one function, one journal entry."""

from __future__ import annotations

from sekisho.server.offers.actions.deciding import decline_offer, note_seen, take_offer
from sekisho.server.offers.actions.publishing import publish_offer, withdraw_offer

__all__ = ["decline_offer", "note_seen", "publish_offer", "take_offer", "withdraw_offer"]
