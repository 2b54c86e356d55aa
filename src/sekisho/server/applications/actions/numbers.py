"""Counting without gaps: the counter row is locked, and the number goes back if the transaction does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.japan.fiscal import fiscal_year
from sekisho.procedures.numbering import DocumentNumber, document_number, reception_number
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.applications.models import NumberSeries

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.accounts.models import Section

_DOCUMENT, _RECEPTION = "document", "reception"


def next_document_number(section: Section, day: dt.date) -> DocumentNumber:
    """Return the next number of the section's register of the fiscal year of ``day``.

    Raises:
        BadInput: the section has no document symbol.
    """
    document_number(section.symbol, 1, day)
    return document_number(section.symbol, _next(_DOCUMENT, section.pk, fiscal_year(day)), day)


def next_reception_number(day: dt.date) -> str:
    """Return the number of the body's next application."""
    return reception_number(_next(_RECEPTION, 0, fiscal_year(day)), day)


def _next(kind: str, section: int, year: int) -> int:
    key: dict[str, Any] = {"body_id": body_in_force(), "kind": kind, "section_key": section, "year": year}
    NumberSeries.unscoped.get_or_create(**key)
    series = NumberSeries.objects.select_for_update(of=("self",)).get(**key)
    series.last += 1
    series.save(update_fields=["last"])
    return int(series.last)
