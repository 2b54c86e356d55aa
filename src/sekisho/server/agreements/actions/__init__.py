"""Every change of this slice. One verb, one function, one journal entry."""

from __future__ import annotations

from sekisho.server.agreements.actions.annex_answers import issue_annex, take_in_annex
from sekisho.server.agreements.actions.answers import (
    accept_earlier,
    answer_as_guest,
    confirm,
    save_guest_draft,
    take_earlier_as_answer,
    take_in_answers,
)
from sekisho.server.agreements.actions.contract_items import ask_other_items, set_items
from sekisho.server.agreements.actions.contradictions import settle_contradiction
from sekisho.server.agreements.actions.questionnaires import (
    cancel,
    make_questionnaire,
    revise_questions,
    send,
    withdraw_link,
)
from sekisho.server.agreements.actions.requirements import (
    add_requirement,
    remove_requirement,
    set_requirements,
)
from sekisho.server.agreements.actions.responsibility import accept_proposals, begin_split, decide_line
from sekisho.server.agreements.actions.templates import (
    note_annex,
    note_application_annex,
    retire_template,
    take_template,
)

__all__ = [
    "accept_earlier",
    "accept_proposals",
    "add_requirement",
    "answer_as_guest",
    "ask_other_items",
    "begin_split",
    "cancel",
    "confirm",
    "decide_line",
    "issue_annex",
    "make_questionnaire",
    "note_annex",
    "note_application_annex",
    "remove_requirement",
    "retire_template",
    "revise_questions",
    "save_guest_draft",
    "send",
    "set_items",
    "set_requirements",
    "settle_contradiction",
    "take_earlier_as_answer",
    "take_in_annex",
    "take_in_answers",
    "take_template",
    "withdraw_link",
]
