"""The verbs of this slice, one function each; page, API and demo data call these."""

from sekisho.server.incidents.actions.alerting import look_into_alert
from sekisho.server.incidents.actions.calls import (
    join_call,
    open_from_call,
    report_call,
    set_call_aside,
)
from sekisho.server.incidents.actions.changing import change, close, reopen
from sekisho.server.incidents.actions.exercising import answer_exercise, begin_exercise
from sekisho.server.incidents.actions.opening import compare, open_incident, refreeze
from sekisho.server.incidents.actions.papers import note_sent, revise_draft, write_draft
from sekisho.server.incidents.actions.stopping import stop_done
from sekisho.server.incidents.actions.telling import add_entry, add_statement

__all__ = [
    "add_entry",
    "add_statement",
    "answer_exercise",
    "begin_exercise",
    "change",
    "close",
    "compare",
    "join_call",
    "look_into_alert",
    "note_sent",
    "open_from_call",
    "open_incident",
    "refreeze",
    "reopen",
    "report_call",
    "revise_draft",
    "set_call_aside",
    "stop_done",
    "write_draft",
]
