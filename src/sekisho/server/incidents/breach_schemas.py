"""The shape of the answer to the breach question over the API. Days are ISO 8601, null is *not known*."""

from __future__ import annotations

import datetime as dt

from ninja import Schema


class BreachFirm(Schema):
    """A firm that is meant."""

    name: str
    corporate_number: str


class BreachConcern(Schema):
    """A contract with a firm that is meant (or under which it works), or a service it provides."""

    number: str
    title: str
    section: str
    firm: str
    subcontractor: str
    starts: dt.date
    ends: dt.date | None
    closed: bool


class BreachCount(Schema):
    """How many contracts and services a section has with the firm."""

    section: str
    count: int


class BreachHeld(Schema):
    """One thing of ours that the firm holds, or held."""

    ledger: str
    number: str
    title: str
    section: str
    what: str
    confidentiality: int | None
    persons: int | None
    personal_data: bool | None
    specific_personal_data: bool | None
    sensitive_personal_data: bool | None
    handed_on: dt.date | None
    return_due: dt.date | None
    state: str
    handover: str | None


class BreachPeople(Schema):
    """How many persons are concerned, at least and at most."""

    low: int
    high: int | None
    high_if_kept: int | None


class BreachLogin(Schema):
    """One account to stop, as 利用者アカウント has it: ``kind`` is personal, shared, admin or linked."""

    service_id: int
    service: str
    login: str
    person: str
    kind: str
    privileged: bool


class BreachAccess(Schema):
    """A service of the firm: who answers for it, which accounts to stop. No login: ask the manager."""

    service_id: int
    service: str
    section: str
    manager: str | None
    obligations: list[str]
    logins: list[BreachLogin]


class BreachMedium(Schema):
    """One medium or device that is out."""

    what: str
    data: str
    due: dt.date


class BreachPlace(Schema):
    """One place where work under a contract is done, and the media that are out there."""

    place: str
    address: str
    firm: str
    section: str
    media_out: list[BreachMedium]


class BreachTold(Schema):
    """An office that is told at once."""

    office: str
    section: str
    names: list[str]


class BreachDeadlines(Schema):
    """By when it is reported, if it became known today."""

    known_on: dt.date
    preliminary_target: dt.date
    preliminary_limit: dt.date
    final: dt.date
    final_if_wrongful: dt.date


class BreachOut(Schema):
    """What the firm holds of ours, whom to tell, and by when."""

    words: str
    day: dt.date
    firms: list[BreachFirm]
    contracts: list[BreachConcern]
    services: list[BreachConcern]
    sections: list[BreachCount]
    other_sections: int
    provided: list[BreachHeld]
    people: BreachPeople
    overdue_erasures: list[BreachHeld]
    accounts: list[BreachAccess]
    places: list[BreachPlace]
    tell: list[BreachTold]
    other_municipalities: int
    triggers: dict[str, list[str]]
    deadlines: BreachDeadlines | None
