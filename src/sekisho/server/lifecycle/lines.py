"""Services and contracts in so many columns as their dated work needs: one query, however many there are.

A list of everything that is due reads thousands of them to show fifty lines; a row of the ledger costs about
twenty times a line. A line answers to the same names as the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator


class Named(NamedTuple):
    """A section or a person."""

    pk: int
    name: str


class Line(NamedTuple):
    """One service or contract."""

    pk: int
    number: str
    name: str
    section: Named
    manager: Named | None
    phase: str
    confidentiality: int
    starts: dt.date
    ends: dt.date | None
    created_at: dt.datetime

    @property
    def title(self) -> str:
        """The words by which people know a contract."""
        return self.name

    @property
    def section_id(self) -> int:
        """The section's key."""
        return self.section.pk

    @property
    def manager_id(self) -> int | None:
        """The key of the person named 外部サービス管理者."""
        return self.manager.pk if self.manager is not None else None


_FIRST = ("pk", "number", "section_id", "section__name")
_DAYS = ("starts", "ends", "created_at")
_OF_SERVICE = (*_FIRST, "name", "manager_id", "manager__name", "phase", "confidentiality", *_DAYS)
_OF_CONTRACT = (*_FIRST, "title", *_DAYS)


def of_services(rows: Any) -> Iterator[Line]:  # noqa: ANN401  services of the ledger
    """Yield each of these services."""
    read = rows.order_by().values_list(*_OF_SERVICE)
    for pk, number, section, section_name, name, manager, manager_name, *rest in read:
        named = Named(manager, manager_name) if manager else None
        yield Line(pk, number, name, Named(section, section_name), named, *rest)


def of_contracts(rows: Any) -> Iterator[Line]:  # noqa: ANN401  contracts of the ledger
    """Yield each of these contracts; what only a service has is empty."""
    read = rows.order_by().values_list(*_OF_CONTRACT)
    for pk, number, section, section_name, title, *days in read:
        yield Line(pk, number, title, Named(section, section_name), None, "", 0, *days)
