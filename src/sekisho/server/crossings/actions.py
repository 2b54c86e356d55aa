"""Writing to the record: the last line of every action, inside its transaction."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import attrs
from django.db import connection
from django.utils import timezone

from sekisho.journal.entry import canonical
from sekisho.server.accounts.tenancy import body_in_force
from sekisho.server.crossings.models import JournalEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sekisho.server.accounts.permissions import Actor


@attrs.frozen
class Subject:
    """What an entry is about."""

    type: str
    id: int | str
    section: int | None = None


def record(actor: Actor | None, verb: str, subject: Subject, data: Mapping[str, Any]) -> JournalEntry:
    """Write one entry in the current transaction; without one, refuse.

    ``data`` must be JSON and hold no resident's data and no secret: digests and identifiers only.
    ``actor`` is None only for what the system does by itself.

    Raises:
        BadInput: when the entry is longer than can be sealed.
    """
    if not connection.in_atomic_block:
        message = "a journal entry is written in the transaction of the change it records"
        raise RuntimeError(message)
    at = timezone.now()
    uid = uuid.uuid4()
    text = canonical(
        {
            "v": 1,
            "uid": str(uid),
            "at": at.isoformat(timespec="microseconds"),
            "body": body_in_force(),
            "actor": actor.person if actor else None,
            "verb": verb,
            "subject": {"type": subject.type, "id": str(subject.id)},
            "section": subject.section,
            "data": dict(data),
        }
    ).decode()
    entry: JournalEntry = JournalEntry.make(
        uid=uid,
        at=at,
        verb=verb,
        subject_type=subject.type,
        subject_id=str(subject.id),
        actor_id=actor.person if actor else None,
        section_id=subject.section,
        record=text,
    )
    return entry
