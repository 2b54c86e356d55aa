"""Every change of this slice. One verb, one function, one journal entry."""

from __future__ import annotations

from sekisho.server.trust.actions.evidence import add_evidence, change_evidence, withdraw
from sekisho.server.trust.actions.functions import set_functions
from sekisho.server.trust.actions.judging import judge
from sekisho.server.trust.actions.watching import announce_ends, flag_fallen

__all__ = [
    "add_evidence",
    "announce_ends",
    "change_evidence",
    "flag_fallen",
    "judge",
    "set_functions",
    "withdraw",
]
