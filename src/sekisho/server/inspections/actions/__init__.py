"""Every change to 自己点検, 監査 and 指摘. One verb, one function, one journal entry."""

from __future__ import annotations

from sekisho.server.inspections.actions.audits import draw_sample, plan_audit, record_finding
from sekisho.server.inspections.actions.campaigns import close_campaign, open_campaign
from sekisho.server.inspections.actions.improvements import close, finish, plan, send_back, verify
from sekisho.server.inspections.actions.sheets import attach, save_answer, submit_sheet

__all__ = [
    "attach",
    "close",
    "close_campaign",
    "draw_sample",
    "finish",
    "open_campaign",
    "plan",
    "plan_audit",
    "record_finding",
    "save_answer",
    "send_back",
    "submit_sheet",
    "verify",
]
