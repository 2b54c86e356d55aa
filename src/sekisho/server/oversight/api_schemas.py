"""The shapes of the oversight of contractors over the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Field, Schema

from sekisho.server.oversight import queries
from sekisho.terms import CarrierKind, CheckResult, PlaceKind


class OverseenOut(Schema):
    """One contract and what is wrong with its oversight."""

    id: int
    number: str
    title: str
    contractor: str = Field(alias="contractor.name")
    section: str = Field(alias="section.name")
    ends: dt.date
    workers: int = Field(alias="people")
    next_check_on: dt.date | None = Field(alias="next_on")
    points: list[str]

    @staticmethod
    def resolve_points(row: Any) -> list[str]:
        """Return the stored words of what is wrong."""
        return [one.value for one in queries.points(row)]


class WorkerOut(Schema):
    """One person of a roster."""

    id: int
    version: int
    name: str
    firm: str = Field(alias="firm.name")
    task: str
    starts: dt.date
    ends: dt.date | None
    trained_on: dt.date | None
    pledged_on: dt.date | None


class WorkerIn(Schema):
    """A person for the roster; ``firm_id`` only for a sub-contractor."""

    name: str
    firm_id: int | None = None
    task: str = ""
    starts: dt.date
    ends: dt.date | None = None
    trained_on: dt.date | None = None
    pledged_on: dt.date | None = None


class WorkerEndIn(Schema):
    """The last day of a person."""

    version: int
    on: dt.date


class PlaceOut(Schema):
    """One place that is, or was, allowed."""

    id: int
    version: int
    kind: str
    name: str
    address: str
    firm: str = Field(alias="firm.name")
    starts: dt.date
    ends: dt.date | None
    condition: str


class PlaceIn(Schema):
    """A place to be allowed; ``firm_id`` only for a sub-contractor."""

    kind: PlaceKind
    name: str
    address: str
    firm_id: int | None = None
    starts: dt.date
    ends: dt.date | None = None
    condition: str = ""


class CarryOut(Schema):
    """One medium that is, was, or is to be carried out."""

    id: int
    version: int
    kind: str
    serial: str
    what: str
    encrypted: bool
    worker: str = Field(alias="worker.name")
    origin: str = Field(alias="origin.name")
    destination: str = Field(alias="destination.name")
    witness: str
    out_on: dt.date
    due_on: dt.date
    state: str
    returned_on: dt.date | None


class CarryIn(Schema):
    """A medium to be carried out."""

    kind: CarrierKind
    serial: str
    what: str
    encrypted: bool = False
    handover_id: int | None = None
    worker_id: int
    origin_id: int
    destination_id: int
    witness: str
    out_on: dt.date
    due_on: dt.date


class CarryDecisionIn(Schema):
    """Whether it may leave."""

    version: int
    permitted: bool
    on: dt.date
    note: str = ""


class CarryReturnIn(Schema):
    """That it came back, and how that was verified."""

    version: int
    on: dt.date
    how: str


class CameIn(Schema):
    """One person who came, as given at the door; whether they are on the roster is looked up."""

    name: str
    firm: str = ""


class VisitIn(Schema):
    """Who came to a place on a day."""

    place_id: int
    on: dt.date
    came: list[CameIn]
    note: str = ""


class VisitedOut(Schema):
    """A visit, and the names of those who are not on the roster."""

    id: int
    strangers: list[str]

    @staticmethod
    def resolve_strangers(row: Any) -> list[str]:
        """Return the names."""
        return [one.name for one in row.visitors.all() if one.worker_id is None]


class CheckPlanIn(Schema):
    """How often a contractor is checked; ``version`` is 0 where there is no plan yet."""

    version: int
    months: int
    first_on: dt.date
    how: str


class CheckIn(Schema):
    """A check that was done; ``version`` is that of the plan."""

    version: int
    done_on: dt.date
    result: CheckResult
    found: str
    demanded: str = ""
    improve_by: dt.date | None = None


class CheckOut(Schema):
    """One check of a contractor's measures."""

    id: int
    version: int
    due_on: dt.date
    done_on: dt.date
    result: str
    found: str
    demanded: str
    improve_by: dt.date | None
    improved_on: dt.date | None
