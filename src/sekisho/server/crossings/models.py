"""The outbox and index of the record (記録簿).

A row is written in the transaction of the change it records; the sequencer carries it to the tiled log
and notes where it stands there. The log is the evidence; this table is its index and can be rebuilt.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from sekisho.server.accounts.tenancy import BodyOwned


class JournalEntry(BodyOwned):
    """One entry: who did what to what, when. ``record`` is the canonical text that is sealed."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    actor = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey("accounts.Section", null=True, on_delete=models.PROTECT, related_name="+")
    record = models.TextField()
    log_index = models.BigIntegerField(null=True, unique=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta(BodyOwned.Meta):
        """Read by subject, and by what is still to be sealed."""

        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_type", "subject_id"], name="journal_subject"),
            models.Index(fields=["id"], name="journal_unsealed", condition=models.Q(log_index__isnull=True)),
        ]

    def __str__(self) -> str:
        """Return the verb and its subject."""
        return f"{self.verb} {self.subject_type} {self.subject_id}"
