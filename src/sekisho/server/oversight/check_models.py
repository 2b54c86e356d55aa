"""期間中の確認: how often a contractor is checked under a contract, and the checks that were done.

The rule it keeps is 8.1 確認 (obligations OUT-09).
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.server.oversight import keys
from sekisho.terms import CheckResult


class CheckPlan(BodyOwned):
    """確認の計画: how often a contractor is checked under a contract, how, and when next."""

    contract = models.OneToOneField(
        "ledgers.Contract", on_delete=models.PROTECT, related_name="check_plan", verbose_name=_("契約")
    )
    months = models.PositiveSmallIntegerField(_("確認の間隔（月）"), validators=[MinValueValidator(1)])
    first_on = models.DateField(_("最初の期日"))
    next_on = models.DateField(_("次の期日"))
    how = models.TextField(pgettext_lazy("計画", "確かめ方"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """Overdue checks are looked up by their due date."""

        ordering: ClassVar[list[str]] = ["next_on", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "next_on"], name="check_plan_by_due"),
        ]

    def __str__(self) -> str:
        """Return the contract."""
        return str(self.contract)


class Check(BodyOwned):
    """期間中の確認 that was done: the result, what was demanded, and whether that followed."""

    contract = keys.contract("term_checks")
    due_on = models.DateField(_("期日"))
    done_on = models.DateField(_("確かめた日"))
    done_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("確かめた人")
    )
    result = models.CharField(_("結果"), max_length=20, choices=CheckResult.choices())
    found = models.TextField(_("確かめたこと"))
    file_name = models.CharField(_("証跡のファイル"), max_length=150, blank=True)
    file = models.CharField("SHA-256", max_length=64, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    demanded = models.TextField(_("求めた改善"), blank=True)
    improve_by = models.DateField(_("改善の期限"), null=True, blank=True)
    improved_on = models.DateField(_("改善を確かめた日"), null=True, blank=True)
    improved_by = keys.person()
    improved_how = models.TextField(_("改善の確かめ方"), blank=True)
    read_by_officer = keys.person()
    """The general officer who has read the report."""
    read_by_ciso = keys.person()
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-done_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "contract", "-done_on"], name="check_of_contract"),
            models.Index(fields=["body", "improved_on", "improve_by"], name="check_by_improvement"),
        ]

    def __str__(self) -> str:
        """Return contract and day."""
        return f"{self.contract}（{self.done_on:%Y-%m-%d}）"
