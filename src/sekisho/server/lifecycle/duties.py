"""期日のある仕事: what has to be done by a day, from every slice that says so here.

A slice registers a source once at start-up; this slice knows nothing of it. A source gets (actor, day) and
returns what is not done yet, of what the actor may see, in as many queries however much there is. What is
done leaves its source, by the act that did it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from sekisho.errors import say
from sekisho.procedures import climbing
from sekisho.procedures.regular import NOTICE
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import holders_of
from sekisho.terms import DueState, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from sekisho.procedures.climbing import Matter
    from sekisho.server.accounts.permissions import Actor


@attrs.frozen
class Duty:
    """One thing to be done by a day."""

    kind: str
    """What sort of work it is, as a Japanese word of the source; one of those it was registered with."""
    matter: Matter
    """By which rule it climbs when its day is missed."""
    what: str
    thing: str
    section: int
    section_name: str
    due: dt.date
    who: str
    """Whose task it is: a name, or the word of a role."""
    url: str
    """Where it is done, or seen."""


@attrs.frozen
class Line:
    """A duty as the list shows it: where it stands, and who has it now since when."""

    duty: Duty
    state: DueState
    holder: str
    since: dt.date | None


Source: TypeAlias = "Callable[[Actor, dt.date], Iterable[Duty]]"

_sources: list[Source] = []
_kinds: list[str] = []


def register(source: Source, *kinds: str) -> None:
    """Let ``source`` add duties of these ``kinds``; registering it twice is once."""
    if source not in _sources:
        _sources.append(source)
    _kinds.extend(kind for kind in kinds if kind not in _kinds)


def kinds() -> list[str]:
    """Return the kinds of duties there are, in the order of registration."""
    return list(_kinds)


def duties(actor: Actor, day: dt.date) -> list[Duty]:
    """Return everything with a due day that ``actor`` may see, the nearest first.

    Raises:
        Refused: the actor may not see the ledgers at all.
    """
    require(actor, Permission.SERVICE_VIEW)
    found = [duty for source in _sources for duty in source(actor, day)]
    return sorted(found, key=lambda one: (one.due, one.kind, one.thing, one.what))


def lines(found: Iterable[Duty], day: dt.date) -> list[Line]:
    """Say of each duty where it stands and who has it now (one query for the names)."""
    names = _names(day)
    return [_line(duty, names, day) for duty in found]


def state(due: dt.date, day: dt.date) -> DueState:
    """Return where something due on ``due`` stands."""
    if due < day:
        return DueState.OVERDUE
    return DueState.NEAR if due - day <= NOTICE else DueState.AHEAD


def _line(duty: Duty, names: dict[tuple[Role, int | None], str], day: dt.date) -> Line:
    stands = climbing.rung(duty.matter, duty.due, day)
    if stands is None or climbing.LADDER.index(stands.role) < _HEAD:
        return Line(duty, state(duty.due, day), duty.who, stands.since if stands else None)
    at = None if stands.role in climbing.OF_BODY else duty.section
    named = names.get((stands.role, at), "")
    holder = say("{name}（{role}）", name=named, role=stands.role) if named else str(stands.role.label)
    return Line(duty, DueState.OVERDUE, holder, stands.since)


_HEAD = climbing.LADDER.index(Role.MANAGER)
"""Below the head of the section it still stands with the one whose task it is."""


def _names(day: dt.date) -> dict[tuple[Role, int | None], str]:
    """Return who holds each office to which something climbs: of a section, or (None) of the body."""
    found: dict[tuple[Role, int | None], list[str]] = {}
    for post in holders_of((Role.MANAGER, Role.GENERAL_OFFICER, Role.CISO), day):
        role = Role(post.role)
        at = None if role in climbing.OF_BODY else post.section_id
        found.setdefault((role, at), []).append(post.person.name)
    return {key: "、".join(people) for key, people in found.items()}
