"""段階 and 関門: through which phases an external service or a contract goes, and by which gates.

The phases are those of the proposal (2021-09-27, ① ライフサイクル: 選定, 調達・契約, 導入・構築, 運用・保守,
更改, 廃棄, after ISO/IEC 27017). A gate is judged by the clauses with the phase that lies behind it: what is
asked of a service in 運用・保守 must be so before it is used. 廃棄 is the end; there is no gate out.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import attrs

from sekisho.errors import Conflict, say
from sekisho.terms import N, Phase

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(Enum):
    """What is led through the phases; the values are the ledgers' names."""

    SERVICE = "service"
    CONTRACT = "contract"


@attrs.frozen
class Gate:
    """One way from a phase to the next, with the words of its button."""

    kind: Kind
    origin: Phase
    to: Phase
    label: str


P, S, C = Phase, Kind.SERVICE, Kind.CONTRACT
GIVE_UP = N("取りやめる")
GATES: tuple[Gate, ...] = (
    Gate(S, P.SELECTION, P.CONTRACT, N("調達・契約に進む")),
    Gate(S, P.CONTRACT, P.BUILD, N("導入・構築に進む")),
    Gate(S, P.BUILD, P.OPERATION, N("使い始める")),
    Gate(S, P.OPERATION, P.RENEWAL, N("更改に入る")),
    Gate(S, P.RENEWAL, P.OPERATION, N("更改を終えて使い続ける")),
    Gate(S, P.OPERATION, P.DISPOSAL, N("利用を終える")),
    Gate(S, P.RENEWAL, P.DISPOSAL, N("利用を終える")),
    Gate(C, P.SELECTION, P.CONTRACT, N("調達・契約に進む")),
    Gate(C, P.CONTRACT, P.BUILD, N("構築を委託する")),
    Gate(C, P.CONTRACT, P.OPERATION, N("業務を始める")),
    Gate(C, P.BUILD, P.OPERATION, N("業務を始める")),
    Gate(C, P.OPERATION, P.RENEWAL, N("更改に入る")),
    Gate(C, P.RENEWAL, P.OPERATION, N("更改を終えて続ける")),
    Gate(C, P.OPERATION, P.DISPOSAL, N("委託を終える")),
    Gate(C, P.RENEWAL, P.DISPOSAL, N("委託を終える")),
    *(
        Gate(kind, origin, P.DISPOSAL, GIVE_UP)
        for kind in Kind
        for origin in (P.SELECTION, P.CONTRACT, P.BUILD)
    ),
)


def gates_from(kind: Kind, phase: Phase) -> tuple[Gate, ...]:
    """Return the gates that are open from ``phase``, the way forward first; none from 廃棄."""
    return tuple(one for one in GATES if one.kind is kind and one.origin is phase)


def gate(kind: Kind, origin: Phase, to: Phase) -> Gate:
    """Return the gate from ``origin`` to ``to``.

    Raises:
        Conflict: there is no such way; naming where one can go from here.
    """
    for one in gates_from(kind, origin):
        if one.to is to:
            return one
    ways = [one.to for one in gates_from(kind, origin)]
    raise Conflict(
        say("「{origin}」から「{to}」には進めません。", origin=origin, to=to),
        why=say("ここから進めるのは、{ways}です。", ways=ways) if ways else "廃棄が最後の段階です。",
        next_step="画面を開き直して、今の段階を確かめてください。",
    )


def way(kind: Kind, phase: Phase) -> Iterator[tuple[Phase, str]]:
    """Yield every phase of ``kind`` in order with where it stands: ``done``, ``now`` or ``todo``."""
    order = list(Phase)
    here = order.index(phase)
    known = {one.origin for one in GATES if one.kind is kind} | {Phase.DISPOSAL}
    for number, one in enumerate(order):
        if one in known:
            skipped = one is Phase.RENEWAL and phase is Phase.DISPOSAL
            yield one, "now" if number == here else "done" if number < here and not skipped else "todo"
