"""条文ごとの状況 kept up to date: the run of every night, and what changed since.

A run goes through the things in the order of their keys, a batch a transaction. The batch moves the run's
place only if it still is where the batch began (compare and set), so a run that was killed continues, and
two processes on one run waste time but count nothing twice. Facts are read outside the transaction.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.catalogues import standing
from sekisho.server.catalogues.counting import count_up, thin_out
from sekisho.server.catalogues.models import StandingRun, ThingStanding
from sekisho.server.catalogues.queries import rulebook_in_force
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import governed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sekisho.catalogue import Rulebook
    from sekisho.server.ledgers.governed import Governed

    Progress = Callable[[int, int], None]
    """(things judged, things to judge)."""
    Stopping = Callable[[], bool]

BATCH = 200
HOUR = 1
"""The hour of the night (local time) from which a new run is due."""
_WRITTEN = ["section", "run", "satisfied", "violated", "unknown", "fault", "stamp", "judged_at", "judged"]
_Key = tuple[str, int]


def never() -> bool:
    """Return False: nobody asks to stop."""
    return False


def unfinished() -> StandingRun | None:
    """Return the run that is under way, or was killed."""
    row: StandingRun | None = StandingRun.objects.filter(finished=None).first()
    return row


def latest() -> StandingRun | None:
    """Return the last finished run."""
    row: StandingRun | None = StandingRun.objects.exclude(finished=None).first()
    return row


def due(now: dt.datetime) -> bool:
    """Tell whether the body in force needs a run: one is unfinished, the night has come, or rules changed."""
    last = latest()
    if last is None or unfinished() is not None:
        return True
    local = timezone.localtime(now)
    night = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night > local:
        night -= dt.timedelta(days=1)
    return last.started < night or last.rulebook != rulebook_in_force().digest


def judge_all(
    *, progress: Progress | None = None, stopping: Stopping = never, batch: int = BATCH
) -> StandingRun | None:
    """Judge every governed thing of the body in force, continuing an unfinished run by the same rules.

    Writes ``standing.judged`` when it ends. Returns None when it was told to stop, or another process
    took the run over; what was judged is kept.
    """
    rulebook = rulebook_in_force()
    run = begin(rulebook)
    while run is not None and not stopping():
        before = _changes(run, batch)
        things = governed.after(run.ledger, run.last, batch, timezone.localdate())
        if things:
            moved: dict[str, object] = {"last": things[-1].key, "done": run.done + len(things)}
        else:
            following = _after(run.ledger)
            if following is None:
                break
            moved = {"ledger": following, "last": 0}
        if not _step(run, moved, _judged(things, rulebook, run, before)):
            return None
        if progress:
            progress(run.done, max(run.total, run.done))
    if run is None or stopping():
        return None
    _judge_changed(run, rulebook)
    return _finish(run)


def refresh() -> int:
    """Judge again what changed since the last run, and count that run's numbers anew; return how many."""
    run = latest()
    if run is None:
        return 0
    rulebook = rulebook_in_force()
    if run.rulebook != rulebook.digest:
        return 0  # other rules: a new run is due and judges everything
    found = _judge_changed(run, rulebook)
    if found:
        with transaction.atomic():
            StandingRun.objects.select_for_update().get(pk=run.pk)
            count_up(run)
            StandingRun.objects.filter(pk=run.pk).update(refreshed=timezone.now())
    return found


def note_change(ledger: str, keys: Collection[int]) -> None:
    """Mark things as changed, in the transaction of the change (``ledgers.watchers`` calls this)."""
    if ledger == "asset":
        ledger, keys = governed.SERVICE, governed.holding(keys)
    if ledger not in governed.LEDGERS or not keys:
        return
    body = body_in_force()
    missing = [ThingStanding(body_id=body, ledger=ledger, thing=key) for key in keys]
    ThingStanding.unscoped.bulk_create(missing, ignore_conflicts=True)
    ThingStanding.objects.filter(ledger=ledger, thing__in=keys).update(change=F("change") + 1)


def begin(rulebook: Rulebook) -> StandingRun | None:
    """Return the run under way by these rules, else a new one; None when another process begins one now."""
    run = unfinished()
    if run is not None and run.rulebook == rulebook.digest:
        return run
    try:
        with transaction.atomic():
            if run is not None:
                run.delete()
            return StandingRun.make(
                started=timezone.now(),
                rulebook=rulebook.digest,
                total=governed.count(timezone.localdate()),
                ledger=next(iter(governed.LEDGERS)),
            )
    except IntegrityError:  # another process began one in this moment
        return None


