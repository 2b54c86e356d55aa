"""The result of reading a ledger: typed rows, and every problem with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from sekisho.errors import Said, say
from sekisho.server.importing.sheets import letters
from sekisho.terms import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = TypeVar("Row")


def both(first: str, second: str) -> str:
    """Return two sentences as one reason, each of which can be said in another language."""
    return say("{first}{second}", first=_sayable(first), second=_sayable(second)) if second else first


def _sayable(text: str) -> str:
    return text if isinstance(text, Said) or "{" in text or "}" in text else say(text)


@attrs.frozen(order=True)
class Problem:
    """One doubtful or wrong cell; ``row`` is the number the person sees in the sheet."""

    row: int
    column: str
    value: str
    reason: str
    severity: Severity

    def as_dict(self) -> dict[str, Any]:
        """Return the form of the command line's and the API's answer."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
            "severity": str(self.severity),
        }


@attrs.frozen
class Parsed(Generic[Row]):
    """One ledger as it was read. Nothing has been written anywhere."""

    kind: str
    """``asset-ledger`` or ``contract-ledger``."""
    filename: str
    sheet: str
    header_row: int
    headers: tuple[str, ...]
    """The headers of the sheet from column A on."""
    mapping: Mapping[str, str]
    """Name of the ledger's column → letter of the sheet's column, empty where none was found."""
    rows: Sequence[tuple[int, Row]]
    """(row number, row) for every row without an error; those with doubts are among them."""
    problems: Sequence[Problem]
    total: int
    """Number of rows that hold data."""
    raw: Mapping[int, tuple[str, ...]]
    """Row number → texts as they stood in the sheet, for the file of rejected rows."""
    skipped: Sequence[tuple[int, str]]
    """Rows that hold no data (headings, notes, repeated headers) with their text."""
    other_sheets: tuple[str, ...]
    above: tuple[str, ...] = ()
    """The texts that stand above the headers, such as of which day the table is."""

    @property
    def passed_over(self) -> list[str]:
        """The headers of the sheet that no column of the ledger takes."""
        taken = set(self.mapping.values())
        return [text for place, text in enumerate(self.headers, 1) if text and letters(place) not in taken]

    @property
    def doubtful(self) -> frozenset[int]:
        """The numbers of rows with a doubt."""
        return frozenset(one.row for one in self.problems if one.severity is Severity.DOUBT)

    def acceptable(self, *, accept_doubts: bool = False) -> list[tuple[int, Row]]:
        """Return the rows that may be written: those without a problem, and with consent the doubtful."""
        doubtful = frozenset() if accept_doubts else self.doubtful
        return [(number, row) for number, row in self.rows if number not in doubtful]

    def rejected(self, *, accept_doubts: bool = False) -> list[int]:
        """Return the numbers of the rows that may not be written."""
        accepted = {number for number, _ in self.acceptable(accept_doubts=accept_doubts)}
        return [number for number in self.raw if number not in accepted]

    def report(self, *, accept_doubts: bool = False) -> dict[str, Any]:
        """Return rows, accepted and problems, as the command line and the API answer."""
        return {
            "rows": self.total,
            "accepted": len(self.acceptable(accept_doubts=accept_doubts)),
            "problems": [problem.as_dict() for problem in self.problems],
        }
