"""What the written 再委託 say of contracts as facts of the catalogue. What they do not say stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sekisho.server.accounts.queries import in_force
from sekisho.server.custody.models import Subcontract
from sekisho.terms import ConsentState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection


def subcontracts_of_contracts(keys: Collection[int], day: dt.date) -> dict[int, dict[str, bool]]:
    """Return ``subcontract`` and ``subcontract_consent`` of what has 再委託 on ``day``; one query.

    Consent is given when every level has it (番号法10条): one that is asked or refused makes it no.
    """
    rows = Subcontract.objects.filter(in_force(day), contract_id__in=keys)
    found: dict[int, bool] = {}
    for contract, consent in rows.order_by().values_list("contract_id", "consent"):
        found[contract] = found.get(contract, True) and consent == ConsentState.CONSENTED.value
    return {key: {"subcontract": True, "subcontract_consent": all_} for key, all_ in found.items()}
