"""What a file does not say of a row that stands: a column it lacks, and a cell that is blank.

A column that is not in the file leaves the values as they are. A blank cell says that there is nothing, and
so takes away what stands; a person has to see that before it is written.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sekisho.errors import say
from sekisho.japan.dates import format_wareki
from sekisho.server.importing.parsed import Problem
from sekisho.server.importing.sheets import letters
from sekisho.server.ledgers.importing import asset_rows, contract_rows
from sekisho.terms import HandlingRestriction, Severity, Zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sekisho.server.importing.parsed import Parsed

_COLUMNS = {one.kind: one.columns for one in (asset_rows.LEDGER, contract_rows.LEDGER)}
_LONGEST = 60


class Unsaid:
    """What one file says nothing of."""

    def __init__(self, parsed: Parsed[Any]) -> None:
        """Note which columns the file has, and where."""
        places = {letters(place): place for place in range(1, len(parsed.headers) + 1)}
        self._raw = parsed.raw
        self._columns = {one.field: one for one in _COLUMNS[parsed.kind]}
        self._places = {
            one.field: places.get(parsed.mapping.get(one.name, ""), 0) for one in _COLUMNS[parsed.kind]
        }

    def said(self, here: Any, values: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401  the ledger's own row
        """Return ``values``; where ``here`` stands, without those whose column is not in the file."""
        if here is None:
            return values
        return {name: value for name, value in values.items() if self._places.get(name, 1)}

    def lost(self, number: int, here: Any, values: Mapping[str, Any]) -> Iterator[Problem]:  # noqa: ANN401  the ledger's own row
        """Yield a doubt for each value of ``here`` that a blank cell of row ``number`` takes away."""
        for name in values if here is not None else ():
            column, stands = self._columns.get(name), getattr(here, name)
            if column is None or not self._blank(number, name) or stands in (None, "", [], False):
                continue
            reason = say(
                "空欄です。台帳には「{stands}」とあり、取り込むとなくなります。", stands=_said(name, stands)
            )
            yield Problem(number, column.name, "", reason, Severity.DOUBT)

    def _blank(self, number: int, name: str) -> bool:
        cells, place = self._raw[number], self._places[name]
        return not (place <= len(cells) and cells[place - 1].strip())


def _said(name: str, value: Any) -> Any:  # noqa: ANN401  any field's value
    if name == "restrictions":
        return [say(HandlingRestriction(one).label) for one in value]
    if name == "zone":
        return say(Zone(value).label)
    if isinstance(value, bool):
        return say("有")
    if isinstance(value, dt.date):
        return format_wareki(value)
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
