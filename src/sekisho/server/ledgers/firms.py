"""Which firm a name and a 法人番号 mean. Pure over the firms given; the caller loads and saves.

The 法人番号 decides. Without one, the same name in any spelling, as long as only one firm has it; a firm
known without number gets it when it is learned. Rows with a number are to be asked first, so that a file
read twice means the same firms.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sekisho.japan.text import search_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sekisho.server.ledgers.models import Contractor


class Firms:
    """The firms of one body, found by number and by name."""

    def __init__(self, rows: Iterable[Contractor]) -> None:
        """Sort ``rows`` by number and by name."""
        self._by_number: dict[str, Contractor] = {}
        self._by_name: defaultdict[str, list[Contractor]] = defaultdict(list)
        for row in rows:
            self.add(row)

    def add(self, row: Contractor) -> None:
        """Take in one more firm."""
        if row.corporate_number:
            self._by_number[row.corporate_number] = row
        key = search_key(row.name)
        if row not in self._by_name[key]:
            self._by_name[key].append(row)

    def find(self, name: str, number: str) -> Contractor | None:
        """Return the firm meant, or None if it is new.

        If the firm found has no number and ``number`` is given, it is this number's firm: the caller
        writes the number into it and calls :meth:`add` again.
        """
        if number and number in self._by_number:
            return self._by_number[number]
        alike = self._by_name[search_key(name)]
        if not number and len(alike) == 1:
            return alike[0]
        unnumbered = [row for row in alike if not row.corporate_number]
        return unnumbered[0] if len(unnumbered) == 1 else None
