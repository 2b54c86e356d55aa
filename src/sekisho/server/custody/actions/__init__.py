"""Every change to 提供データ台帳. One verb, one function, one journal entry."""

from __future__ import annotations

from sekisho.server.custody.actions.end_contract import end_contract
from sekisho.server.custody.actions.erasures import receive_certificate, verify_erasure
from sekisho.server.custody.actions.hand_over import hand_over
from sekisho.server.custody.actions.spot_checks import settle_spot_check, spot_check
from sekisho.server.custody.actions.subcontracts import add_subcontract, decide_consent

__all__ = [
    "add_subcontract",
    "decide_consent",
    "end_contract",
    "hand_over",
    "receive_certificate",
    "settle_spot_check",
    "spot_check",
    "verify_erasure",
]
