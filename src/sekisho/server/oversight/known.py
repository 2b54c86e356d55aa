"""What the oversight says of contracts as facts of the catalogue. What it does not say stays unknown.

Nothing is said of a contract of which neither a plan nor a roster was ever written: a paper may say it. Once
one of them is, what is missing is no.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sekisho.server.custody.subcontracts import consented_firms
from sekisho.server.oversight.check_models import Check, CheckPlan
from sekisho.server.oversight.models import Worker

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection


def of_contracts(keys: Collection[int], day: dt.date) -> dict[int, dict[str, bool]]:
    """Return ``workers_named``, ``checks_on_time`` and ``performance_check_agreed``; four queries.

    The people of the contractor and of every consented sub-contractor are named when each of these firms has
    somebody on the roster on ``day``. Checks are on time when neither the next check of the plan nor an
    improvement that was demanded is overdue.
    """
    facts: dict[int, dict[str, bool]] = defaultdict(dict)
    needed: dict[int, set[int]] = {}
    here: dict[int, set[int]] = defaultdict(set)
    late = set(
        Check.objects.filter(contract_id__in=keys, improve_by__lt=day, improved_on=None)
        .order_by()
        .values_list("contract_id", flat=True)
    )
    plans = CheckPlan.objects.filter(contract_id__in=keys).order_by()
    for key, due, ends, firm in plans.values_list(
        "contract_id", "next_on", "contract__ends", "contract__contractor_id"
    ):
        needed[key] = {firm}
        facts[key]["performance_check_agreed"] = True
        facts[key]["checks_on_time"] = key not in late and not (due < day and due <= ends)
    workers = Worker.objects.filter(contract_id__in=keys).order_by()
    for key, firm, contractor, starts, until in workers.values_list(
        "contract_id", "firm_id", "contract__contractor_id", "starts", "ends"
    ):
        needed[key] = {contractor}
        if starts <= day and (until is None or until >= day):
            here[key].add(firm)
    below = consented_firms(needed, day) if needed else {}
    for key, firms in needed.items():
        facts[key]["workers_named"] = firms | below.get(key, set()) <= here[key]
    return dict(facts)
