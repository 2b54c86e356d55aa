"""The numbers of 条文ごとの状況, each limited to the things the actor may see."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs
from django.db.models import Count, F, Q, Sum

from sekisho.errors import NotFound
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.catalogues import runs
from sekisho.server.catalogues.counting import COUNTED, things
from sekisho.server.catalogues.models import Standing, StandingRun, ThingStanding
from sekisho.server.ledgers import governed
from sekisho.server.ledgers import queries as ledgers
from sekisho.terms import ClauseStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sekisho.catalogue import Clause, Rulebook
    from sekisho.server.accounts.permissions import Actor

_SEEN_BY = {governed.SERVICE: Permission.SERVICE_VIEW, governed.CONTRACT: Permission.CONTRACT_VIEW}
_SUMS = {name: Sum(name) for name in ("applicable", "satisfied", "violated", "unknown")}
SHOWN = 200
"""So many things behind a number are listed."""
RUNS_SHOWN = 30


@attrs.frozen
class ClauseStanding:
    """One clause over the things that were counted."""

    clause: Clause
    applicable: int = 0
    satisfied: int = 0
    violated: int = 0
    unknown: int = 0


@attrs.frozen
class SectionStanding:
    """One section over all clauses: how often a clause applies to a thing, and how it stands."""

    section: int
    name: str
    applicable: int
    satisfied: int
    violated: int
    unknown: int


@attrs.frozen
class RunStanding:
    """One run over all clauses and things."""

    started: dt.datetime
    rulebook: str
    satisfied: int
    violated: int
    unknown: int


@attrs.frozen
class Now:
    """When the numbers are from, and what is on its way."""

    run: StandingRun | None
    under_way: StandingRun | None
    things: int
    changed: int
    """So many things changed since and wait to be judged again."""
    faults: int


def now(actor: Actor) -> Now:
    """Return how fresh the numbers are (three queries)."""
    rows = ThingStanding.objects.filter(within_reach(actor))
    counted: dict[str, int] = rows.aggregate(
        things=Count("pk", filter=~Q(judged_at=None)),
        changed=Count("pk", filter=Q(judged__lt=F("change"))),
        faults=Count("pk", filter=~Q(fault="")),
    )
    return Now(runs.latest(), runs.unfinished(), **counted)


def by_clause(actor: Actor, rulebook: Rulebook, section: int | None = None) -> list[ClauseStanding]:
    """Return each machine-judged clause on things with its numbers; what is worst stands first.

    Raises:
        Refused: the actor may see no services.
        NotFound: ``section`` is not one the actor sees.
    """
    if section is not None:
        _require_section(actor, section)
        return _clauses(runs.latest(), rulebook, Q(pk__in=[]), within_reach(actor) & Q(section_id=section))
    return _clauses(
        runs.latest(), rulebook, _whole(actor) & Q(section=None), within_reach(actor) & ~_whole(actor)
    )


def of_run(run: StandingRun, rulebook: Rulebook) -> list[ClauseStanding]:
    """Return the numbers of a run over the whole body, for who keeps the server itself."""
    return _clauses(run, rulebook, Q(section=None), Q())


def _clauses(run: StandingRun | None, rulebook: Rulebook, counted: Q, one_by_one: Q) -> list[ClauseStanding]:
    """Return the sums of the run's rows ``counted`` and of the things ``one_by_one``."""
    found: dict[str, Counter[str]] = {}
    if run is not None:
        rows = Standing.objects.filter(counted, run=run).exclude(clause="")
        for clause, *sums in rows.values_list("clause", *COUNTED):
            found.setdefault(clause, Counter()).update(dict(zip(COUNTED, sums, strict=True)))
        for _ledger, _section, place, clauses in things(one_by_one) if one_by_one else ():
            for clause in clauses:
                found.setdefault(clause, Counter())[COUNTED[place]] += 1
    kinds = set(governed.LEDGERS.values())
    listed = [
        ClauseStanding(clause, sum(found[clause.id].values()), **found[clause.id])
        if clause.id in found
        else ClauseStanding(clause)
        for clause in rulebook.clauses.values()
        if clause.machine and kinds & set(clause.kinds)
    ]
    return sorted(listed, key=lambda row: (-row.violated, -row.unknown, -row.applicable, row.clause.id))


