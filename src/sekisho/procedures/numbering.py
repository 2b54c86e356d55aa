"""文書番号: the section's symbol, a number without gaps, and the fiscal year (税第12号 令和8年度).

Which number is next is counted by the caller under a lock; here is only how it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sekisho.errors import BadInput
from sekisho.japan.dates import format_wareki_short
from sekisho.japan.fiscal import fiscal_year, fiscal_year_label

if TYPE_CHECKING:
    import datetime as dt


@attrs.frozen
class DocumentNumber:
    """One number of one section's register of one fiscal year."""

    symbol: str
    serial: int
    year: int
    year_label: str

    def __str__(self) -> str:
        """Return the official form."""
        return f"{self.symbol}第{self.serial}号 {self.year_label}"


def document_number(symbol: str, serial: int, day: dt.date) -> DocumentNumber:
    """Return number ``serial`` (from 1) of the section with ``symbol`` in the fiscal year of ``day``.

    Raises:
        BadInput: the section has no document symbol.
    """
    if not symbol.strip():
        raise BadInput(
            "課の文書記号が登録されていないため、文書番号を付けられません。",
            where="文書記号",
            next_step="情報政策課に、課の文書記号の登録を依頼してください。",
        )
    return DocumentNumber(symbol.strip(), serial, fiscal_year(day), fiscal_year_label(day))


def reception_number(serial: int, day: dt.date) -> str:
    """Return the number an application carries before it is decided, such as 受R8-0012."""
    era = format_wareki_short(day.replace(year=fiscal_year(day), month=4, day=1)).split(".")[0]
    return f"受{era}-{serial:04d}"
