"""Which verb leads from which state to which, and whose verb it is (手続の状態表).

The table is the whole procedure: a verb that is not in it for a state cannot be done there. Whether the
person *is* the reviewer or the decider of an application is found by the server from the route; here only
the parts (:class:`Part`) are named. Conventions as office rules have them;
代決 only for an absent decider, followed by 後閲.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.errors import BadInput, Conflict, say
from sekisho.terms import ApplicationState, N, StepKind, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

S = ApplicationState


class Verb(Term):
    """What a person does to an application."""

    SAVE = "save", N("下書きを直す")
    SUBMIT = "submit", N("申請する")
    REVIEW = "review", N("審査を終える")
    CONSULT = "consult", N("合議に答える")
    DECIDE = "decide", N("決裁する")
    ACT_FOR = "act_for", N("代決する")
    SEND_BACK = "send_back", N("差し戻す")
    REJECT = "reject", N("却下する")
    PULL_BACK = "pull_back", N("引き戻す")
    WITHDRAW = "withdraw", N("取り下げる")
    AMEND = "amend", N("決裁後に直す")


class Part(Term):
    """The part a person has in one application at one moment."""

    APPLICANT = "applicant", N("申請者")
    REVIEWER = "reviewer", N("審査者")
    CONSULTED = "consulted", N("合議先")
    DECIDER = "decider", N("決裁者")
    DEPUTY = "deputy", N("代決者")


NEXT = None
"""Marks a verb that leads to the state of the next step of the route."""


@attrs.frozen
class Move:
    """One row of the table: who may do ``verb`` in ``state``, and where it leads."""

    state: ApplicationState
    verb: Verb
    parts: tuple[Part, ...]
    to: ApplicationState | None = NEXT
    reason: bool = False
    """Whether a written reason must come with it."""


STATE_OF_STEP = {
    StepKind.REVIEW: S.UNDER_REVIEW,
    StepKind.CONSULTATION: S.IN_CONSULTATION,
    StepKind.DECISION: S.AWAITING_DECISION,
}
PART_OF_STEP = {
    StepKind.REVIEW: Part.REVIEWER,
    StepKind.CONSULTATION: Part.CONSULTED,
    StepKind.DECISION: Part.DECIDER,
}
EDITABLE = (S.DRAFT, S.SENT_BACK, S.PULLED_BACK)
IN_PROCEDURE = (S.UNDER_REVIEW, S.IN_CONSULTATION, S.AWAITING_DECISION)
CLOSED = (S.APPROVED, S.REJECTED, S.WITHDRAWN)

_APPLICANT = (Part.APPLICANT,)
_DECIDING = (Part.DECIDER, Part.DEPUTY)

TABLE: tuple[Move, ...] = (
    *(Move(state, Verb.SAVE, _APPLICANT, state) for state in EDITABLE),
    *(Move(state, Verb.SUBMIT, _APPLICANT) for state in EDITABLE),
    *(
        Move(state, Verb.WITHDRAW, _APPLICANT, S.WITHDRAWN, reason=True)
        for state in (*EDITABLE, *IN_PROCEDURE)
    ),
    *(Move(state, Verb.PULL_BACK, _APPLICANT, S.PULLED_BACK, reason=True) for state in IN_PROCEDURE),
    Move(S.UNDER_REVIEW, Verb.REVIEW, (Part.REVIEWER,)),
    Move(S.UNDER_REVIEW, Verb.SEND_BACK, (Part.REVIEWER,), S.SENT_BACK, reason=True),
    Move(S.IN_CONSULTATION, Verb.CONSULT, (Part.CONSULTED,)),
    Move(S.IN_CONSULTATION, Verb.SEND_BACK, (Part.CONSULTED,), S.SENT_BACK, reason=True),
    Move(S.AWAITING_DECISION, Verb.DECIDE, (Part.DECIDER,), S.APPROVED),
    Move(S.AWAITING_DECISION, Verb.ACT_FOR, (Part.DEPUTY,), S.APPROVED, reason=True),
    Move(S.AWAITING_DECISION, Verb.SEND_BACK, _DECIDING, S.SENT_BACK, reason=True),
    Move(S.AWAITING_DECISION, Verb.REJECT, _DECIDING, S.REJECTED, reason=True),
    Move(S.APPROVED, Verb.AMEND, _APPLICANT, S.APPROVED, reason=True),
)

_BY_KEY = {(move.state, move.verb): move for move in TABLE}


def move(state: ApplicationState, verb: Verb) -> Move:
    """Return the row for ``verb`` in ``state``.

    Raises:
        Conflict: the procedure has no such move there; the message names what is possible.
    """
    found = _BY_KEY.get((state, verb))
    if found is None:
        possible = [row.verb for row in TABLE if row.state is state] or say("なし")
        raise Conflict(
            say("この申請は「{state}」なので「{verb}」ことができません。", state=state, verb=verb),
            why=say("今できること：{verbs}", verbs=possible),
            next_step="画面を開き直して、今の状態を確かめてください。",
        )
    return found


def verbs(state: ApplicationState, parts: Iterable[Part]) -> tuple[Verb, ...]:
    """Return what somebody with these ``parts`` may do in ``state``, in the order of the table."""
    held = frozenset(parts)
    return tuple(row.verb for row in TABLE if row.state is state and held & frozenset(row.parts))


def state_after(done: int, kinds: tuple[StepKind, ...]) -> ApplicationState:
    """Return the state after the first ``done`` steps of a route of ``kinds`` are finished."""
    return STATE_OF_STEP[kinds[done]] if done < len(kinds) else S.APPROVED


def check_reason(row: Move, reason: str) -> None:
    """Refuse an empty reason where the procedure wants one.

    Raises:
        BadInput: the reason is missing.
    """
    if row.reason and not reason.strip():
        raise BadInput(
            say("「{verb}」には理由が要ります。", verb=row.verb),
            where="理由",
            next_step="相手に伝わるように、理由を書いてください。",
        )