def by_section(actor: Actor) -> list[SectionStanding]:
    """Return each section the actor sees with its sums; what is worst stands first (two queries)."""
    run = runs.latest()
    if run is None:
        return []
    seen = within_reach(actor) & Q(section__isnull=False)
    rows = Standing.objects.filter(seen, run=run, clause="").order_by().values("section", "section__name")
    found = [
        SectionStanding(row.pop("section"), row.pop("section__name"), **row) for row in rows.annotate(**_SUMS)
    ]
    return sorted(found, key=lambda row: (-row.violated, -row.unknown, row.name))


def history(actor: Actor, section: int | None = None, most: int = RUNS_SHOWN) -> list[RunStanding]:
    """Return the sums of the newest ``most`` runs, the oldest first (two queries)."""
    return _history(_sums_seen(actor, section), most)


def whole_history(most: int = 1000) -> list[RunStanding]:
    """Return the sums of the runs over the whole body, for who keeps the server itself."""
    return _history(Q(section=None), most)


def _history(chosen: Q, most: int) -> list[RunStanding]:
    run_rows = list(StandingRun.objects.exclude(finished=None)[:most])
    rows = Standing.objects.filter(chosen, run__in=run_rows, clause="")
    sums = {row.pop("run"): row for row in rows.order_by().values("run").annotate(**_SUMS)}
    none = dict.fromkeys(_SUMS, 0)
    return [
        RunStanding(run.started, run.rulebook, *(sums.get(run.pk, none)[name] for name in list(_SUMS)[1:]))
        for run in reversed(run_rows)
    ]


def totals(rows: list[ClauseStanding]) -> Mapping[ClauseStatus, int]:
    """Return how many clauses are violated somewhere, unknown somewhere, else satisfied."""
    sums: Counter[ClauseStatus] = Counter()
    for row in rows:
        if row.violated:
            sums[ClauseStatus.VIOLATED] += 1
        elif row.unknown:
            sums[ClauseStatus.UNKNOWN] += 1
        elif row.satisfied:
            sums[ClauseStatus.SATISFIED] += 1
    return sums


def behind(actor: Actor, clause_id: str, status: ClauseStatus, section: int | None = None) -> dict[str, Any]:
    """Return the things behind one number: how many, and the first services and contracts of them.

    Raises:
        Refused: the actor may see no services.
    """
    rows = ThingStanding.objects.filter(
        within_reach(actor), **{f"{status.value}__contains": f"|{clause_id}|"}
    ).order_by("pk")
    if section is not None:
        rows = rows.filter(section_id=section)
    keys: dict[str, list[int]] = {name: [] for name in governed.LEDGERS}
    for ledger, key in rows.values_list("ledger", "thing"):
        keys[ledger].append(key)
    found: dict[str, Any] = {"status": status.value, "count": sum(map(len, keys.values()))}
    services, contracts = keys[governed.SERVICE][:SHOWN], keys[governed.CONTRACT][:SHOWN]
    found["services"] = list(ledgers.services(actor).filter(pk__in=services)) if services else []
    found["contracts"] = list(ledgers.contracts(actor).filter(pk__in=contracts)) if contracts else []
    return found


def faults(actor: Actor) -> list[tuple[str, int, str]]:
    """Return the first things that cannot be judged: ledger, key and why."""
    rows = ThingStanding.objects.filter(within_reach(actor)).exclude(fault="").order_by("pk")
    return list(rows.values_list("ledger", "thing", "fault")[:20])


def _sums_seen(actor: Actor, section: int | None) -> Q:
    """Choose the sums that add up to what the actor sees: those over all sections, or those of theirs."""
    if section is not None:
        _require_section(actor, section)
        return within_reach(actor) & Q(section_id=section)
    whole = _whole(actor)
    return (whole & Q(section=None)) | (within_reach(actor) & ~whole)


def _require_section(actor: Actor, section: int) -> None:
    seen = actor.sections_for(Permission.SERVICE_VIEW)
    if seen is not None and section not in seen:
        raise NotFound("見つかりません。", next_step="一覧からさがしてください。")


def within_reach(actor: Actor) -> Q:
    """Choose the rows of every ledger within the actor's reach in it."""
    require(actor, Permission.SERVICE_VIEW)
    chosen = Q(pk__in=[])
    for ledger, permission in _SEEN_BY.items():
        reach = actor.sections_for(permission)
        if reach is None:
            chosen |= Q(ledger=ledger)
        elif actor.may(permission):
            chosen |= Q(ledger=ledger, section_id__in=reach)
    return chosen


def _whole(actor: Actor) -> Q:
    """Choose the ledgers that the actor sees whole."""
    names = [name for name, permission in _SEEN_BY.items() if actor.sections_for(permission) is None]
    return Q(ledger__in=names)
