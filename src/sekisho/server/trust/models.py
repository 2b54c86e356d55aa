"""認定・認証: what a provider can show, which functions a service is used for, what the body concluded.

Rows are never deleted. What a certification proves on a day is computed (``procedures.evidence``); the first
and the last day it tells of are kept beside it, so that a list can be narrowed by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.server.trust.register_models import RegisterAbsence, RegisterEdition, RegisterRow
from sekisho.terms import CertificationKind

if TYPE_CHECKING:
    from sekisho.terms import EvidenceState

__all__ = [
    "Evidence",
    "FunctionsUsed",
    "Judgement",
    "RegisterAbsence",
    "RegisterEdition",
    "RegisterRow",
]


class Evidence(BodyOwned):
    """One certification, mark or report of a provider; it may back several services."""

    provider = models.ForeignKey(
        "ledgers.Contractor", on_delete=models.PROTECT, related_name="evidences", verbose_name=_("提供者")
    )
    services = models.ManyToManyField(
        "ledgers.ExternalService", related_name="evidences", blank=True, verbose_name=_("外部サービス")
    )
    kind = models.CharField(_("種類"), max_length=20, choices=CertificationKind.choices())
    number = models.CharField(_("登録番号・認証番号"), max_length=80, blank=True)
    holder = models.CharField(_("取得した組織"), max_length=120, blank=True)
    service_name = models.CharField(_("対象のサービス名"), max_length=200, blank=True)
    scope = models.TextField(_("言明の対象範囲"), blank=True)
    functions = models.JSONField(_("範囲にある機能"), default=list, blank=True)
    """The functions the scope lists, one by one; empty: it lists none."""
    issued = models.DateField(_("登録・発行の日"), null=True, blank=True)
    period_start = models.DateField(_("対象期間の始め"), null=True, blank=True)
    period_end = models.DateField(_("対象期間の終わり"), null=True, blank=True)
    expires = models.DateField(_("有効期限"), null=True, blank=True)
    bridge_until = models.DateField(_("ブリッジレターの終わり"), null=True, blank=True)
    begins = models.DateField(editable=False, null=True, blank=True)
    until = models.DateField(_("いつまで有効か"), editable=False, null=True, blank=True)
    source = models.CharField(_("確かめた資料"), max_length=300, blank=True)
    file_name = models.CharField(_("証拠のファイル"), max_length=150, blank=True)
    file = models.CharField("SHA-256", max_length=64, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    checked_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("確かめた人")
    )
    checked_on = models.DateField(_("確かめた日"))
    withdrawn_on = models.DateField(_("取り消された日"), null=True, blank=True)
    withdrawn_why = models.CharField(_("取り消された理由"), max_length=300, blank=True)
    noticed = models.DateField(editable=False, null=True, blank=True)
    """The end that was announced as near; once for each end."""
    search_key = models.CharField(max_length=500, editable=False, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_on: ClassVar[None] = None
    """What every ledger is asked; a certification is withdrawn, and never taken out."""
    if TYPE_CHECKING:
        state: EvidenceState
        """As of a day; rows of ``queries`` carry it."""

    class Meta(BodyOwned.Meta):
        """By the day it ends, the nearest first; looked up by provider."""

        ordering: ClassVar[list[str]] = ["until", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "until", "id"], name="evidence_by_end"),
            models.Index(fields=["body", "provider"], name="evidence_by_provider"),
        ]

    def __str__(self) -> str:
        """Return kind, number and what it is about."""
        kind = str(CertificationKind(self.kind).label)
        return " ".join(part for part in (kind, self.number, self.service_name) if part)


class FunctionsUsed(BodyOwned):
    """使う機能: for which functions the body uses a service; compared with the scopes."""

    service = models.OneToOneField(
        "ledgers.ExternalService", on_delete=models.PROTECT, related_name="functions_used"
    )
    functions = models.JSONField(_("使う機能"), default=list)
    version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        """Return the functions."""
        return "、".join(self.functions)


class Judgement(BodyOwned):
    """信頼性の判断 of one service. Never overwritten: a later one takes its place as ``current``."""

    service = models.ForeignKey(
        "ledgers.ExternalService",
        on_delete=models.PROTECT,
        related_name="judgements",
        verbose_name=_("外部サービス"),
    )
    serial = models.PositiveIntegerField(_("何回目か"))
    current = models.BooleanField(default=True)
    sufficient = models.BooleanField(_("信頼性は十分か"))
    reason = models.TextField(_("判断の理由"))
    functions = models.JSONField(_("使う機能"), default=list)
    evidences = models.ManyToManyField(Evidence, related_name="judgements", verbose_name=_("根拠にした証拠"))
    leaned = models.JSONField(default=list)
    """What it leaned on as it stood: key, name, digest, state, end, scope."""
    made_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("判断した人")
    )
    made_at = models.DateTimeField(_("判断した日時"))
    flagged_on = models.DateField(_("見直しが必要になった日"), null=True, blank=True)
    flagged_why = models.JSONField(default=list)

    class Meta(BodyOwned.Meta):
        """The newest first; one current one a service."""

        ordering: ClassVar[list[str]] = ["-serial", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service"], condition=models.Q(current=True), name="judgement_current_of_service"
            ),
            models.UniqueConstraint(fields=["service", "serial"], name="judgement_serial_of_service"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "current", "flagged_on"], name="judgement_flagged"),
        ]

    def __str__(self) -> str:
        """Return what was judged."""
        return f"{self.service}"
