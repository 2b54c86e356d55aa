"""What a firm holds of ours, each thing as the answer tells it. Pure over the rows given.

提供データ台帳 says it (``custody``). Beside it stands what it leaves out and a leak may still concern: data
of a contract whose day of handing over nobody wrote down, and the assets of a service whose use has ended.
What was given back stays in the list: a firm that says it erased everything may have kept a copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from sekisho.terms import CustodyState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sekisho.server.custody.queries import Held as InCustody
    from sekisho.server.ledgers.models import Contract, ExternalService


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
    state: CustodyState
    asset_id: int | None = None
    handover: str = ""
    """Its number in 提供データ台帳; empty where another ledger says it."""

    @property
    def standing(self) -> bool:
        """Whether nobody verified yet that it was given back or erased; a certificate is not the erasure."""
        return self.state is not CustodyState.VERIFIED

    def overdue(self, day: dt.date) -> bool:
        """Whether it should have been given back or erased before ``day``, and nobody verified it."""
        return self.standing and self.return_due is not None and self.return_due < day

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
            "state": self.state.value,
            "handover": self.handover or None,
        }


def of_custody(one: InCustody) -> Held:
    """Return what 提供データ台帳 says."""
    row, handover = one.contract or one.service, one.handover
    if row is None:
        raise ValueError(one)
    return Held(
        kind="contract" if one.contract else "service",
        pk=row.pk,
        number=row.number,
        title=one.contract.title if one.contract else getattr(row, "name", ""),
        section=one.section_name,
        what=one.what,
        confidentiality=one.confidentiality,
        persons=0 if one.personal is False else one.persons,
        personal=one.personal,
        specific=False if one.personal is False else one.specific,
        sensitive=_if_personal(one.personal, handover.sensitive_personal_data if handover else None),
        handed_on=one.handed_on,
        return_due=one.return_due,
        state=one.state,
        asset_id=one.asset_id,
        handover=handover.number if handover else "",
    )


def of_undated(row: Contract) -> Iterator[Held]:
    """Yield what a contract's row names as handed over without saying when."""
    if row.provided_on is not None or not (row.provided_data or row.person_count):
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
        specific=_if_personal(personal, None),
        sensitive=_if_personal(personal, None),
        handed_on=None,
        return_due=row.return_due,
        state=CustodyState.OUT if row.returned_on is None else CustodyState.VERIFIED,
    )


def of_ended(row: ExternalService) -> Iterator[Held]:
    """Yield each asset that was entrusted to a service whose use has ended; that counts as given back."""
    if row.retired_on is None:
        return
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
            sensitive=_if_personal(asset.personal_data, asset.sensitive_personal_data),
            handed_on=row.starts,
            return_due=None,
            state=CustodyState.VERIFIED,
            asset_id=asset.pk,
        )


def all_say(answers: Iterable[bool | None]) -> bool | None:
    """Return True if one says so, False if all deny it, None otherwise (and when nobody is asked)."""
    said = list(answers)
    if any(said):
        return True
    return None if None in said or not said else False


def _if_personal(personal: bool | None, said: bool | None) -> bool | None:  # noqa: FBT001  three-valued answers
    """Return what is said of personal data: nothing of it is there where there is none."""
    return False if personal is False else said


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
