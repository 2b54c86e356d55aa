"""From a finding (指摘) to its end: which verb leads from which state to which, and what stands against it.

指摘 → 改善計画 → 改善 → 確認 → 完了. The table is the whole procedure. Two rules besides: nobody verifies
what they did themselves (対策基準 1(8) 兼務の禁止), and where a machine judges the clause, no word of
a person ends the finding. The clause must be computed as satisfied (a recorded 例外措置 counts) for every
thing named, and what is not known is not satisfied. Pure: today and the judgements are passed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.errors import Conflict, Refused, say
from sekisho.terms import ClauseStatus, FindingGrade, FindingState, N, Term

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


S = FindingState


class Verb(Term):
    """What a person does to a finding."""

    PLAN = "plan", N("改善計画を立てる")
    FINISH = "finish", N("改善したと報告する")
    VERIFY = "verify", N("改善を確かめる")
    RETURN = "return", N("改善を差し戻す")
    CLOSE = "close", N("指摘を終える")


@attrs.frozen
class Move:
    """One row of the table."""

    state: FindingState
    verb: Verb
    to: FindingState


TABLE: tuple[Move, ...] = (
    Move(S.OPEN, Verb.PLAN, S.PLANNED),
    Move(S.PLANNED, Verb.PLAN, S.PLANNED),
    Move(S.PLANNED, Verb.FINISH, S.DONE),
    Move(S.DONE, Verb.VERIFY, S.VERIFIED),
    Move(S.DONE, Verb.RETURN, S.PLANNED),
    Move(S.VERIFIED, Verb.CLOSE, S.CLOSED),
)
_BY_KEY = {(move.state, move.verb): move for move in TABLE}


def begins(grade: FindingGrade) -> FindingState:
    """Return the state a new finding is in: what is good needs no improvement."""
    return S.CLOSED if grade is FindingGrade.GOOD else S.OPEN


def verbs(state: FindingState) -> tuple[Verb, ...]:
    """Return what can be done in ``state``."""
    return tuple(move.verb for move in TABLE if move.state is state)


def after(state: FindingState, verb: Verb) -> FindingState:
    """Return the state that ``verb`` leads to.

    Raises:
        Conflict: the procedure has no such move there; the message names what is possible.
    """
    move = _BY_KEY.get((state, verb))
    if move is None:
        possible = list(verbs(state)) or say("なし")
        raise Conflict(
            say("この指摘は「{state}」なので「{verb}」ことができません。", state=state, verb=verb),
            why=say("今できること：{verbs}", verbs=possible),
            next_step="画面を開き直して、今の状態を確かめてください。",
        )
    return move.to


def refuse_own(reporters: Collection[int | None], verifier: int) -> None:
    """Refuse a verification by anybody who ever reported the improvement, one sent back included.

    Raises:
        Refused: the verifier is among them.
    """
    if verifier in reporters:
        raise Refused(
            "自分が報告した改善を、自分で確かめることはできません。",
            why="改善した人と確かめる人は別でなければなりません（1(8) 兼務の禁止）。",
            next_step="監査責任者か情報政策課の、ほかの人に頼んでください。",
        )


def refuse_audit_of_own(audited: frozenset[int], auditors: frozenset[int]) -> None:
    """Refuse an audit in which a section of the auditor's is audited.

    Raises:
        Refused: the two share a section.
    """
    if audited & auditors:
        raise Refused(
            "自分の所属する課を監査することはできません。",
            why="監査を受ける者と監査を行う者は別でなければなりません（1(8) 兼務の禁止）。",
            next_step="自分の課を外すか、ほかの監査責任者が計画してください。",
        )


def refuse_unsatisfied(judged: Mapping[str, ClauseStatus]) -> None:
    """Refuse a verification while the clause is not computed as satisfied for every thing in ``judged``.

    A thing the clause does not apply to any more (of which it was retired) stands against nothing.

    Raises:
        Conflict: naming the things that are violated, else those that are not known.
    """
    for status in (ClauseStatus.VIOLATED, ClauseStatus.UNKNOWN):
        things = sorted(name for name, found in judged.items() if found is status)
        if things:
            raise Conflict(
                say("条文の判定がまだ「{status}」です：{things}", status=status, things=things),
                why="関所が判定する条文は、人の申告では終わりません。台帳の事実から判定します。",
                next_step="台帳を直すか、例外措置の決裁を受けてから、もう一度確かめてください。",
            )
