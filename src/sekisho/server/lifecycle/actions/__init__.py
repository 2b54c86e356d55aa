"""Every change of a phase, and every regular check. One verb, one function, one journal entry."""

from __future__ import annotations

from sekisho.server.lifecycle.actions.pass_gate import pass_gate
from sekisho.server.lifecycle.actions.record_check import record_check

__all__ = ["pass_gate", "record_check"]
