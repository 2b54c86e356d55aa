"""The answer to the breach question, as pages, API and command line give it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.procedures.reporting import Affected, Assessment, Deadlines, Finding, assess
from sekisho.server.custody.queries import persons_range
from sekisho.server.incidents.holdings import Held, all_say

if TYPE_CHECKING:
    import datetime as dt

    from sekisho.server.incidents.outside import Site


@attrs.frozen
class Firm:
    """A firm that is meant."""

    pk: int
    name: str
    corporate_number: str


@attrs.frozen
class Concern:
    """A contract with a firm that is meant, or a service it provides."""

    kind: str
    """``contract`` or ``service``."""
    pk: int
    number: str
    title: str
    section: str
    firm: str
    subcontractor: str
    """Who works under the contract, where the firm meant is among them; empty for the firm's own contract."""
    starts: dt.date
    ends: dt.date | None
    closed: bool
    """Whether it has ended or was taken out of the ledger."""

    def as_dict(self) -> dict[str, Any]:
        """Return it for the API and ``--json``."""
        return {
            "number": self.number,
            "title": self.title,
            "section": self.section,
            "firm": self.firm,
            "subcontractor": self.subcontractor,
            "starts": self.starts.isoformat(),
            "ends": self.ends.isoformat() if self.ends else None,
            "closed": self.closed,
        }


@attrs.frozen
class Login:
    """One account that can sign in to a service of the firm."""

    login: str
    person: str
    """Whose it is: the person, or the words for who uses it."""
    kind: str
    """A word of ``AccountKind``."""
    privileged: bool = False


@attrs.frozen
class Access:
    """Who answers for a service, which accounts to stop, and what is still to be done there.

    Where no account of it is in a ledger, the manager named is asked to stop them.
    """

    pk: int
    service: str
    section: str
    manager: str
    owed: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    """The accounts to stop as people read them."""
    logins: tuple[Login, ...] = ()
    """The same as programs read them, of those a ledger holds one by one."""

    def as_dict(self) -> dict[str, Any]:
        """Return it for ``--json``: ``logins`` are texts to read; the API gives them in parts."""
        return {
            "service": self.service,
            "section": self.section,
            "manager": self.manager or None,
            "obligations": list(self.owed),
            "logins": list(self.accounts),
        }

    def in_parts(self) -> dict[str, Any]:
        """Return it for the API: the service by its key, each account with its parts."""
        place = {"service_id": self.pk, "service": self.service}
        return self.as_dict() | place | {"logins": [place | attrs.asdict(one) for one in self.logins]}


@attrs.frozen
class Told:
    """An office that is told at once, with the names of those who hold it today."""

    office: str
    section: str
    names: tuple[str, ...]


@attrs.frozen
class People:
    """How many persons are concerned, at least and at most; ``None``: the ledger does not say."""

    low: int
    high: int | None
    if_kept: int | None
    """At most, if what was given back or erased was in truth kept."""


@attrs.frozen
class Breach:
    """What a firm holds of ours, whom to tell, and by when."""

    words: str
    day: dt.date
    firms: tuple[Firm, ...]
    contracts: tuple[Concern, ...]
    services: tuple[Concern, ...]
    provided: tuple[Held, ...]
    access: tuple[Access, ...]
    told: tuple[Told, ...]
    neighbours: int
    """Other bodies of the prefecture that deal with the same 法人番号; nothing else is known of them."""
    clocks: Deadlines
    """The days of the reports if the body comes to know today."""
    clocks_if_wrongful: Deadlines
    sites: tuple[Site, ...] = ()
    """Where work under the contracts is done, and the media that are out there."""
    other_sections: int = 0
    """Sections concerned that the reader does not answer for; nothing else is told of them."""

    @property
    def found(self) -> bool:
        """Whether the words mean anybody."""
        return bool(self.firms or self.contracts or self.services or self.other_sections)

    @property
    def people(self) -> People:
        """How many persons are concerned; where no ledger names any data, that is not known."""
        if not self.provided:
            return People(0, None, None)
        standing = [one for one in self.provided if one.standing]
        low, high = persons_range(standing)
        return People(low, high, persons_range(self.provided)[1])

    @property
    def overdue(self) -> tuple[Held, ...]:
        """What should have been given back or erased before today, the longest overdue first."""
        late = [one for one in self.provided if one.overdue(self.day)]
        return tuple(sorted(late, key=lambda one: (one.return_due or self.day, one.number)))

    @property
    def sections(self) -> tuple[tuple[str, int], ...]:
        """The sections concerned with their number of contracts and services."""
        return tuple(sorted(Counter(one.section for one in (*self.contracts, *self.services)).items()))

    @property
    def affected(self) -> Affected:
        """What is known, if all of it leaked: what the ledger does not say stays unknown."""
        people = self.people
        return Affected(
            personal_data=all_say(one.personal for one in self.provided),
            specific_personal_data=all_say(one.specific for one in self.provided),
            sensitive=all_say(one.sensitive for one in self.provided),
            persons_low=people.low,
            persons_high=people.if_kept,
        )

    @property
    def assessment(self) -> Assessment:
        """The duty to report, if all of it leaked: what the ledger does not say stays possible."""
        return assess(self.affected)

    @property
    def may_have_to_report(self) -> bool:
        """Whether a report may be due: what others hold is not seen here, so it stays possible."""
        return self.assessment.may_have_to_report or self.other_sections > 0

    def as_dict(self) -> dict[str, Any]:
        """Return the answer for the API and ``--json``: days in ISO form, unknown as null."""
        people, assessment = self.people, self.assessment
        return {
            "words": self.words,
            "day": self.day.isoformat(),
            "firms": [{"name": one.name, "corporate_number": one.corporate_number} for one in self.firms],
            "contracts": [one.as_dict() for one in self.contracts],
            "services": [one.as_dict() for one in self.services],
            "sections": [{"section": name, "count": count} for name, count in self.sections],
            "other_sections": self.other_sections,
            "provided": [one.as_dict() for one in self.provided],
            "people": {"low": people.low, "high": people.high, "high_if_kept": people.if_kept},
            "overdue_erasures": [one.as_dict() for one in self.overdue],
            "accounts": [one.as_dict() for one in self.access],
            "places": [one.as_dict() for one in self.sites],
            "tell": [
                {"office": one.office, "section": one.section, "names": list(one.names)} for one in self.told
            ],
            "other_municipalities": self.neighbours,
            "triggers": {
                finding.value: [trigger.value for trigger in assessment.having(finding)]
                for finding in Finding
            },
            "deadlines": self._deadlines(),
        }

    def in_parts(self) -> dict[str, Any]:
        """Return the answer for the API: as :meth:`as_dict`, with the accounts in parts."""
        return self.as_dict() | {"accounts": [one.in_parts() for one in self.access]}

    def _deadlines(self) -> dict[str, str] | None:
        if not self.found or not self.may_have_to_report:
            return None
        return {
            "known_on": self.clocks.known_on.isoformat(),
            "preliminary_target": self.clocks.preliminary_target.isoformat(),
            "preliminary_limit": self.clocks.preliminary_limit.isoformat(),
            "final": self.clocks.final.isoformat(),
            "final_if_wrongful": self.clocks_if_wrongful.final.isoformat(),
        }
