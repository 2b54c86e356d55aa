"""What this slice knows of services and contracts as facts a clause may ask (``ledgers.governed.learn``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.agreements import annex
from sekisho.agreements import contradictions as core
from sekisho.server.agreements import additions, contradictions, queries
from sekisho.server.agreements.models import ContractItems, RequirementList, ResponsibilitySplit
from sekisho.server.ledgers.governed import OPEN
from sekisho.terms import N

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    Known = dict[int, dict[str, Any]]


NOT_BEGUN = {
    "requirements_set": N("まだ定めていません"),
    "responsibility_undecided": N("まだ始めていません"),
    "responsibility_nobody": N("まだ始めていません"),
}
"""What the page of a service says of these facts while its table was not begun, whatever was answered."""


def splits_of_services(keys: Collection[int], day: dt.date) -> Known:
    """Return how far the table of responsibilities of each service is decided."""
    return _splits("service_id", keys)


def splits_of_contracts(keys: Collection[int], day: dt.date) -> Known:
    """Return the same of contracts."""
    return _splits("contract_id", keys)


def requirements_of_services(keys: Collection[int], day: dt.date) -> Known:
    """Return of which services the requirements are set; of the others nothing is known here."""
    return _required("service_id", keys)


def requirements_of_contracts(keys: Collection[int], day: dt.date) -> Known:
    """Return the same of contracts."""
    return _required("contract_id", keys)


def items_of_contracts(keys: Collection[int], day: dt.date) -> Known:
    """Return what each contract's text lacks, and whether it covers 特定個人情報."""
    rows = ContractItems.objects.filter(contract_id__in=keys)
    found: Known = {}
    more = additions.more_items()
    columns = ("contract_id", "missing", "answers", "specific_personal_data")
    for key, missing, answers, specific in rows.values_list(*columns):
        lacks = queries.missing_now(missing, answers, more)
        known: dict[str, Any] = {"contract_items_missing": lacks, "specific_personal_data": specific}
        found[key] = known | ({"personal_data": True} if specific else {})
    return found


def answers_of_services(keys: Collection[int], day: dt.date) -> Known:
    """Return how many requirements of each service nobody says are met; unknown where nobody answered.

    Where two answers differ and nobody settled which stands, it is open.
    """
    return _unmet("service_id", keys)


def answers_of_contracts(keys: Collection[int], day: dt.date) -> Known:
    """Return the same of contracts."""
    return _unmet("contract_id", keys)


def unmet(ledger: str, key: int) -> int | None:
    """Return how many requirements of a matter nobody says are met.

    None where nobody answered, or answers differ and nobody settled which stands.
    """
    count = _unmet(f"{ledger}_id", [key]).get(key, {}).get("requirements_unmet")
    return count if isinstance(count, int) else None


def _unmet(field: str, keys: Collection[int]) -> Known:
    """Hold the answer that stands for each requirement against the newest list (four queries)."""
    told = contradictions.told(field, keys)
    settled = contradictions.settled(field, told)
    found: Known = {}
    for key, texts in contradictions.texts(field, told).items():
        answers, still_open = core.standing(texts, told[key], settled.get(key, {}))
        count = OPEN if still_open else annex.unmet(texts, answers)
        found[key] = {"requirements_unmet": count}
    return found


def _splits(field: str, keys: Collection[int]) -> Known:
    rows = ResponsibilitySplit.objects.filter(**{f"{field}__in": keys})
    return {
        key: {"responsibility_undecided": undecided, "responsibility_nobody": nobody}
        for key, undecided, nobody in rows.values_list(field, "undecided", "nobody")
    }


def _required(field: str, keys: Collection[int]) -> Known:
    rows = RequirementList.objects.filter(**{f"{field}__in": keys}).order_by()
    return {key: {"requirements_set": True} for key in rows.values_list(field, flat=True).distinct()}
