"""期限が近いと知らせる, 見直しが必要だと印を付ける: what the system does by itself when time goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from sekisho.procedures.evidence import NOTICE
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.ledgers import watchers
from sekisho.server.ledgers.actions import changes
from sekisho.server.trust import known
from sekisho.server.trust.models import Evidence, Judgement

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection

    from sekisho.procedures.evidence import Fallen


def announce_ends(day: dt.date, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Announce each certification that ends soon, once for each end. Writes ``evidence.expiring``.

    Returns how many were announced. What is announced shows on the home page of those who keep the ledger.
    """
    near = Evidence.objects.filter(
        Q(noticed=None) | ~Q(noticed=F("until")), withdrawn_on=None, until__gte=day, until__lte=day + NOTICE
    )
    count = 0
    for key in list(near.values_list("pk", flat=True)):
        if stopping():
            break
        with transaction.atomic():
            row = near.select_for_update(of=("self",)).filter(pk=key).first()
            if row is not None:
                row.noticed = row.until
                row.save(update_fields=["noticed"])
                record(None, "evidence.expiring", Subject("evidence", key), {"until": row.until.isoformat()})
                count += 1
    return count


def flag_fallen(day: dt.date, services: Collection[int] | None = None) -> int:
    """Flag the current judgements whose ground is not as it was. Writes ``reliability.flagged`` for each.

    Returns how many were flagged. ``services`` limits it to some; None: the whole body.
    """
    count = 0
    for seen, fallen in known.weighed(day, services, flagged=False):
        if fallen:
            with transaction.atomic():
                changes.hold(seen.service)
                count += _flag(seen.pk, fallen, day)
    return count


def _flag(key: int, fallen: Collection[Fallen], day: dt.date) -> int:
    rows = Judgement.objects.select_for_update(of=("self",)).select_related("service")
    row = rows.filter(pk=key, current=True, flagged_on=None).first()
    if row is None:  # somebody judged anew, or another worker was quicker
        return 0
    row.flagged_on, row.flagged_why = day, [one.as_dict() for one in fallen]
    row.save(update_fields=["flagged_on", "flagged_why"])
    record(
        None,
        "reliability.flagged",
        Subject("service", row.service_id, row.service.section_id),
        {"serial": row.serial, "why": row.flagged_why},
    )
    watchers.changed("service", [row.service_id])
    return 1
