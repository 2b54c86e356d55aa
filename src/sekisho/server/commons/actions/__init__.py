"""What may be done here, one verb each."""

from sekisho.server.commons.actions.facts import share_fact, take_fact, withdraw_fact
from sekisho.server.commons.actions.notices import read_notice, send_notice, withdraw_notice
from sekisho.server.commons.actions.rollups import choose_roll_up
from sekisho.server.commons.actions.successions import cancel_succession, merge_firm, rename_firm

__all__ = [
    "cancel_succession",
    "choose_roll_up",
    "merge_firm",
    "read_notice",
    "rename_firm",
    "send_notice",
    "share_fact",
    "take_fact",
    "withdraw_fact",
    "withdraw_notice",
]
