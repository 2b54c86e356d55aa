"""配布: offers frozen version by version, what a municipality did with one, and its own copy of what it took.

Offers and receipts are read by other bodies through ``accounts/across.py`` alone, which lets out the columns
in ``shown``: of a receipt the state and the day, never the reason, a person or a section.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.across import Audience, Published
from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import OfferKind, OfferState


class OfferColumns(models.Model):
    """One version of what is handed down; written once."""

    series = models.CharField(max_length=32)
    """One and the same for all versions of an offer."""
    version = models.PositiveIntegerField(_("版"), default=1)
    kind = models.CharField(_("種類"), max_length=20, choices=OfferKind.choices())
    title = models.CharField(_("件名"), max_length=120)
    content = models.JSONField(default=dict)
    file = models.CharField(max_length=64, blank=True)
    """SHA-256 of the template."""
    digest = models.CharField("SHA-256", max_length=64)

    class Meta:
        """Columns for two tables: what was offered, and what a municipality took."""

        abstract = True

    def __str__(self) -> str:
        """Return title and version."""
        return f"{self.title} {self.version}"


class Offer(OfferColumns, Published):
    """配布した版, read by the municipalities of the prefecture."""

    shown: ClassVar[tuple[str, ...]] = (
        *("series", "version", "kind", "title", "note", "content", "file", "digest"),
        *("published_at", "withdrawn_at"),
    )
    audience = Audience.MEMBERS

    note = models.CharField(_("市町村への説明"), max_length=400, blank=True)
    published_at = models.DateTimeField(_("配布した日時"))
    published_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("取り下げた日時"), null=True, blank=True)

    class Meta(Published.Meta):
        """A version has one row; the newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "series", "version"], name="offer_version_once"),
        ]


class OfferReceipt(Published):
    """What a municipality did with one version; why, and who, stays with it."""

    shown: ClassVar[tuple[str, ...]] = ("offer", "state", "noted_at")
    audience = Audience.PARENT

    offer = models.BigIntegerField()
    """The offer's key: a row of another body, so no foreign key."""
    state = models.CharField(_("状態"), max_length=20, choices=OfferState.choices())
    reason = models.CharField(_("取り込まない理由"), max_length=400, blank=True)
    noted_at = models.DateTimeField(_("決めた日時"))
    noted_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(Published.Meta):
        """One for each version."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "offer"], name="offer_receipt_once"),
        ]

    def __str__(self) -> str:
        """Return what was done."""
        return self.state


class TakenOffer(OfferColumns, BodyOwned):
    """取り込んだ配布: one's own copy, with who offered it, which version, and when it was taken."""

    offer = models.BigIntegerField()
    from_code = models.CharField(_("団体コード"), max_length=6)
    from_name = models.CharField(_("配布した団体"), max_length=60)
    taken_at = models.DateTimeField(_("取り込んだ日時"))
    taken_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(BodyOwned.Meta):
        """A version is taken once."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "offer"], name="offer_taken_once"),
        ]
