"""What a row of the public register of ISMAP means for a body: whose it is, what it lists, what changed.

A row is matched by 法人番号 first, then by name; only a number and a name that both agree are sure. A name
alone is never sure, and one that two firms bear means neither. Reads no clock and no database.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import attrs

from sekisho.japan.text import company_key, search_key
from sekisho.procedures.evidence import EXCLUDED
from sekisho.terms import RegisterChange, RegisterMatch, RegisterState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

SHORTEST_PART = 3
"""A name of fewer characters is not looked for inside of another."""
MOST_FUNCTIONS = 300
_MARKS = re.compile(r"[、，,;；\n\r。/／|｜]+|(?<=\s)[・●○■□◆◇※-]")
_BULLET = re.compile(r"^\s*(?:[・●○■□◆◇※*-]|[(（]?\d{1,3}[)）.．:：]|[①-⑳])\s*")
_FOLLOWS = re.compile(r"次|以下|下記|[:：]")


@attrs.frozen
class Firm:
    """A firm of the ledger."""

    key: int
    name: str
    number: str
    """法人番号, or empty."""


@attrs.frozen
class Service:
    """A service of the ledger and the key of its provider."""

    key: int
    name: str
    firm: int


@attrs.frozen
class Match:
    """What of the ledgers a row is about. Nothing of it counts before a person confirms."""

    state: RegisterMatch
    firm: int | None = None
    services: tuple[int, ...] = ()


class Ours:
    """The firms and services of a body, to be matched with many rows."""

    def __init__(self, firms: Iterable[Firm], services: Iterable[Service]) -> None:
        """Sort them by number and name."""
        self._by_number: dict[str, Firm] = {}
        self._by_name: defaultdict[str, list[Firm]] = defaultdict(list)
        self._of_firm: defaultdict[int, list[tuple[str, Service]]] = defaultdict(list)
        self._named: defaultdict[str, list[Service]] = defaultdict(list)
        for firm in firms:
            if firm.number:
                self._by_number[firm.number] = firm
            if key := company_key(firm.name):
                self._by_name[key].append(firm)
        for service in services:
            if key := search_key(service.name):
                self._of_firm[service.firm].append((key, service))
                self._named[key].append(service)

    def match(self, number: str, provider: str, service: str) -> Match:
        """Return what the row with this 法人番号, provider and service is about."""
        firm = self._by_number.get(number) if number else None
        sure = firm is not None
        if firm is None:
            alike = self._by_name.get(company_key(provider), [])
            firm = alike[0] if len(alike) == 1 else None
            if firm is None:
                return self._by_service(service, asked=bool(alike))
        same, near = self._services(firm, search_key(service))
        if sure and same:
            return Match(RegisterMatch.SURE, firm.key, same)
        if sure and not near:
            return Match(RegisterMatch.FIRM, firm.key)
        return Match(RegisterMatch.DOUBTFUL, firm.key, same or near)

    def _by_service(self, name: str, *, asked: bool) -> Match:
        """Match by the service alone: it may be bought from another firm than the one registered."""
        key = search_key(name)
        found = self._named.get(key, []) if len(key) >= SHORTEST_PART else []
        if len({one.firm for one in found}) == 1:
            return Match(RegisterMatch.DOUBTFUL, found[0].firm, tuple(one.key for one in found))
        return Match(RegisterMatch.DOUBTFUL if asked or found else RegisterMatch.NONE)

    def _services(self, firm: Firm, key: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        known = self._of_firm.get(firm.key, [])
        same = tuple(one.key for name, one in known if name == key)
        near = tuple(one.key for name, one in known if name != key and _inside(name, key))
        return same, near


def number_key(text: str) -> str:
    """Return the key by which numbers of registrations are compared."""
    return search_key(text)


def has_exceptions(scope: str) -> bool:
    """Return whether a stated scope names anything that is not in it."""
    return any(word in scope for word in EXCLUDED)


def functions_in(scope: str) -> tuple[str, ...]:
    """Return what a stated scope lists, one by one, in its order.

    A passage of exceptions lists nothing, nor does what follows "except the following". They are proposals:
    a person takes or leaves each, for only a reader knows how far an exception reaches back.
    """
    found: dict[str, str] = {}
    for piece in _MARKS.split(scope):
        text = _BULLET.sub("", piece).strip(" \u3000・")
        if has_exceptions(text):
            if _FOLLOWS.search(text):
                break
        elif key := search_key(text):
            found.setdefault(key, text)
    return tuple(found.values())[:MOST_FUNCTIONS]


def change(
    held_until: dt.date | None, listed: RegisterState | None, until: dt.date | None
) -> RegisterChange | None:
    """Return what a register says of a registration held until ``held_until``; None: nothing new.

    ``listed`` is None where the register does not have it. An end that either side does not know changes
    nothing.
    """
    if listed is None:
        return RegisterChange.MISSING
    if listed is RegisterState.WITHDRAWN:
        return RegisterChange.WITHDRAWN
    if listed is RegisterState.SUSPENDED:
        return RegisterChange.SUSPENDED
    if until is None or until == held_until:
        return None
    if held_until is None:
        return RegisterChange.LONGER
    return RegisterChange.SHORTER if until < held_until else RegisterChange.LONGER


def _inside(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= SHORTEST_PART and short in long
