"""知らせ and what became of firms.

One body tells the others of its prefecture of a firm's incident; each says that it has read it.

Notices and receipts are read by other bodies through ``accounts/across.py`` alone, which lets out the
columns in ``shown``: no person, no section, nothing of what the firm holds of anybody.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.across import Audience, Published
from sekisho.server.accounts.tenancy import BodyOwned


class Notice(Published):
    """A firm reports an incident; the 法人番号 says which firm, however each body spells its name."""

    shown: ClassVar[tuple[str, ...]] = (
        "firm_name",
        "corporate_number",
        "what",
        "known_on",
        "sent_at",
        "withdrawn_at",
    )
    audience = Audience.PREFECTURE

    firm_name = models.CharField(_("委託先の名称"), max_length=120)
    corporate_number = models.CharField(_("法人番号"), max_length=13)
    what = models.CharField(_("委託先が明らかにしていること"), max_length=300)
    known_on = models.DateField(_("知った日"))
    sent_at = models.DateTimeField(_("知らせた日時"))
    sent_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True)

    class Meta(Published.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        """Return the firm."""
        return self.firm_name


class NoticeReceipt(Published):
    """確かめた: when a body has read a notice; who read it stays with the body."""

    shown: ClassVar[tuple[str, ...]] = ("notice", "read_at")
    audience = Audience.PREFECTURE

    notice = models.BigIntegerField()
    """The notice's key: a row of another body, so no foreign key."""
    read_at = models.DateTimeField(_("確かめた日時"))
    read_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(Published.Meta):
        """A body reads a notice once."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "notice"], name="notice_read_once"),
        ]

    def __str__(self) -> str:
        """Return when."""
        return self.read_at.isoformat()


class FirmSuccession(BodyOwned):
    """What became of a firm: it has another name, or (``into``) it went into another firm.

    Contracts and services stay with the firm they were made with. Who looks for the former name, or asks
    what one of two merged firms holds, finds both.
    """

    firm = models.ForeignKey(
        "ledgers.Contractor", on_delete=models.PROTECT, related_name="+", verbose_name=_("委託先")
    )
    into = models.ForeignKey(
        "ledgers.Contractor",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("合併して残った会社"),
    )
    former_name = models.CharField(_("以前の名称"), max_length=120)
    search_key = models.CharField(max_length=500)
    happened_on = models.DateField(_("変わった日"))
    noted_at = models.DateTimeField(_("記録した日時"))
    noted_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True)

    class Meta(BodyOwned.Meta):
        """A firm goes into another once."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["body", "firm"],
                condition=models.Q(into__isnull=False, cancelled_at__isnull=True),
                name="firm_merges_once",
            ),
        ]

    def __str__(self) -> str:
        """Return the former name."""
        return self.former_name
