"""Questions to the record (記録簿) of the body in force."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from sekisho.errors import NotFound, say
from sekisho.server.accounts.permissions import Permission, require
from sekisho.server.accounts.scope import within
from sekisho.server.crossings.models import JournalEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from sekisho.server.accounts.permissions import Actor

_SHOWN_OF_ONE = 200


def entries(actor: Actor) -> QuerySet[JournalEntry]:
    """Return the entries ``actor`` may read, the newest first.

    Raises:
        Refused: the actor may not read the record.
    """
    require(actor, Permission.JOURNAL_VIEW)
    rows: QuerySet[JournalEntry] = JournalEntry.objects.select_related("actor", "section")
    return within(rows, actor, Permission.JOURNAL_VIEW)


def entry(actor: Actor, pk: int) -> JournalEntry:
    """Return one entry, for those who may read it or prove it.

    Raises:
        NotFound: there is none, or not for this person.
    """
    row: JournalEntry | None = JournalEntry.objects.select_related("actor", "section").filter(pk=pk).first()
    if row is None or not _may_see(actor, row):
        raise NotFound(
            say("記録（番号 {pk}）は見つかりません。", pk=pk),
            why="ないか、ほかの課のものです。",
            next_step="記録簿の一覧からさがしてください。",
        )
    return row


def entries_about(
    subject_type: str, subject_id: int | str, more: Iterable[tuple[str, int | str]] = ()
) -> list[JournalEntry]:
    """Return the newest entries about one thing (and about ``more``), the newest first.

    The caller has checked that the person may see the thing.
    """
    wanted = Q(subject_type=subject_type, subject_id=str(subject_id))
    for kind, pk in more:
        wanted |= Q(subject_type=kind, subject_id=str(pk))
    rows = JournalEntry.objects.filter(wanted).select_related("actor", "section")
    return list(rows[:_SHOWN_OF_ONE])


def decision_entry(subject_type: str, subject_id: int | str, verb: str) -> JournalEntry | None:
    """Return the newest entry with ``verb`` about one thing, or None."""
    found: JournalEntry | None = JournalEntry.objects.filter(
        subject_type=subject_type, subject_id=str(subject_id), verb=verb
    ).first()
    return found


def actors_of(subject_type: str, subject_id: int | str, verb: str) -> set[int]:
    """Return everybody who ever did ``verb`` to one thing."""
    rows = JournalEntry.objects.filter(
        subject_type=subject_type, subject_id=str(subject_id), verb=verb, actor__isnull=False
    )
    return set(rows.order_by().values_list("actor_id", flat=True))


def data_of(row: JournalEntry) -> dict[str, Any]:
    """Return what the entry's canonical text says."""
    loaded: dict[str, Any] = json.loads(row.record)
    return loaded


def _may_see(actor: Actor, row: JournalEntry) -> bool:
    if actor.may(Permission.JOURNAL_VIEW) and actor.sections_for(Permission.JOURNAL_VIEW) is None:
        return True
    return actor.may(Permission.JOURNAL_PROVE, section=row.section_id or 0, owner=row.actor_id)
