"""Every change to the oversight of contractors."""

from __future__ import annotations

from sekisho.server.oversight.actions.carries import ask_carry, decide_carry, return_carry
from sekisho.server.oversight.actions.places import allow_place, end_place
from sekisho.server.oversight.actions.plans import plan_checks
from sekisho.server.oversight.actions.term_checks import read_report, record_check, verify_improvement
from sekisho.server.oversight.actions.visits import record_visit, settle_visitor
from sekisho.server.oversight.actions.workers import change_worker, end_worker, enter_worker

__all__ = [
    "allow_place",
    "ask_carry",
    "change_worker",
    "decide_carry",
    "end_place",
    "end_worker",
    "enter_worker",
    "plan_checks",
    "read_report",
    "record_check",
    "record_visit",
    "return_carry",
    "settle_visitor",
    "verify_improvement",
]
