"""期日のある仕事: what has to be done by a day, from every slice that says so here.

A slice registers a source once at start-up; this slice knows nothing of it. A source gets (actor, day) and
returns what is not done yet, of what the actor may see, in as many queries however much there is. What is
done leaves its source, by the act that did it. Where there may be thousands, a source gives glimpses: what
the list is sorted, counted and narrowed by. Only the page that is shown is made into duties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, overload

import attrs

from sekisho.errors import say
from sekisho.procedures import climbing
from sekisho.procedures.regular import NOTICE
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.queries import holders_of
from sekisho.terms import DueState, Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

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
    """The highest it has climbed to; below the head of the section, whose task it is."""
    since: dt.date | None
    above: bool = False
    """Whether that is somebody else than those whose task it is."""

    @property
    def climbed(self) -> str:
        """To whom above those whose task it is the duty has climbed; empty while it is theirs alone."""
        return self.holder if self.above else ""

    @property
    def climbed_on(self) -> dt.date | None:
        """Since when it has been shown there."""
        return self.since if self.climbed else None


class Glimpse(NamedTuple):
    """A duty before it is shown, in the order in which duties are sorted."""

    due: dt.date
    kind: str
    thing: str
    what: str
    section: int
    held: Any
    """What its source makes the duty of."""
    make: Callable[[Actor, Any], Duty]
    """Makes the duty of what is held; asks the database nothing."""


Source: TypeAlias = "Callable[[Actor, dt.date], Iterable[Duty]]"
Glances: TypeAlias = "Callable[[Actor, dt.date], Iterable[Glimpse]]"

_glances: list[Glances] = []
_sources: list[Source] = []
_kinds: list[str] = []


def register(source: Source, *kinds: str) -> None:
    """Let ``source`` add duties of these ``kinds``; registering it twice is once."""
    if source not in _sources:
        _sources.append(source)
    _kinds.extend(kind for kind in kinds if kind not in _kinds)


def register_many(source: Glances, *kinds: str) -> None:
    """Let ``source`` add duties of which there may be thousands; registering it twice is once."""
    if source not in _glances:
        _glances.append(source)
    _kinds.extend(kind for kind in kinds if kind not in _kinds)


def kinds() -> list[str]:
    """Return the kinds of duties there are, in the order of registration."""
    return list(_kinds)


def glimpses(actor: Actor, day: dt.date) -> list[Glimpse]:
    """Return everything with a due day that ``actor`` may see, the nearest first.

    Raises:
        Refused: the actor may not see the ledgers at all.
    """
    require(actor, Permission.SERVICE_VIEW)
    found = [one for source in _glances for one in source(actor, day)]
    found += [_glimpse(duty) for source in _sources for duty in source(actor, day)]
    return sorted(found, key=lambda one: one[:4])


def duties(actor: Actor, day: dt.date) -> list[Duty]:
    """Return the same whole.

    Raises:
        Refused: the actor may not see the ledgers at all.
    """
    return [whole(actor, one) for one in glimpses(actor, day)]


def whole(actor: Actor, one: Glimpse) -> Duty:
    """Return the duty of a glimpse."""
    return one.make(actor, one.held)


def _glimpse(duty: Duty) -> Glimpse:
    return Glimpse(duty.due, duty.kind, duty.thing, duty.what, duty.section, duty, _as_it_is)


def _as_it_is(_actor: Actor, duty: Duty) -> Duty:
    return duty


class Lines:
    """The lines of a long list: each page of them is made when it is asked for."""

    def __init__(self, actor: Actor, found: list[Glimpse], day: dt.date) -> None:
        self._actor, self._found, self._day = actor, found, day

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found)

    def __iter__(self) -> Iterator[Line]:
        """Go through all of them."""
        return iter(self[:])

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        """Return a page of lines, or one."""
        if isinstance(at, int):
            return self[at : at + 1 or None][0]
        return lines([whole(self._actor, one) for one in self._found[at]], self._day)


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
    return Line(duty, DueState.OVERDUE, holder, stands.since, above=duty.who != str(stands.role.label))


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
