"""県に数を知らせる, やめる. The choice is the body's; the counting is its own worker's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sekisho.errors import Conflict
from sekisho.server.accounts.across import prefecture_name
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.commons.models import RollUp
from sekisho.server.crossings.actions import Subject, record

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor


def choose_roll_up(actor: Actor, *, tell: bool) -> RollUp:
    """Tell the prefecture the body's numbers from now on, or no longer.

    Writes ``commons.roll_up_begun`` or ``commons.roll_up_stopped``. Stopped, the numbers are taken out at
    once; choosing what stands already writes nothing.

    Raises:
        Refused: the actor may not choose.
        Conflict: the body has no prefecture here.
    """
    require(actor, Permission.ROLL_UP_CHOOSE)
    if tell and not prefecture_name():
        raise Conflict(
            "数を知らせる県がありません。",
            why="この団体の県が、関所に登録されていません。",
            next_step="関所を運用している人に、県の登録を頼んでください。",
        )
    now = timezone.now()
    with transaction.atomic():
        row, made = RollUp.objects.get_or_create(
            body_id=body_in_force(),
            defaults={"chosen_at": now, "chosen_by_id": actor.person, "stopped_at": None if tell else now},
        )
        found: RollUp = RollUp.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if made or tell != (found.stopped_at is None):
            for name in RollUp.NUMBERS:
                setattr(found, name, 0)
            found.counted_at, found.stopped_at = None, None if tell else now
            found.chosen_at, found.chosen_by_id = now, actor.person
            found.save()
            verb = "commons.roll_up_begun" if tell else "commons.roll_up_stopped"
            record(actor, verb, Subject("roll_up", found.pk), {})
    return found
