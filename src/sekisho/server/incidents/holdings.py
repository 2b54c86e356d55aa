"""What a firm holds of ours, and how many persons that is. Pure over the rows given.

A contract counts by what its row says was handed over; a service by the assets entrusted to it. What was
given back or ended stays in the list: a firm that says it erased everything may have kept a copy.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sekisho.server.ledgers.models import Contract, ExternalService, InformationAsset


@attrs.frozen
class Held:
    """One thing of ours that a firm holds, or held. ``None`` is *not known*."""

    kind: str
    """``contract`` or ``service``: which ledger says so."""
    pk: int
    number: str
    title: str
    section: str
    what: str
    confidentiality: int | None
    persons: int | None
    personal: bool | None
    specific: bool | None
    sensitive: bool | None
    handed_on: dt.date | None
    return_due: dt.date | None
    returned_on: dt.date | None
    asset: int | None = None

    def overdue(self, day: dt.date) -> bool:
        """Whether it should have been given back or erased before ``day``, and nobody confirmed it."""
        return self.returned_on is None and self.return_due is not None and self.return_due < day

    def as_dict(self) -> dict[str, Any]:
        """Return it for the API and ``--json``."""
        return {
            "ledger": self.kind,
            "number": self.number,
            "title": self.title,
            "section": self.section,
            "what": self.what,
            "confidentiality": self.confidentiality,
            "persons": self.persons,
            "personal_data": self.personal,
            "specific_personal_data": self.specific,
            "sensitive_personal_data": self.sensitive,
            "handed_on": _iso(self.handed_on),
            "return_due": _iso(self.return_due),
            "returned_on": _iso(self.returned_on),
        }


def of_contract(row: Contract) -> Iterator[Held]:
    """Yield what was handed over under a contract; nothing where its row names no data."""
    if not (row.provided_data or row.person_count or row.provided_on):
        return
    personal = None if row.person_count is None else row.person_count > 0
    yield Held(
        kind="contract",
        pk=row.pk,
        number=row.number,
        title=row.title,
        section=row.section.name,
        what=row.provided_data,
        confidentiality=row.confidentiality,
        persons=row.person_count,
        personal=personal,
        specific=None if personal is not False else False,
        sensitive=None if personal is not False else False,
        handed_on=row.provided_on,
        return_due=row.return_due,
        returned_on=row.returned_on,
    )


def of_service(row: ExternalService) -> Iterator[Held]:
    """Yield each asset entrusted to a service; its end of use counts as given back."""
    for asset in row.assets.all():
        yield Held(
            kind="service",
            pk=row.pk,
            number=row.number,
            title=row.name,
            section=row.section.name,
            what=asset.name,
            confidentiality=asset.confidentiality,
            persons=asset.person_count if asset.personal_data else 0,
            personal=asset.personal_data,
            specific=asset.specific_personal_data,
            sensitive=_sensitive(asset),
            handed_on=row.starts,
            return_due=None,
            returned_on=row.retired_on,
            asset=asset.pk,
        )


def persons_range(held: Iterable[Held]) -> tuple[int, int | None]:
    """Return the least and the greatest number of persons concerned.

    One person may stand in several things, so the least is the largest single one. An asset handed over
    twice is the same people, so it counts once, by its largest count. Where one count is not known, neither
    is the greatest.
    """
    groups: defaultdict[object, list[int | None]] = defaultdict(list)
    for number, one in enumerate(held):
        groups[("asset", one.asset) if one.asset is not None else number].append(one.persons)
    low = max((count for counts in groups.values() for count in counts if count is not None), default=0)
    high = 0
    for counts in groups.values():
        known = [count for count in counts if count is not None]
        if len(known) < len(counts):
            return low, None
        high += max(known)
    return low, high


def all_say(answers: Iterable[bool | None]) -> bool | None:
    """Return True if one says so, False if all deny it, None otherwise (and when nobody is asked)."""
    said = list(answers)
    if any(said):
        return True
    return None if None in said or not said else False


def _sensitive(asset: InformationAsset) -> bool | None:
    return asset.sensitive_personal_data if asset.personal_data else False


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
