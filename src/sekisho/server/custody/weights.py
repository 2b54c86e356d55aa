"""How much weighs what is out under a contract: its highest grade, and whether 特定個人情報 is among it.

Asked by other slices, in the body in force: the answer is a grade, and shows nobody a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from sekisho.server.custody.models import HandOver
from sekisho.terms import Confidentiality

if TYPE_CHECKING:
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


def has_specific(contract: Contract) -> bool:
    """Tell whether 特定個人情報 is out under ``contract``."""
    rows = HandOver.objects.filter(_STILL_OUT, contract=contract, specific_personal_data=True)
    return bool(rows.exists())
