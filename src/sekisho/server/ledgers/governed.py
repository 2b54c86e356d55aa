"""What the clauses govern day by day: services in use, contracts that run or whose data is still out.

Asked by the system itself, in the body in force, without a person: it counts, and shows nobody a row.
A fact the ledger does not know is left out, so that it stays unknown (docs/catalogue.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
from django.db.models import Prefetch, Q, prefetch_related_objects

from sekisho.server.ledgers.asset_facts import facts_of
from sekisho.server.ledgers.models import Contract, ExternalService, InformationAsset
from sekisho.server.ledgers.queries import with_phase
from sekisho.terms import CrossingKind, Phase, ServiceClass

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping

    from django.db.models import QuerySet

SERVICE, CONTRACT = "service", "contract"
LEDGERS = {SERVICE: CrossingKind.USE_EXTERNAL_SERVICE, CONTRACT: CrossingKind.OUTSOURCE}
"""Each governed ledger and the crossing its rows are judged as."""
_NOW = {"phase", "service_manager_named"}
OPEN = object()
"""What a source says of a fact that is open whatever was stated: nobody knows it, and nobody states it."""
_NONE = {"なし", "無し", "無", "ない", "-", "―", "－", "ー"}


Source: TypeAlias = "Callable[[Collection[int], dt.date], Mapping[int, Mapping[str, Any]]]"
"""Gets the keys of rows and the day; returns for each key the facts it knows (one query for all of them)."""
_sources: dict[str, list[Source]] = {}
_statements: dict[str, list[Source]] = {}
_expected: dict[str, dict[str, str]] = {}


def learn(ledger: str, source: Source) -> None:
    """Have ``source`` say what another slice knows of the rows of ``ledger``, from now on.

    What it says stands over what was answered at the decision: a table of today over a statement of then.
    A fact it leaves out, or gives as None, stays as it was; one it gives as :data:`OPEN` is not known.
    Registering it twice is once.
    """
    sources = _sources.setdefault(ledger, [])
    if source not in sources:
        sources.append(source)


def recall(ledger: str, source: Source) -> None:
    """Have ``source`` say what people stated of the rows of ``ledger``, and their phase, from now on.

    What was stated fills what no table says: it never stands over a table, whenever it was stated.
    """
    sources = _statements.setdefault(ledger, [])
    if source not in sources:
        sources.append(source)


def expect(ledger: str, words: Mapping[str, str]) -> None:
    """Have the facts of ``words`` told apart while no table says them, with the words for that.

    Such a fact was answered at the decision, and a table of another slice is where it belongs.
    """
    _expected.setdefault(ledger, {}).update(words)


def expected(ledger: str) -> Mapping[str, str]:
    """Return the facts that tables of other slices keep, with the words for a table that was not begun."""
    return _expected.get(ledger, {})


@attrs.frozen
class Governed:
    """One thing with the facts it is judged by today."""

    ledger: str
    key: int
    section: int
    facts: dict[str, Any]
    known: frozenset[str] = frozenset()
    """The facts that a table says, or holds open, today; the others were stated by a person."""

    @property
    def kind(self) -> CrossingKind:
        """What it is judged as."""
        return LEDGERS[self.ledger]


def count(day: dt.date) -> int:
    """Return how many things are governed on ``day``."""
    return sum(_rows(ledger, day).count() for ledger in LEDGERS)


def after(ledger: str, key: int, limit: int, day: dt.date) -> list[Governed]:
    """Return up to ``limit`` things of ``ledger`` with keys above ``key``, in their order.

    Two queries at most, and one for each source of facts, however many things there are.
    """
    rows = _rows(ledger, day).filter(pk__gt=key).order_by("pk")[:limit]
    return _with_facts(ledger, list(rows), day)


def among(ledger: str, keys: Collection[int], day: dt.date) -> list[Governed]:
    """Return those of ``keys`` that are governed on ``day`` (as many queries as :func:`after`)."""
    return _with_facts(ledger, list(_rows(ledger, day).filter(pk__in=keys).order_by("pk")), day)


def of(ledger: str, row: Any, day: dt.date) -> Governed | None:  # noqa: ANN401  the row of either ledger
    """Return a row read already (a service with its ``phase_now``); None if it is governed no longer."""
    if row.retired_on is not None:
        return None
    if ledger == SERVICE:
        prefetch_related_objects([row], _assets())
    elif row.ends < day and not (row.provided_on is not None and row.returned_on is None):
        return None
    return _with_facts(ledger, [row], day)[0]


def holding(assets: Collection[int]) -> list[int]:
    """Return the keys of the services that hold one of these information assets."""
    through = ExternalService.assets.through.objects.filter(informationasset_id__in=assets)
    return list(through.values_list("externalservice_id", flat=True).distinct())


def _rows(ledger: str, day: dt.date) -> QuerySet[Any]:
    if ledger == SERVICE:
        rows = ExternalService.objects.filter(retired_on=None)
        return with_phase(rows, day).defer("purpose", "conditions").prefetch_related(_assets())
    still_out = Q(provided_on__isnull=False, returned_on=None)
    return Contract.objects.filter(Q(ends__gte=day) | still_out, retired_on=None).defer("provided_data")


def _assets() -> Prefetch[Any]:
    """In no order: in that of the ledger SQLite reads all assets of the body to find a service's few."""
    return Prefetch("assets", InformationAsset.objects.order_by())


def _with_facts(ledger: str, rows: list[Any], day: dt.date) -> list[Governed]:
    keys = [row.pk for row in rows]
    learned = [source(keys, day) for source in _sources.get(ledger, ())] if keys else []
    recalled = [source(keys, day) for source in _statements.get(ledger, ())] if keys else []
    found = []
    for row in rows:
        facts = _service_facts(row) if ledger == SERVICE else _contract_facts(row, day)
        today, stated = _told(learned, row.pk), _told(recalled, row.pk)
        phase = {name: stated[name] for name in ("phase",) if name in stated}
        said = set(row.facts) if ledger == SERVICE else set()
        known_names = (set(facts) - said) | set(today) | (set(facts) & _NOW)
        whole = stated | facts | today | phase
        whole = {name: value for name, value in whole.items() if today.get(name) is not OPEN}
        found.append(Governed(ledger, row.pk, row.section_id, whole, frozenset(known_names)))
    return found


def _told(answers: Iterable[Mapping[int, Mapping[str, Any]]], key: int) -> dict[str, Any]:
    """Return what all of ``answers`` know of one row, a later one over an earlier one."""
    told: dict[str, Any] = {}
    for known in answers:
        told |= {name: value for name, value in known.get(key, {}).items() if value is not None}
    return told


def _service_facts(row: ExternalService) -> dict[str, Any]:
    """What was confirmed at the decision, and over it what the ledger says of assets and manager now."""
    facts = {name: value for name, value in row.facts.items() if value is not None}
    now = {"phase": row.phase_now, "service_manager_named": row.manager_id is not None}
    return facts | facts_of(list(row.assets.all())) | now


def _contract_facts(row: Contract, day: dt.date) -> dict[str, Any]:
    running = Phase.DISPOSAL if row.ends < day else Phase.OPERATION
    facts: dict[str, Any] = {
        "service_class": ServiceClass.OUTSOURCING.value,
        "phase": (Phase.CONTRACT if row.starts > day else running).value,
    }
    if row.confidentiality is not None:
        facts["confidentiality"] = row.confidentiality
    if row.person_count is not None:
        facts["person_count"] = row.person_count
        if row.person_count:
            facts["personal_data"] = True
    named = row.subcontractors.strip()
    if named:
        facts["subcontract"] = named not in _NONE
    return facts
