"""How the clauses stand towards one thing. Nobody types a compliance status.

Deterministic: the same rules and facts give the same lists, so what was judged once in this process is not
judged again, and a stamp of what went in tells that a thing needs no judging tonight.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import attrs

from sekisho import __version__
from sekisho.catalogue.compile import canonical
from sekisho.errors import BadInput
from sekisho.judgement import Crossing, judge
from sekisho.terms import ClauseStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.catalogue import Rulebook
    from sekisho.server.ledgers.governed import Governed

STATUSES = (ClauseStatus.SATISFIED, ClauseStatus.VIOLATED, ClauseStatus.UNKNOWN)


@attrs.frozen
class Judged:
    """The clauses that apply to one thing, by how they stand; ``fault`` when it cannot be judged at all."""

    satisfied: str = ""
    violated: str = ""
    unknown: str = ""
    fault: str = ""


def packed(clauses: Iterable[str]) -> str:
    """Return clauses as the table holds them, ``|A|B|``, so that a search for ``|A|`` finds A alone."""
    names = "|".join(clauses)
    return f"|{names}|" if names else ""


def unpacked(text: str) -> list[str]:
    """Return the clauses of :func:`packed`."""
    return text.strip("|").split("|") if text else []


def stamp_of(thing: Governed, rulebook: Rulebook) -> str:
    """Return the digest of everything that decides how ``thing`` is judged: program, rules and facts."""
    head = f"{__version__}|{rulebook.digest}|{thing.kind}|".encode()
    return hashlib.sha256(head + canonical(thing.facts)).hexdigest()


def judged(thing: Governed, rulebook: Rulebook, stamp: str) -> Judged:
    """Judge ``thing``; facts that cannot be read give a ``fault`` in place of an exception."""
    if stamp not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[stamp] = _judged(thing, rulebook)
    return _known[stamp]


def _judged(thing: Governed, rulebook: Rulebook) -> Judged:
    try:
        decision = judge(Crossing(thing.kind, "standing"), thing.facts, rulebook)
    except BadInput as error:
        return Judged(fault=f"{error.what}{error.why}")
    found: dict[ClauseStatus, list[str]] = {}
    for row in decision.citations:
        found.setdefault(row.status, []).append(row.clause)
    return Judged(*(packed(sorted(found.get(status, []))) for status in STATUSES))


_MOST_KNOWN = 2048
_known: dict[str, Judged] = {}
"""What was judged in this process, by its stamp."""
