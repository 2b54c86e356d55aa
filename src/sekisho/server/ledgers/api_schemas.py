"""What the ledger operations of the API take and give. Dates are ISO 8601; words are identifiers."""

from __future__ import annotations

import datetime as dt
from typing import Any, Generic, TypeVar

from ninja import Field, Schema

from sekisho.terms import (
    HandlingRestriction,
    Medium,
    Phase,
    Zone,
)

Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """A page of a list: how many there are in all, and these."""

    count: int
    items: list[Item]


class Key(Schema):
    """The row that was written and its version now."""

    id: int
    version: int


class Retirement(Schema):
    """Take the row out of the lists from a day, for a reason."""

    version: int
    on: dt.date
    reason: str


class AssetIn(Schema):
    """An information asset as written; what is left out stays as it is (or takes its default)."""

    number: str = ""
    section_id: int = 0
    name: str = ""
    unit: str = ""
    keeper: str = ""
    confidentiality: int = Field(0, ge=0, le=3)
    integrity: int = Field(0, ge=0, le=2)
    availability: int = Field(0, ge=0, le=2)
    restrictions: list[HandlingRestriction] = Field(default_factory=list)
    personal_data: bool = False
    specific_personal_data: bool = False
    sensitive_personal_data: bool | None = None
    person_count: int | None = Field(None, ge=0)
    medium: Medium = Medium.ELECTRONIC
    zone: Zone | None = None
    retention: str = ""
    registered_on: dt.date | None = None


class AssetOut(Schema):
    """An information asset."""

    id: int
    version: int
    number: str
    section: str = Field(alias="section.name")
    name: str
    unit: str
    keeper: str
    confidentiality: int
    integrity: int
    availability: int
    restrictions: list[str]
    personal_data: bool
    specific_personal_data: bool
    sensitive_personal_data: bool | None
    person_count: int | None
    medium: str
    zone: str
    retention: str
    registered_on: dt.date
    retired_on: dt.date | None


class ContractorIn(Schema):
    """A firm as written."""

    name: str = ""
    corporate_number: str = ""
    address: str = ""
    contact: str = ""


class ContractorOut(ContractorIn):
    """A firm."""

    id: int
    version: int
    retired_on: dt.date | None


class ContractIn(Schema):
    """A contract as written."""

    number: str = ""
    section_id: int = 0
    title: str = ""
    contractor_id: int = 0
    subcontractors: str = ""
    starts: dt.date | None = None
    ends: dt.date | None = None
    provided_data: str = ""
    confidentiality: int | None = Field(None, ge=1, le=3)
    person_count: int | None = Field(None, ge=0)
    medium: str = ""
    provided_on: dt.date | None = None
    return_due: dt.date | None = None
    returned_on: dt.date | None = None


class ContractOut(Schema):
    """A contract."""

    id: int
    version: int
    number: str
    section: str = Field(alias="section.name")
    title: str
    contractor: str = Field(alias="contractor.name")
    subcontractors: str
    starts: dt.date
    ends: dt.date
    provided_data: str
    confidentiality: int | None
    person_count: int | None
    medium: str
    provided_on: dt.date | None
    return_due: dt.date | None
    returned_on: dt.date | None
    retired_on: dt.date | None


class ServiceIn(Schema):
    """What may be corrected of a service after its decision."""

    purpose: str = ""
    url: str = ""
    phase: Phase = Phase.OPERATION
    ends: dt.date | None = None
    for_all_staff: bool = False
    conditions: str = ""


class ServiceOut(Schema):
    """An external service."""

    id: int
    version: int
    number: str
    section: str = Field(alias="section.name")
    name: str
    provider: str = Field(alias="provider.name")
    kind: str
    terms_kind: str
    service_class: str
    purpose: str
    url: str
    confidentiality: int
    phase: str
    starts: dt.date
    ends: dt.date | None
    for_all_staff: bool
    conditions: str
    decision_number: str
    retired_on: dt.date | None

    @staticmethod
    def resolve_phase(row: Any) -> str:
        """Return the phase of today."""
        return str(row.phase_now)


class ObligationOut(Schema):
    """Something a decision left to be done."""

    id: int
    service_id: int
    clause: str
    text: str
    responsible: str
    when: str
    due_on: dt.date | None


class Done(Schema):
    """An obligation was met on a day; ``note`` says who saw what, ``reason`` why another notes it."""

    on: dt.date
    note: str
    reason: str = ""
