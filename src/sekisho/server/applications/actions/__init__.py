"""The verbs of an application, one file each: permission, judgement, write, record, in one transaction."""

from __future__ import annotations

from sekisho.server.applications.actions.amend import amend
from sekisho.server.applications.actions.attach import attach, detach
from sekisho.server.applications.actions.consult import consult
from sekisho.server.applications.actions.decide import act_for, decide
from sekisho.server.applications.actions.exceptions import ask_exception, decide_exception, prolong_exception
from sekisho.server.applications.actions.hand_over import hand_over, successors
from sekisho.server.applications.actions.later_read import later_read
from sekisho.server.applications.actions.leave import pull_back, reject, send_back, withdraw
from sekisho.server.applications.actions.print_record import print_record
from sekisho.server.applications.actions.review import Stated, review
from sekisho.server.applications.actions.save_draft import copy, save_draft, start
from sekisho.server.applications.actions.standing_authority import set_standing_authority
from sekisho.server.applications.actions.submit import submit
from sekisho.server.applications.actions.take_in_sheet import take_in_sheet

__all__ = [
    "Stated",
    "act_for",
    "amend",
    "ask_exception",
    "attach",
    "consult",
    "copy",
    "decide",
    "decide_exception",
    "detach",
    "hand_over",
    "later_read",
    "print_record",
    "prolong_exception",
    "pull_back",
    "reject",
    "review",
    "save_draft",
    "send_back",
    "set_standing_authority",
    "start",
    "submit",
    "successors",
    "take_in_sheet",
    "withdraw",
]
