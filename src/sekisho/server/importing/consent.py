"""Consent to an import: what was shown is what is written, or nothing is.

A plan is made to be looked at, and made anew, with what it touches held, to be carried out. Its digest binds
the two: where somebody changed something meanwhile, they differ, and the person looks once more.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import attrs

from sekisho.errors import BadInput, Conflict, say
from sekisho.terms import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sekisho.server.importing.parsed import Parsed, Problem

MOST_BYTES = 20 * 1024 * 1024
_PASSING = {"id", "created_at", "changed_at", "imported_id"}
"""What a row gets by being written."""
Row = TypeVar("Row")


class ChangedSince(Conflict):
    """What an import would do now is not what was shown."""


class Planned(Protocol):
    """What taking a file in would do."""

    refused: list[Problem]

    @property
    def accepted(self) -> int:
        """How many rows are, or would be, taken in."""

    def told(self) -> Iterable[Any]:
        """Say everything that would be written, and over what."""


Made = TypeVar("Made", bound=Planned)


@attrs.frozen
class Change(Generic[Row]):
    """One row that stands and of which the file says something else; it has the new values already."""

    row: Row
    differences: tuple[tuple[str, str, str], ...]
    """(column, what stands, what the file says)."""


@attrs.define
class Plan(Generic[Row]):
    """Rows ready to be written, and those that may not be."""

    new: list[Row] = attrs.field(factory=list)
    changes: list[Change[Row]] = attrs.field(factory=list)
    refused: list[Problem] = attrs.field(factory=list)
    unchanged: int = 0

    @property
    def accepted(self) -> int:
        """How many rows are, or would be, taken in."""
        return len(self.new) + len(self.changes) + self.unchanged

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed or as they were."""
        return {"created": len(self.new), "updated": len(self.changes), "unchanged": self.unchanged}

    @property
    def written(self) -> list[Row]:
        """Every row that is, or would be, written."""
        return [*self.new, *(one.row for one in self.changes)]

    def told(self) -> Iterable[Any]:
        """Say everything that would be written, and over what."""
        return [self.unchanged, [one.differences for one in self.changes], *values_of(self.written)]


@attrs.frozen
class Shown(Generic[Row, Made]):
    """What a person is shown before anything is written: the rows as read and both ways of taking them in."""

    parsed: Parsed[Row]
    clean: Made
    with_doubts: Made

    @property
    def problems(self) -> list[Problem]:
        """Every doubt and fault, by row, faults first."""
        found = {*self.parsed.problems, *self.clean.refused, *self.with_doubts.refused}
        return sorted(found, key=lambda one: (one.row, one.severity is not Severity.ERROR, one.column))

    @property
    def doubtful(self) -> int:
        """How many more rows can be taken in with their doubts."""
        return max(0, self.with_doubts.accepted - self.clean.accepted)

    @property
    def wrong(self) -> int:
        """How many rows can be taken in neither way."""
        return self.parsed.total - self.clean.accepted - self.doubtful

    @property
    def digests(self) -> str:
        """What the consent to either way names."""
        return " ".join(digest(self.parsed, one) for one in (self.clean, self.with_doubts))

    def chosen(self, *, accept_doubts: bool) -> Made:
        """Return the plan with or without the doubtful rows."""
        return self.with_doubts if accept_doubts else self.clean

    def bound(self, shown: str | None, *, accept_doubts: bool) -> Made:
        """Return the plan chosen, if it is one of those ``shown``; None where nothing was shown before.

        Raises:
            ChangedSince: it is not.
        """
        made = self.chosen(accept_doubts=accept_doubts)
        bind(shown, digest(self.parsed, made))
        return made


def digest(parsed: Parsed[Any], made: Planned) -> str:
    """Return the digest of a plan with every doubt and fault that is shown beside it."""
    problems = [[one.as_dict() for one in some] for some in (parsed.problems, made.refused)]
    return digest_of([*problems, *made.told()])


def digest_of(told: Iterable[Any]) -> str:
    """Return one digest over all that is told, so that a record binds what it does not hold."""
    made = hashlib.sha256()
    for one in told:
        made.update(json.dumps(one, ensure_ascii=False, sort_keys=True, default=str).encode() + b"\n")
    return made.hexdigest()


def values_of(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield what is kept of each row of a ledger, without what it gets by being written."""
    for row in rows:
        names = (field.attname for field in row._meta.concrete_fields)  # noqa: SLF001  Django's documented API
        yield {name: getattr(row, name) for name in names if name not in _PASSING}


def bind(shown: str | None, now: str) -> None:
    """Refuse what is not among the plans ``shown``, by their digests; None: nothing was shown before.

    Raises:
        ChangedSince: telling that nothing was written.
    """
    if shown is not None and now not in shown.split():
        raise ChangedSince(
            "取り込むと起きることが、あなたが見たものと違います。まだ何も書き込んでいません。",
            why="あなたが見たあとに、ほかの人が台帳などを変えました。",
            next_step="今の内容を確かめてから、もう一度取り込んでください。",
        )


def refuse_large(filename: str, data: bytes) -> None:
    """Refuse a file that is too large to be a table that people keep.

    Raises:
        BadInput: naming the file.
    """
    if len(data) > MOST_BYTES:
        raise BadInput(
            say("「{filename}」が大きすぎます。", filename=filename),
            why="20MBまで読めます。",
            next_step="課ごとなどに分けてください。",
        )
