"""関門の記録: every attempt to lead a service or contract on, passed or refused; and 定期の確認.

The phase of a service stands in the ledger of services; that of a contract is where its last passed gate led.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import Outcome, Phase, TaskKind, TaskResult

if TYPE_CHECKING:
    from sekisho.server.ledgers.models import Contract, ExternalService


class GatePassage(BodyOwned):
    """関門: one attempt, with what it was judged by. Written once, never changed."""

    section = models.ForeignKey(
        "accounts.Section", on_delete=models.PROTECT, related_name="+", verbose_name=_("所管課")
    )
    service = models.ForeignKey(
        "ledgers.ExternalService",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="passages",
        verbose_name=_("外部サービス"),
    )
    contract = models.ForeignKey(
        "ledgers.Contract",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="passages",
        verbose_name=_("契約"),
    )
    origin = models.CharField(_("前の段階"), max_length=20, choices=Phase.choices())
    to = models.CharField(_("次の段階"), max_length=20, choices=Phase.choices())
    outcome = models.CharField(_("判定結果"), max_length=20, choices=Outcome.choices())
    passed = models.BooleanField(_("通った"), default=False)
    asked_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("確かめた人")
    )
    asked_at = models.DateTimeField(_("日時"))
    stated = models.JSONField(_("述べたこと"), default=dict)
    """Facts a person stated at the gate, by name."""
    note = models.TextField(_("確かめたこと"), blank=True)
    judgement = models.JSONField(_("判定"), default=dict)
    """The whole decision as plain data: citations, obligations, missing facts, digests."""

    class Meta(BodyOwned.Meta):
        """The newest first; read by service, by contract and by section."""

        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(contract__isnull=True) ^ models.Q(service__isnull=True),
                name="passage_contract_or_service",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "service", "-asked_at"], name="passage_of_service"),
            models.Index(fields=["body", "contract", "-asked_at"], name="passage_of_contract"),
            models.Index(fields=["body", "-asked_at", "-id"], name="passage_newest"),
            models.Index(fields=["body", "section", "-asked_at", "-id"], name="passage_of_section"),
        ]

    def __str__(self) -> str:
        """Return what was led where."""
        return f"{self.thing}　{Phase(self.to).label}"

    @property
    def thing(self) -> ExternalService | Contract:
        """The service or contract that was led."""
        found: ExternalService | Contract | None = self.service or self.contract
        if found is None:
            raise ValueError(self.pk)
        return found


class RegularCheck(BodyOwned):
    """定期の確認: one check or decision that was due by a day, done. Written once, never changed."""

    section = models.ForeignKey(
        "accounts.Section", on_delete=models.PROTECT, related_name="+", verbose_name=_("所管課")
    )
    service = models.ForeignKey(
        "ledgers.ExternalService",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="checks",
        verbose_name=_("外部サービス"),
    )
    contract = models.ForeignKey(
        "ledgers.Contract",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="checks",
        verbose_name=_("契約"),
    )
    kind = models.CharField(_("種類"), max_length=20, choices=TaskKind.choices())
    due_on = models.DateField(_("期限"))
    done_on = models.DateField(_("した日"))
    result = models.CharField(_("結果"), max_length=20, choices=TaskResult.choices())
    note = models.TextField(_("確かめたこと"))
    done_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("確かめた人")
    )
    recorded_at = models.DateTimeField(_("記録した日時"))

    class Meta(BodyOwned.Meta):
        """The newest first; a day is answered once."""

        ordering: ClassVar[list[str]] = ["-due_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(contract__isnull=True) ^ models.Q(service__isnull=True),
                name="check_contract_or_service",
            ),
            models.UniqueConstraint(fields=["service", "kind", "due_on"], name="check_of_service_once"),
            models.UniqueConstraint(fields=["contract", "kind", "due_on"], name="check_of_contract_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "kind", "due_on"], name="check_by_kind"),
        ]

    def __str__(self) -> str:
        """Return kind and day."""
        return f"{TaskKind(self.kind).label} {self.due_on.isoformat()}"
