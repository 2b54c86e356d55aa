"""提供データ台帳: what was handed to whom (提供), through whom it may go on (再委託), how it ended (消去).

Rows are never deleted. A hand-over is on the ledger from the day the data left; it ends when the erasure
was *verified*, copies included — a certificate alone does not end it (個人情報保護委員会, 特定個人情報
ガイドライン別添1 E-d; 対策基準 8.1 委託終了時の対策).
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import Confidentiality, ConsentState, Medium, SpotResult


class Subcontract(BodyOwned):
    """再委託, at any depth: ``parent`` is the level above, none for one below the contractor itself.

    Every level needs the body's own consent (番号法10条, 対策基準 8.1); it is decided per level.
    """

    contract = models.ForeignKey("ledgers.Contract", on_delete=models.PROTECT, related_name="subcontracts")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    firm = models.ForeignKey(
        "ledgers.Contractor",
        on_delete=models.PROTECT,
        related_name="subcontracts",
        verbose_name=_("再委託先"),
    )
    work = models.CharField(_("再委託する業務"), max_length=200)
    starts = models.DateField(_("再委託の開始"))
    ends = models.DateField(_("再委託の終了"), null=True, blank=True)
    consent = models.CharField(
        _("承諾"), max_length=20, choices=ConsentState.choices(), default=ConsentState.ASKED.value
    )
    consented_on = models.DateField(_("承諾を決めた日"), null=True, blank=True)
    consent_number = models.CharField(_("決裁文書番号"), max_length=40, blank=True)
    note = models.TextField(_("確かめたこと"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """Read by contract, and by firm when something happened at one."""

        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "contract"], name="subcontract_by_contract"),
            models.Index(fields=["body", "firm"], name="subcontract_by_firm"),
        ]

    def __str__(self) -> str:
        """Return firm and work."""
        return f"{self.firm}（{self.work}）"


class HandOver(BodyOwned):
    """提供: one thing handed to one firm on one day, under a contract or to an external service.

    ``receiver`` is kept beside contract and service so that all of one firm is found at once; it may be a
    sub-contractor whose 再委託 was consented to.
    """

    number = models.CharField(_("提供番号"), max_length=40)
    section = models.ForeignKey(
        "accounts.Section", on_delete=models.PROTECT, related_name="+", verbose_name=_("所管課")
    )
    contract = models.ForeignKey(
        "ledgers.Contract",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="handovers",
        verbose_name=_("契約"),
    )
    service = models.ForeignKey(
        "ledgers.ExternalService",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="handovers",
        verbose_name=_("外部サービス"),
    )
    receiver = models.ForeignKey(
        "ledgers.Contractor", on_delete=models.PROTECT, related_name="handovers", verbose_name=_("渡した先")
    )
    asset = models.ForeignKey(
        "ledgers.InformationAsset",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="handovers",
        verbose_name=_("情報資産"),
    )
    what = models.CharField(_("提供データ"), max_length=200)
    confidentiality = models.PositiveSmallIntegerField(_("機密性"), choices=Confidentiality.choices())
    personal_data = models.BooleanField(_("個人情報"), default=False)
    specific_personal_data = models.BooleanField(_("特定個人情報"), null=True, blank=True)
    """None: not known."""
    sensitive_personal_data = models.BooleanField(_("要配慮個人情報"), null=True, blank=True)
    """None: not known."""
    person_count = models.PositiveIntegerField(_("本人の数"), null=True, blank=True)
    """None: not known, which is not nobody."""
    medium = models.CharField(_("媒体"), max_length=30, choices=Medium.choices())
    handed_on = models.DateField(_("提供日"))
    handed_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("渡した人")
    )
    approval = models.CharField(_("承認の文書番号"), max_length=40)
    return_due = models.DateField(_("返還・消去期限"), null=True, blank=True)
    search_key = models.CharField(max_length=500, editable=False, default="")
    version = models.PositiveIntegerField(default=1, editable=False, validators=[MinValueValidator(1)])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyOwned.Meta):
        """The newest first; looked up by firm, by section and by due date."""

        ordering: ClassVar[list[str]] = ["-handed_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "number"], name="handover_number_of_body"),
            models.CheckConstraint(
                condition=models.Q(contract__isnull=True) ^ models.Q(service__isnull=True),
                name="handover_contract_or_service",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "receiver"], name="handover_by_receiver"),
            models.Index(fields=["body", "return_due"], name="handover_by_due"),
            models.Index(fields=["body", "-handed_on", "-id"], name="handover_newest"),
            models.Index(fields=["body", "section", "-handed_on", "-id"], name="handover_of_section"),
        ]

    def __str__(self) -> str:
        """Return number and what was handed over."""
        return f"{self.number} {self.what}"


class Erasure(BodyOwned):
    """返還・消去 of one hand-over: the certificate received, and apart from it the erasure verified."""

    handover = models.OneToOneField(HandOver, on_delete=models.PROTECT, related_name="erasure")
    erased_on = models.DateField(_("返還・消去した日"))
    certificate_on = models.DateField(_("証明書を受け取った日"))
    certificate_name = models.CharField(_("証明書のファイル"), max_length=150)
    certificate = models.CharField("SHA-256", max_length=64)
    media_type = models.CharField(max_length=100)
    covers_copies = models.BooleanField(_("複製・控えも消したと書いてある"), default=False)
    covers_subcontractors = models.BooleanField(_("再委託先の分も消したと書いてある"), default=False)
    covers_test_data = models.BooleanField(_("試験に使った分も消したと書いてある"), default=False)
    received_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    verified_on = models.DateField(_("消去を確かめた日"), null=True, blank=True)
    verified_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_how = models.TextField(_("確かめ方"), blank=True)

    class Meta(BodyOwned.Meta):
        """One a hand-over; nothing is verified that does not include the copies."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(verified_on__isnull=True) | models.Q(covers_copies=True),
                name="erasure_verified_with_copies",
            ),
        ]

    def __str__(self) -> str:
        """Return the hand-over it ends."""
        return str(self.handover)


class SpotCheck(BodyOwned):
    """抜取確認 of one hand-over: what was found where the data is. Never overwritten."""

    handover = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="spot_checks")
    on = models.DateField(_("確かめた日"))
    by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("確かめた人")
    )
    place = models.CharField(_("確かめた場所"), max_length=200)
    result = models.CharField(_("結果"), max_length=20, choices=SpotResult.choices())
    note = models.TextField(_("確かめたこと"))
    settled_on = models.DateField(_("正した日"), null=True, blank=True)
    settled_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_how = models.TextField(_("どう正したか"), blank=True)

    class Meta(BodyOwned.Meta):
        """The newest first; open differences are looked up by body."""

        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "result", "settled_on"], name="spot_check_open"),
        ]

    def __str__(self) -> str:
        """Return what was checked."""
        return str(self.handover)

    @property
    def open(self) -> bool:
        """Whether a difference waits to be put right."""
        return self.result != SpotResult.AS_WRITTEN.value and self.settled_on is None
