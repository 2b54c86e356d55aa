"""What a body altered of its own inside clauses it took over, so that no later version takes it away unsaid.

Compared are the clauses as they were taken and as they stand between the two marks of ``offers.put_in``, by
their ids; remarks (#) count, too, which a clause itself does not hold.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any

import attrs

from sekisho.catalogue.parse import parse_clauses
from sekisho.errors import BadInput
from sekisho.procedures import offers
from sekisho.terms import OfferEdits

_REMARK = re.compile(r"(?:^|\s)(#.*)$")


@attrs.frozen
class Altered:
    """What stands otherwise than it was taken over; each clause by id and title."""

    clauses: offers.Difference
    """``added`` and ``changed`` here, ``dropped`` here."""
    remarks: tuple[str, ...]

    def __bool__(self) -> bool:
        """Tell whether anything was altered."""
        return bool(self.clauses or self.remarks)

    @property
    def names(self) -> list[str]:
        """Everything altered, by its name."""
        return [*self.clauses.added, *self.clauses.changed, *self.clauses.dropped, *self.remarks]


def altered(own: str, series: str, taken: str) -> Altered:
    """Return what ``own`` says otherwise, inside its block of ``series``, than the text ``taken`` over.

    Raises:
        BadInput: the block cannot be read by itself.
    """
    inside = _inside(own, series)
    here, before = _rows(inside), offers.rows(taken) if taken else []
    differs = offers.difference(_by_id(before), _by_id(here))
    names = {row["id"]: f"{row['id']} {row['title']}" for row in (*before, *here)}
    told = (tuple(names[key] for key in keys) for keys in attrs.astuple(differs))
    return Altered(offers.Difference(*told), _remarks(inside, here, before))


def put_in(own: str, series: str, label: str, offered: str, *, taken: str, edits: OfferEdits) -> str:
    """Return a body's own clauses with ``offered`` in place of the version ``taken``.

    With ``OfferEdits.KEEP`` every clause altered here stays as it is here, and remarks go below the block.

    Raises:
        BadInput: as :func:`.offers.put_in` says, or the block cannot be read by itself.
    """
    changes = altered(own, series, taken)
    if edits is OfferEdits.REPLACE or not changes:
        return offers.put_in(own, series, label, offered)
    here, there = _by_id(_rows(_inside(own, series))), _by_id(offers.rows(offered))
    before = _by_id(offers.rows(taken)) if taken else {}
    ours = {key for key in before.keys() | here.keys() if before.get(key) != here.get(key)}
    kept = [here.get(key) if key in ours else row for key, row in there.items()]
    kept += [row for key, row in here.items() if key in ours and key not in there]
    lines = offers.written_out([row for row in kept if row])
    if lines == ["[]"]:
        return own
    merged = offers.put_in(own, series, label, _under_heading(lines))
    return "".join([merged, *(f"{one}\n" for one in changes.remarks)])


def _inside(own: str, series: str) -> list[str]:
    """Return the lines between the marks, without their common indentation."""
    found = [line for block in offers.blocks(own, series) for line in block.splitlines()[1:-1]]
    return textwrap.dedent("\n".join(found)).splitlines()


def _rows(lines: list[str]) -> list[Any]:
    text = _under_heading(lines)
    try:
        found = offers.rows(text)
        if found:
            parse_clauses(text, where=offers.WHERE)
    except BadInput as error:
        raise BadInput(
            "取り込んだ条文の、自団体で直したところが読めません。",
            where=offers.WHERE,
            why=error.what,
            next_step="「自団体の条文」の、配布の印の間を直してから、取り込んでください。",
        ) from error
    return found


def _under_heading(lines: list[str]) -> str:
    return "\n".join(["clauses:", *(f"  {line}" for line in lines), ""])


def _remarks(inside: list[str], *came: list[Any]) -> tuple[str, ...]:
    """Return the remarks in lines that no clause has by itself."""
    plain = {line.strip() for found in came for line in offers.written_out(found)}
    found = (_REMARK.search(line) for line in inside if line.strip() not in plain)
    return tuple(one[1] for one in found if one)


def _by_id(rows: list[Any]) -> dict[str, Any]:
    return {str(row["id"]): row for row in rows}
