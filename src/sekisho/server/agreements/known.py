"""What this slice knows of services and contracts as facts a clause may ask (``ledgers.governed.learn``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sekisho.agreements import annex
from sekisho.server.agreements import additions, queries
from sekisho.server.agreements.annex_models import AnnexAnswers
from sekisho.server.agreements.models import (
    AnswerVersion,
    ContractItems,
    RequirementList,
    ResponsibilitySplit,
)
from sekisho.terms import AnnexPart

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    Known = dict[int, dict[str, Any]]


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
    """Return how many requirements of each service nobody says are met; unknown where nobody answered."""
    return _unmet("service_id", keys)


def answers_of_contracts(keys: Collection[int], day: dt.date) -> Known:
    """Return the same of contracts."""
    return _unmet("contract_id", keys)


def unmet(ledger: str, key: int) -> int | None:
    """Return how many requirements of a matter nobody says are met; None where nobody answered."""
    count: int | None = _unmet(f"{ledger}_id", [key]).get(key, {}).get("requirements_unmet")
    return count


def _unmet(field: str, keys: Collection[int]) -> Known:
    """Hold the newest answer to each requirement, by annex or questionnaire, against the newest list."""
    given: dict[int, dict[str, dict[str, Any]]] = {}
    for key, _at, answers in sorted((*_by_annex(field, keys), *_by_questionnaire(field, keys)), key=_when):
        given.setdefault(key, {}).update(answers)
    found: Known = {}
    lists = RequirementList.objects.filter(**{f"{field}__in": list(given)}).order_by("number")
    for key, lines in lists.values_list(field, "lines"):
        texts = {str(one["id"]): str(one["text"]) for one in lines}
        found[key] = {"requirements_unmet": annex.unmet(texts, given[key])}
    return found


def _when(row: tuple[int, dt.datetime, Any]) -> dt.datetime:
    return row[1]


def _by_annex(field: str, keys: Collection[int]) -> Iterator[tuple[int, dt.datetime, dict[str, Any]]]:
    rows = AnnexAnswers.objects.filter(**{f"{field}__in": keys}).order_by()
    part = AnnexPart.REQUIREMENTS.value
    for key, at, answers, lines in rows.values_list(field, "taken_at", "answers", "issue__lines"):
        texts = {one.id: one.wording[0] for one in map(annex.Line.from_list, lines) if one.part == part}
        yield key, at, {one: said | {"text": texts.get(one)} for one, said in answers.get(part, {}).items()}


def _by_questionnaire(field: str, keys: Collection[int]) -> Iterator[tuple[int, dt.datetime, dict[str, Any]]]:
    rows = AnswerVersion.objects.filter(**{f"questionnaire__{field}__in": keys}).order_by()
    columns = (f"questionnaire__{field}", "answered_at", "answers", "asked__questions")
    for key, at, answers, questions in rows.values_list(*columns):
        texts = {one.get("id"): one.get("requirement") for one in questions}
        yield key, at, {one: said | {"text": texts.get(one)} for one, said in answers.items()}


def _splits(field: str, keys: Collection[int]) -> Known:
    rows = ResponsibilitySplit.objects.filter(**{f"{field}__in": keys})
    return {
        key: {"responsibility_undecided": undecided, "responsibility_nobody": nobody}
        for key, undecided, nobody in rows.values_list(field, "undecided", "nobody")
    }


def _required(field: str, keys: Collection[int]) -> Known:
    rows = RequirementList.objects.filter(**{f"{field}__in": keys}).order_by()
    return {key: {"requirements_set": True} for key in rows.values_list(field, flat=True).distinct()}
