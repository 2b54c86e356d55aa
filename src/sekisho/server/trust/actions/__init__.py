"""Every change of this slice. One verb, one function, one journal entry."""

from __future__ import annotations

from sekisho.server.trust.actions.absences import answer_absence
from sekisho.server.trust.actions.adopting import adopt
from sekisho.server.trust.actions.evidence import add_evidence, change_evidence, withdraw
from sekisho.server.trust.actions.functions import set_functions
from sekisho.server.trust.actions.judging import judge
from sekisho.server.trust.actions.registers import (
    file_of,
    import_register,
    receive_register,
    received,
    take_in_received,
)
from sekisho.server.trust.actions.watching import announce_ends, flag_fallen

__all__ = [
    "add_evidence",
    "adopt",
    "announce_ends",
    "answer_absence",
    "change_evidence",
    "file_of",
    "flag_fallen",
    "import_register",
    "judge",
    "receive_register",
    "received",
    "set_functions",
    "take_in_received",
    "withdraw",
]
