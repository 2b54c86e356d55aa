"""知らせ, what became of firms, shared facts.

One body tells the others of its prefecture of a firm's incident; each says that it has read it.

Notices, receipts and shared facts are read by other bodies through ``accounts/across.py`` alone, which lets
out the columns in ``shown``: no person, no section, nothing of what the firm holds of anybody.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.procedures import sharing
from sekisho.server.accounts.across import Audience, Published
from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import CertificationKind, FactKind, ServiceKind


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


class FactColumns(models.Model):
    """What may be said of a firm to other bodies (``procedures/sharing``)."""

    kind = models.CharField(_("事実の種類"), max_length=20, choices=FactKind.choices())
    firm_name = models.CharField(_("提供者の名称"), max_length=120)
    corporate_number = models.CharField(_("法人番号"), max_length=13)
    service_name = models.CharField(_("サービス名"), max_length=200, blank=True)
    service_kind = models.CharField(_("種類"), max_length=30, choices=ServiceKind.choices(), blank=True)
    certificate_kind = models.CharField(
        _("認定・認証の種類"), max_length=30, choices=CertificationKind.choices(), blank=True
    )
    certificate_number = models.CharField(_("認定・認証の番号"), max_length=60, blank=True)
    certificate_scope = models.CharField(_("対象の範囲"), max_length=300, blank=True)
    valid_from = models.DateField(_("有効期間の始まり"), null=True, blank=True)
    valid_until = models.DateField(_("有効期間の終わり"), null=True, blank=True)
    question = models.CharField(_("問い"), max_length=300, blank=True)
    answer = models.CharField(_("公開されている答え"), max_length=500, blank=True)
    source_url = models.CharField(_("確かめたところ（URL）"), max_length=300, blank=True)
    shared_at = models.DateTimeField(_("共有した日時"))

    class Meta:
        """Columns for two tables: what was shared, and what another body took over."""

        abstract = True

    def __str__(self) -> str:
        """Return the firm."""
        return self.firm_name


class SharedFact(FactColumns, Published):
    """共有した事実, read by the bodies of the prefecture."""

    shown: ClassVar[tuple[str, ...]] = ("kind", *sharing.ALL, "shared_at", "withdrawn_at")
    audience = Audience.PREFECTURE

    shared_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True)

    class Meta(Published.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]


class TakenFact(FactColumns, BodyOwned):
    """取り込んだ事実: one's own copy, with who shared it and when; the firm is one's own ledger's row."""

    fact = models.BigIntegerField()
    """The shared fact's key: a row of another body, so no foreign key."""
    from_code = models.CharField(_("団体コード"), max_length=6)
    from_name = models.CharField(_("共有した団体"), max_length=60)
    firm = models.ForeignKey("ledgers.Contractor", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("取り込んだ日時"))
    taken_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(BodyOwned.Meta):
        """A fact is taken over once."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "fact"], name="fact_taken_once"),
        ]


class RollUp(Published):
    """県に知らせる数: what a body's own worker counted of it, while the body chooses to tell its prefecture.

    Numbers of things, never of persons, and none that stands for a single case (docs/decisions/0008). The
    worker writes the row of its own body; the prefecture reads it and nothing behind it.
    """

    NUMBERS: ClassVar[tuple[str, ...]] = (
        "outsourcing",
        "external_sensitive",
        "external_ordinary",
        "contracts",
        "overdue_returns",
        "satisfied",
        "violated",
        "unknown",
    )
    shown: ClassVar[tuple[str, ...]] = (*NUMBERS, "counted_at", "stopped_at")
    audience = Audience.PARENT

    outsourcing = models.PositiveIntegerField(_("業務委託のサービス"), default=0)
    external_sensitive = models.PositiveIntegerField(_("外部サービス（機密性2以上）"), default=0)
    external_ordinary = models.PositiveIntegerField(_("外部サービス（ほか）"), default=0)
    contracts = models.PositiveIntegerField(_("契約"), default=0)
    overdue_returns = models.PositiveIntegerField(_("返還・消去の期限切れ"), default=0)
    satisfied = models.PositiveIntegerField(_("条文を満たす"), default=0)
    violated = models.PositiveIntegerField(_("条文を満たさない"), default=0)
    unknown = models.PositiveIntegerField(_("条文を満たすかわからない"), default=0)
    counted_at = models.DateTimeField(_("数えた日時"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("やめた日時"), null=True, blank=True)
    chosen_at = models.DateTimeField(_("決めた日時"))
    chosen_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(Published.Meta):
        """A body has one row; what it chose when is in the record."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body"], name="one_roll_up_of_body"),
        ]

    def __str__(self) -> str:
        """Return when it was counted."""
        return self.counted_at.isoformat() if self.counted_at else "—"
