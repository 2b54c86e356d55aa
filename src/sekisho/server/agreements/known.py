"""What this slice knows of services and contracts as facts a clause may ask (``ledgers.governed.learn``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.server.agreements.models import ContractItems, RequirementList, ResponsibilitySplit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    Known = dict[int, dict[str, Any]]


def splits_of_services(keys: Collection[int], day: dt.date) -> Known:  # noqa: ARG001  every source is asked alike
    """Return how far the table of responsibilities of each service is decided."""
    return _splits("service_id", keys)


def splits_of_contracts(keys: Collection[int], day: dt.date) -> Known:  # noqa: ARG001  the same
    """Return the same of contracts."""
    return _splits("contract_id", keys)


def requirements_of_services(keys: Collection[int], day: dt.date) -> Known:  # noqa: ARG001  the same
    """Return of which services the requirements are set; of the others nothing is known here."""
    return _required("service_id", keys)


def requirements_of_contracts(keys: Collection[int], day: dt.date) -> Known:  # noqa: ARG001  the same
    """Return the same of contracts."""
    return _required("contract_id", keys)


def items_of_contracts(keys: Collection[int], day: dt.date) -> Known:  # noqa: ARG001  the same
    """Return what each contract's text lacks, and whether it covers 特定個人情報."""
    rows = ContractItems.objects.filter(contract_id__in=keys)
    found: Known = {}
    for key, missing, specific in rows.values_list("contract_id", "missing", "specific_personal_data"):
        known: dict[str, Any] = {"contract_items_missing": list(missing), "specific_personal_data": specific}
        found[key] = known | ({"personal_data": True} if specific else {})
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
