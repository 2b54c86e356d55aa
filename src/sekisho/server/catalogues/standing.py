"""How each clause stands: every external service judged again by its facts of today.

Nobody types a compliance status. The facts are those confirmed at the decision, with what the ledger says
of the assets now; so a grade that was raised later shows. The same facts are judged once per process.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from sekisho.catalogue.compile import canonical
from sekisho.errors import BadInput
from sekisho.judgement import Crossing, judge
from sekisho.server.ledgers import queries as ledgers
from sekisho.terms import ClauseStatus, CrossingKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.catalogue import Clause, Rulebook
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.ledgers.models import ExternalService

KIND = CrossingKind.USE_EXTERNAL_SERVICE
_Statuses = dict[str, ClauseStatus]


@attrs.frozen
class Judged:
    """One service and how each clause stands towards it; ``fault`` when it cannot be judged at all."""

    service: ExternalService
    statuses: Mapping[str, ClauseStatus]
    fault: str = ""


@attrs.frozen
class ClauseStanding:
    """One clause over all services that were judged."""

    clause: Clause
    counts: Mapping[ClauseStatus, int]

    @property
    def satisfied(self) -> int:
        """How many services satisfy it."""
        return self.counts.get(ClauseStatus.SATISFIED, 0)

    @property
    def violated(self) -> int:
        """How many do not."""
        return self.counts.get(ClauseStatus.VIOLATED, 0)

    @property
    def unknown(self) -> int:
        """For how many a fact is missing."""
        return self.counts.get(ClauseStatus.UNKNOWN, 0)

    @property
    def applicable(self) -> int:
        """To how many it applies."""
        return self.satisfied + self.violated + self.unknown


def judged_services(actor: Actor, rulebook: Rulebook) -> list[Judged]:
    """Judge every service ``actor`` may see (three queries, whatever their number).

    Raises:
        Refused: the actor may see no services.
    """
    return [_judged(service, facts, rulebook) for service, facts in ledgers.services_with_facts(actor)]


def by_clause(judged: list[Judged], rulebook: Rulebook) -> list[ClauseStanding]:
    """Return each machine-judged clause on services with its counts; what is worst stands first."""
    counts: dict[str, Counter[ClauseStatus]] = {
        clause.id: Counter()
        for clause in rulebook.clauses.values()
        if clause.machine and KIND in clause.kinds
    }
    for one in judged:
        for clause, status in one.statuses.items():
            if clause in counts:
                counts[clause][status] += 1
    rows = [ClauseStanding(rulebook.clauses[clause], found) for clause, found in counts.items()]
    return sorted(rows, key=lambda row: (-row.violated, -row.unknown, -row.applicable, row.clause.id))


def behind(judged: list[Judged], clause_id: str) -> dict[str, list[ExternalService]]:
    """Return the services behind a clause's numbers, by status (stored value)."""
    found: dict[str, list[ExternalService]] = {}
    for one in judged:
        status = one.statuses.get(clause_id)
        if status is not None and status is not ClauseStatus.NOT_APPLICABLE:
            found.setdefault(status.value, []).append(one.service)
    return found


def totals(rows: list[ClauseStanding]) -> dict[ClauseStatus, int]:
    """Return how many clauses are violated somewhere, unknown somewhere, else satisfied."""
    sums: Counter[ClauseStatus] = Counter()
    for row in rows:
        if row.violated:
            sums[ClauseStatus.VIOLATED] += 1
        elif row.unknown:
            sums[ClauseStatus.UNKNOWN] += 1
        elif row.satisfied:
            sums[ClauseStatus.SATISFIED] += 1
    return dict(sums)


def _judged(service: ExternalService, facts: Mapping[str, Any], rulebook: Rulebook) -> Judged:
    try:
        return Judged(service, _statuses(rulebook, facts))
    except BadInput as error:
        return Judged(service, {}, f"{error.what}{error.why}")


def _statuses(rulebook: Rulebook, facts: Mapping[str, Any]) -> _Statuses:
    key = (rulebook.digest, canonical(dict(facts)))
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        decision = judge(Crossing(KIND, "standing"), facts, rulebook)
        _known[key] = {row.clause: row.status for row in decision.citations}
    return _known[key]


_MOST_KNOWN = 8192
_known: dict[tuple[str, bytes], _Statuses] = {}
"""What was judged in this process: (rulebook's digest, canonical facts) → clause → status."""
