"""What this slice knows of services as facts a clause may ask (``ledgers.governed.learn``), one query each.

A service without a certification recorded, or without a judgement, is left out: of it nothing is known here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sekisho.procedures import evidence
from sekisho.server.trust import weighing
from sekisho.server.trust.models import Evidence, Judgement
from sekisho.terms import ScopeAnswer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sekisho.procedures.evidence import Fallen, Now

_USED = "functions_used__functions"


def certifications(keys: Collection[int], day: dt.date) -> dict[int, dict[str, Any]]:
    """Return for each service the kinds that are valid on ``day`` and whose scope covers what is used."""
    through = Evidence.services.through
    fields = [f"evidence__{name}" for name in weighing.READ]
    rows = through.objects.filter(externalservice_id__in=keys).values(
        "externalservice_id", "externalservice__name", f"externalservice__{_USED}", *fields
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for row in rows:
        kinds = found[row["externalservice_id"]]
        get = _under(row, "evidence__")
        used = row[f"externalservice__{_USED}"] or ()
        covered = weighing.scope_of(get, row["externalservice__name"], used).answer is ScopeAnswer.COVERED
        if covered and evidence.state(weighing.dates_of(get), day) in evidence.TRUSTED:
            kinds.add(get("kind"))
    return {key: {"certifications": sorted(kinds)} for key, kinds in found.items()}


def reliability(keys: Collection[int], day: dt.date) -> dict[int, dict[str, Any]]:
    """Return of each service judged whether it was found reliable by what still stands."""
    return {
        row.service_id: {"reliability_reason": row.sufficient and row.flagged_on is None and not fallen}
        for row, fallen in weighed(day, keys)
    }


def weighed(
    day: dt.date, keys: Collection[int] | None = None, *, flagged: bool = True
) -> list[tuple[Judgement, tuple[Fallen, ...]]]:
    """Return the current judgements with what no longer stands as it did, in one query.

    ``flagged=False`` leaves out those already known to need a new one.
    """
    rows = Judgement.objects.filter(current=True)
    if keys is not None:
        rows = rows.filter(service_id__in=keys)
    if not flagged:
        rows = rows.filter(flagged_on=None)
    fields = [f"evidences__{name}" for name in ("pk", *weighing.READ)]
    kept = ("pk", "service_id", "sufficient", "flagged_on", "functions", "leaned")
    judged: dict[int, Judgement] = {}
    used: dict[int, list[str]] = {}
    now: defaultdict[int, dict[int, Now]] = defaultdict(dict)
    for row in rows.order_by("pk").values(*kept, f"service__{_USED}", *fields):
        judged.setdefault(row["pk"], Judgement(**{name: row[name] for name in kept}))
        used[row["pk"]] = row[f"service__{_USED}"] or []
        if row["evidences__pk"] is not None:
            now[row["pk"]][row["evidences__pk"]] = weighing.now_of(_under(row, "evidences__"), day)
    return [(one, _fallen(one, now[key], used[key])) for key, one in judged.items()]


def _fallen(row: Judgement, now: dict[int, Now], used: list[str]) -> tuple[Fallen, ...]:
    leaned = {one["evidence"]: one["digest"] for one in row.leaned}
    return evidence.fallen(leaned, now, same_functions=sorted(row.functions) == sorted(used))


def _under(row: dict[str, Any], prefix: str) -> Any:  # noqa: ANN401  a function over the row's values
    return lambda name: row[prefix + name]
