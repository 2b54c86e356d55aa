"""How much weighs what is out under a contract: its highest grade, and whether 特定個人情報 is among it.

Asked by other slices, in the body in force: the answer is a grade, and shows nobody a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from sekisho.server.accounts.queries import in_force
from sekisho.server.custody.models import HandOver, Subcontract
from sekisho.terms import Confidentiality, ConsentState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from django.db.models import QuerySet

    from sekisho.server.ledgers.models import Contract

_STILL_OUT = Q(erasure=None) | Q(erasure__verified_on=None)


def weighty(contract: str = "pk") -> Exists:
    """Whether 機密性2以上 or 特定個人情報 is out under the contract of the outer row."""
    heavy = Q(confidentiality__gte=Confidentiality.TWO) | Q(specific_personal_data=True)
    return Exists(HandOver.objects.filter(_STILL_OUT, heavy, contract=OuterRef(contract)))


def specific(contract: str = "pk") -> Exists:
    """Whether 特定個人情報 is out under the contract of the outer row."""
    return Exists(
        HandOver.objects.filter(_STILL_OUT, specific_personal_data=True, contract=OuterRef(contract))
    )


def consented_below(day: dt.date, contract: str = "pk") -> QuerySet[Subcontract]:
    """Return the consented 再委託 in force on ``day`` of the outer row's contract, to be asked further."""
    rows: QuerySet[Subcontract] = Subcontract.objects.filter(in_force(day), contract=OuterRef(contract))
    return rows.filter(consent=ConsentState.CONSENTED.value)


def has_specific(contract: Contract) -> bool:
    """Tell whether 特定個人情報 is out under ``contract``."""
    rows = HandOver.objects.filter(_STILL_OUT, contract=contract, specific_personal_data=True)
    return bool(rows.exists())


def consented_firms(contracts: Collection[int], day: dt.date) -> dict[int, set[int]]:
    """Return the firms of the consented 再委託 in force on ``day``, by contract; one query."""
    rows = Subcontract.objects.filter(in_force(day), contract_id__in=contracts).order_by()
    found: dict[int, set[int]] = {}
    for contract, firm in rows.filter(consent=ConsentState.CONSENTED.value).values_list(
        "contract_id", "firm_id"
    ):
        found.setdefault(contract, set()).add(firm)
    return found
