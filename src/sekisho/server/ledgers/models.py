"""The ledgers (台帳): information assets, contractors, contracts, external services and their obligations.

Rows are never deleted: an end date takes them out of the lists. ``version`` grows by one with every edit,
so that two people editing at once are told instead of overwriting each other; what changed is in the
record (記録簿). ``search_key`` holds the normalised words a row is found by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.received import Received
from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import (
    Availability,
    Confidentiality,
    DueWhen,
    Integrity,
    Medium,
    Phase,
    ServiceClass,
    ServiceKind,
    TermsKind,
    Zone,
)

STANDING = models.Q(retired_on__isnull=True)
"""A row that was not taken out of the ledger. Lists show these; their indexes hold only these."""


class LedgerImport(Received):
    """取込み: a file with the rows of a ledger."""

    kind = models.CharField(_("台帳"), max_length=20)
    mapping = models.JSONField(_("列の対応"), default=dict)


class NumberSeries(BodyOwned):
    """The last number given out in a series of one body, such as the numbers of external services."""

    name = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    class Meta(BodyOwned.Meta):
        """One row a series; it is locked while a number is taken."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "name"], name="number_series_of_body"),
        ]

    def __str__(self) -> str:
        """Return series and last number."""
        return f"{self.name} {self.last}"


class LedgerRow(BodyOwned):
    """What every ledger row has: a number, the section it belongs to, its words for searching."""

    number = models.CharField(_("管理番号"), max_length=40)
    section = models.ForeignKey(
        "accounts.Section", on_delete=models.PROTECT, related_name="+", verbose_name=_("所管課")
    )
    search_key = models.CharField(max_length=500, editable=False, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    retired_on = models.DateField(_("台帳から外した日"), null=True, blank=True)
    imported = models.ForeignKey(
        LedgerImport, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(BodyOwned.Meta):
        """A number names one row of one body."""

        abstract = True


class InformationAsset(LedgerRow):
    """情報資産."""

    name = models.CharField(_("情報資産名"), max_length=200)
    unit = models.CharField(_("係"), max_length=60, blank=True)
    keeper = models.CharField(_("管理担当者"), max_length=60, blank=True)
    confidentiality = models.PositiveSmallIntegerField(_("機密性"), choices=Confidentiality.choices())
    integrity = models.PositiveSmallIntegerField(_("完全性"), choices=Integrity.choices())
    availability = models.PositiveSmallIntegerField(_("可用性"), choices=Availability.choices())
    restrictions = models.JSONField(_("取扱制限"), default=list, blank=True)
    personal_data = models.BooleanField(_("個人情報"), default=False)
    specific_personal_data = models.BooleanField(_("特定個人情報"), default=False)
    sensitive_personal_data = models.BooleanField(_("要配慮個人情報"), null=True, blank=True)
    """None: the ledger does not say, and nothing may be decided as if it did."""
    person_count = models.PositiveIntegerField(_("本人の数"), null=True, blank=True)
    medium = models.CharField(_("媒体"), max_length=30, choices=Medium.choices())
    zone = models.CharField(_("ネットワーク"), max_length=20, choices=Zone.choices(), blank=True)
    retention = models.CharField(_("保存期間"), max_length=30, blank=True)
    registered_on = models.DateField(_("登録年月日"))

    class Meta(LedgerRow.Meta):
        """Listed by number; filtered by section and grade."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "number"], name="asset_number_of_body"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "retired_on", "number"], name="asset_standing"),
            models.Index(fields=["body", "retired_on", "number", "search_key"], name="asset_words"),
            models.Index(fields=["body", "section", "number"], name="asset_by_section", condition=STANDING),
            models.Index(
                fields=["body", "confidentiality", "number"], name="asset_by_grade", condition=STANDING
            ),
        ]

    def __str__(self) -> str:
        """Return number and name."""
        return f"{self.number} {self.name}"


class Contractor(BodyOwned):
    """委託先・外部サービス提供者. The corporate number, where known, tells two spellings of one firm."""

    name = models.CharField(_("名称"), max_length=120)
    corporate_number = models.CharField(_("法人番号"), max_length=13, blank=True)
    address = models.CharField(_("所在地"), max_length=200, blank=True)
    contact = models.CharField(_("連絡先"), max_length=200, blank=True)
    search_key = models.CharField(max_length=500, editable=False, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    retired_on = models.DateField(_("台帳から外した日"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(BodyOwned.Meta):
        """A corporate number names one contractor of one body."""

        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["body", "corporate_number"],
                condition=~models.Q(corporate_number=""),
                name="contractor_corporate_number_of_body",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "name"], name="contractor_by_name"),
            models.Index(fields=["body", "search_key"], name="contractor_by_key"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Contract(LedgerRow):
    """委託契約, with the data handed over under it."""

    title = models.CharField(_("委託業務名"), max_length=200)
    contractor = models.ForeignKey(
        Contractor, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("受託者")
    )
    subcontractors = models.CharField(_("再委託先"), max_length=300, blank=True)
    starts = models.DateField(_("契約開始"))
    ends = models.DateField(_("契約終了"))
    provided_data = models.TextField(_("提供データ"), blank=True)
    confidentiality = models.PositiveSmallIntegerField(
        _("最高機密性"), choices=Confidentiality.choices(), null=True, blank=True
    )
    person_count = models.PositiveIntegerField(_("件数（人）"), null=True, blank=True)
    medium = models.CharField(_("媒体"), max_length=60, blank=True)
    provided_on = models.DateField(_("提供日"), null=True, blank=True)
    return_due = models.DateField(_("返還・消去期限"), null=True, blank=True)
    returned_on = models.DateField(_("返還・消去確認日"), null=True, blank=True)

    class Meta(LedgerRow.Meta):
        """Listed by number; overdue erasures are looked up by due date."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "number"], name="contract_number_of_body"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "section", "number"], name="contract_by_section"),
            models.Index(fields=["body", "return_due"], name="contract_by_due"),
        ]

    def __str__(self) -> str:
        """Return number and title."""
        return f"{self.number} {self.title}"


class ExternalService(LedgerRow):
    """外部サービス, entered when its application was decided."""

    name = models.CharField(_("サービス名"), max_length=200)
    provider = models.ForeignKey(
        Contractor, on_delete=models.PROTECT, related_name="services", verbose_name=_("提供者")
    )
    kind = models.CharField(_("種類"), max_length=30, choices=ServiceKind.choices())
    terms_kind = models.CharField(_("契約の形"), max_length=20, choices=TermsKind.choices())
    service_class = models.CharField(_("区分"), max_length=30, choices=ServiceClass.choices())
    purpose = models.TextField(_("利用目的・業務"))
    url = models.URLField(_("URL"), blank=True)
    confidentiality = models.PositiveSmallIntegerField(
        _("取り扱う最高の機密性"), choices=Confidentiality.choices()
    )
    assets = models.ManyToManyField(
        InformationAsset, related_name="services", verbose_name=_("預ける情報資産")
    )
    facts = models.JSONField(_("確かめた事実"), default=dict)
    phase = models.CharField(_("段階"), max_length=20, choices=Phase.choices(), default=Phase.OPERATION.value)
    if TYPE_CHECKING:
        phase_now: str
        """The phase of today; every row of ``queries`` carries it (``queries.with_phase``)."""
    starts = models.DateField(_("利用開始"))
    ends = models.DateField(_("利用期限"), null=True, blank=True)
    manager = models.ForeignKey(
        "accounts.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("外部サービス管理者"),
    )
    for_all_staff = models.BooleanField(_("全職員が使ってよい"), default=False)
    conditions = models.TextField(_("利用の条件"), blank=True)
    decision_number = models.CharField(_("決裁文書番号"), max_length=40, blank=True)

    class Meta(LedgerRow.Meta):
        """Listed by number; filtered by section and grade."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "number"], name="service_number_of_body"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "retired_on", "number"], name="service_standing"),
            models.Index(fields=["body", "section", "number"], name="service_by_section", condition=STANDING),
        ]

    def __str__(self) -> str:
        """Return number and name."""
        return f"{self.number} {self.name}"


class ServiceObligation(BodyOwned):
    """満たすべき条件 that a decision left behind."""

    service = models.ForeignKey(ExternalService, on_delete=models.PROTECT, related_name="obligations")
    clause = models.CharField(_("条文"), max_length=40)
    text = models.TextField(_("すること"))
    responsible = models.CharField(_("だれが"), max_length=30)
    when = models.CharField(_("いつ"), max_length=30, choices=DueWhen.choices())
    due_on = models.DateField(_("期限"), null=True, blank=True)
    done_on = models.DateField(_("完了日"), null=True, blank=True)
    done_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("確かめたこと"), blank=True)
    reason = models.TextField(_("代わりに記録した理由"), blank=True)
    """Why somebody other than the one whose task it was noted it as done."""

    class Meta(BodyOwned.Meta):
        """Open ones are looked up by due date."""

        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "done_on", "due_on"], name="obligation_open"),
        ]

    def __str__(self) -> str:
        """Return clause and text."""
        return f"{self.clause} {self.text}"
