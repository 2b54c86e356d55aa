"""The body's own clauses (自団体の条文). The newest row is in force, the older ones are its history."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned


class LocalClauses(BodyOwned):
    """The local edition as it was put in force: its YAML text, by whom and since when."""

    text = models.TextField(_("条文（YAML）"), blank=True)
    sha256 = models.CharField(max_length=64)
    since = models.DateTimeField(_("効力の始まり"))
    set_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(BodyOwned.Meta):
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        """Return since when."""
        return self.since.isoformat()
