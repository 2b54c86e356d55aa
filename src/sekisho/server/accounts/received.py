"""What every slice keeps of a file it takes in: it is read, shown to who sent it, and written with consent.

The file itself waits in ``blobs/temp`` under its digest; until ``finished_at`` nothing of it is written.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned


class Received(BodyOwned):
    """A file that was read and shown, and (``finished_at``) taken in; ``result`` says what became of it."""

    filename = models.CharField(_("ファイル名"), max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)

    class Meta(BodyOwned.Meta):
        """The newest first."""

        abstract = True
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.filename
