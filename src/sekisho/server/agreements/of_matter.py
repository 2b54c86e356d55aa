"""What every table of this slice that belongs to one service or one contract has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned

if TYPE_CHECKING:
    from sekisho.server.ledgers.models import Contract, ExternalService


ONE_MATTER = models.Q(service__isnull=True) ^ models.Q(contract__isnull=True)


class OfMatter(BodyOwned):
    """What is kept for one external service or one contract."""

    service = models.ForeignKey(
        "ledgers.ExternalService",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("外部サービス"),
    )
    contract = models.ForeignKey(
        "ledgers.Contract",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("契約"),
    )

    class Meta(BodyOwned.Meta):
        """A service or a contract, never both."""

        abstract = True

    @property
    def matter(self) -> ExternalService | Contract:
        """The service or the contract."""
        row: ExternalService | Contract | None = self.service or self.contract
        if row is None:
            raise ValueError(self)
        return row

    @property
    def ledger(self) -> str:
        """``service`` or ``contract``."""
        return "service" if self.service_id else "contract"
