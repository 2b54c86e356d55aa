"""Every change of a phase. One verb, one function, one journal entry."""

from __future__ import annotations

from sekisho.server.lifecycle.actions.pass_gate import pass_gate

__all__ = ["pass_gate"]