def _after(ledger: str) -> str | None:
    names = list(governed.LEDGERS)
    return dict(pairwise(names)).get(ledger)


def _step(run: StandingRun, moved: dict[str, object], rows: list[ThingStanding]) -> bool:
    """Write one batch and move the run on; False if the run is not where it was (somebody else moved it)."""
    here = {"pk": run.pk, "finished": None, "ledger": run.ledger, "last": run.last}
    with transaction.atomic():
        if not StandingRun.objects.filter(**here).update(**moved):
            return False
        _write(rows)
    for name, value in moved.items():
        setattr(run, name, value)
    return True


def _changes(run: StandingRun, batch: int) -> dict[_Key, tuple[int, str, int | None]]:
    """Return the change number, stamp and section of the rows that come next, as they stand.

    Read before the facts: what changes in between is then judged again, by its higher change number. A row
    beyond what is read counts as never judged.
    """
    rows = ThingStanding.objects.filter(ledger=run.ledger, thing__gt=run.last).order_by("thing")
    found = rows.values_list("thing", "change", "stamp", "section")[: 2 * batch]
    return {(run.ledger, thing): (change, stamp, section) for thing, change, stamp, section in found}


def _judged(
    things: Collection[Governed],
    rulebook: Rulebook,
    run: StandingRun,
    before: dict[_Key, tuple[int, str, int | None]],
) -> list[ThingStanding]:
    """Return the things' rows to be written; a row without ``judged_at`` stands as it did."""
    now, rows = timezone.now(), []
    for thing in things:
        change, stamp, section = before.get((thing.ledger, thing.key), (0, "", None))
        row = ThingStanding(
            body_id=run.body_id, ledger=thing.ledger, thing=thing.key, section_id=thing.section, run=run
        )
        row.judged, row.stamp = change, standing.stamp_of(thing, rulebook)
        if (stamp, section) != (row.stamp, thing.section):
            found = standing.judged(thing, rulebook, row.stamp)
            row.satisfied, row.violated, row.unknown = found.satisfied, found.violated, found.unknown
            row.fault, row.judged_at = found.fault, now
        rows.append(row)
    return rows


def _write(rows: list[ThingStanding]) -> None:
    ThingStanding.unscoped.bulk_create(
        [row for row in rows if row.judged_at is not None],
        update_conflicts=True,
        unique_fields=["body", "ledger", "thing"],
        update_fields=_WRITTEN,
    )
    same: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        if row.judged_at is None:
            same.setdefault((row.ledger, row.judged), []).append(row.thing)
    for (ledger, change), keys in same.items():
        ThingStanding.objects.filter(ledger=ledger, thing__in=keys).update(run=rows[0].run, judged=change)


def _judge_changed(run: StandingRun, rulebook: Rulebook) -> int:
    """Judge what changed since it was last judged; things no longer governed lose their row."""
    found = 0
    while True:
        stale = ThingStanding.objects.filter(judged__lt=F("change")).order_by("pk")
        marks = {
            (one, key): change for one, key, change in stale.values_list("ledger", "thing", "change")[:BATCH]
        }
        if not marks:
            return found
        things = [
            thing
            for ledger in governed.LEDGERS
            for thing in governed.among(
                ledger, [key for one, key in marks if one == ledger], timezone.localdate()
            )
        ]
        rows = _judged(things, rulebook, run, {key: (change, "", None) for key, change in marks.items()})
        gone = marks.keys() - {(thing.ledger, thing.key) for thing in things}
        with transaction.atomic():
            _write(rows)
            for ledger, key in gone:
                ThingStanding.objects.filter(ledger=ledger, thing=key, change=marks[ledger, key]).delete()
        found += len(marks)


def _finish(run: StandingRun) -> StandingRun | None:
    """Count the run's numbers, drop what is governed no more and end the run, in one transaction."""
    now = timezone.now()
    with transaction.atomic():
        if not StandingRun.objects.filter(pk=run.pk, finished=None).update(finished=now):
            return None
        ThingStanding.objects.exclude(run=run).filter(judged__gte=F("change")).delete()
        sums = count_up(run)
        thin_out(run)
        record(
            None,
            "standing.judged",
            Subject("standing_run", run.pk),
            {"rulebook": run.rulebook, "things": run.done, **sums},
        )
    run.finished = now
    return run
