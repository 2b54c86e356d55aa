"""委託先の監督 of a contract: 従事者名簿, 作業場所, 媒体・機器の持出し (期間中の確認: ``check_models``).

Who actually works for a contractor was never verified in 2022, and what was lost was a USB memory carried
out with no staff present (obligations OUT-05, 07, 08). Rows are never deleted: what ended keeps its
days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sekisho.server.accounts.received import Received
from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.server.oversight import (
    check_models,  # noqa: F401  Django looks for the tables of an app in its models
    keys,
)
from sekisho.terms import CarrierKind, CarryState, PlaceKind

if TYPE_CHECKING:
    import datetime as dt


class Worker(BodyOwned):
    """従事者: one person who works under a contract for the contractor, or for a firm of its 再委託."""

    contract = keys.contract("workers")
    firm = models.ForeignKey(
        "ledgers.Contractor",
        on_delete=models.PROTECT,
        related_name="workers",
        verbose_name=pgettext_lazy("従事者", "所属"),
    )
    name = models.CharField(_("氏名"), max_length=100)
    name_key = models.CharField(max_length=100, editable=False)
    """The name in one spelling: the same person written otherwise is recognised by it."""
    task = models.CharField(_("役割"), max_length=100, blank=True)
    starts = models.DateField(_("従事の開始"))
    ends = models.DateField(_("従事の終了"), null=True, blank=True)
    trained_on = models.DateField(_("教育を受けた日"), null=True, blank=True)
    pledged_on = models.DateField(_("秘密保持誓約書の受領日"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """Read by contract; found by name."""

        ordering: ClassVar[list[str]] = ["firm_id", "name_key", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "contract", "ends"], name="worker_of_contract"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Place(BodyOwned):
    """作業場所 that is allowed: where the work is done, until when, and under which condition."""

    contract = keys.contract("places")
    firm = models.ForeignKey(
        "ledgers.Contractor", on_delete=models.PROTECT, related_name="places", verbose_name=_("使う会社")
    )
    kind = models.CharField(_("場所の種類"), max_length=20, choices=PlaceKind.choices())
    name = models.CharField(_("場所の名前"), max_length=100)
    address = models.CharField(_("所在地"), max_length=200)
    starts = models.DateField(_("使ってよい日から"))
    ends = models.DateField(_("使ってよい日まで"), null=True, blank=True)
    condition = models.TextField(_("条件"), blank=True)
    approved_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("認めた人")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """Read by contract."""

        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "contract"], name="place_of_contract"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Carry(BodyOwned):
    """持出し: one medium or device that a worker carries from place to place; permitted before it leaves."""

    contract = keys.contract("carries")
    kind = models.CharField(_("媒体・機器"), max_length=20, choices=CarrierKind.choices())
    serial = models.CharField(_("製造番号・管理番号"), max_length=60)
    what = models.CharField(_("入れるデータ"), max_length=200)
    handover = models.ForeignKey(
        "custody.HandOver",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="carries",
        verbose_name=_("提供の記録"),
    )
    encrypted = models.BooleanField(_("暗号化"), default=False)
    worker = models.ForeignKey(
        Worker, on_delete=models.PROTECT, related_name="carries", verbose_name=_("運ぶ従事者")
    )
    origin = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="departures", verbose_name=_("どこから")
    )
    destination = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="arrivals", verbose_name=_("どこへ")
    )
    witness = models.CharField(_("立ち会う職員"), max_length=100)
    out_on = models.DateField(_("持ち出す日"))
    due_on = models.DateField(_("戻す期限"))
    asked_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("申し出た人")
    )
    state = models.CharField(
        _("状態"), max_length=20, choices=CarryState.choices(), default=CarryState.ASKED.value
    )
    decided_by = keys.person()
    decided_on = models.DateField(_("決めた日"), null=True, blank=True)
    decision_note = models.TextField(_("条件・理由"), blank=True)
    returned_on = models.DateField(_("戻った日"), null=True, blank=True)
    returned_to = keys.person()
    returned_how = models.TextField(_("確かめ方"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """The newest first; what is out is looked up by its due date."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["body", "kind", "serial"],
                condition=models.Q(state=CarryState.PERMITTED.value),
                name="carry_out_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "contract", "state"], name="carry_of_contract"),
            models.Index(fields=["body", "state", "due_on"], name="carry_by_due"),
        ]

    def __str__(self) -> str:
        """Return medium and number."""
        return f"{CarrierKind(self.kind).label} {self.serial}"


class RosterImport(Received):
    """名簿の取込み: a roster of those who work under a contract."""

    contract = keys.contract("roster_imports")
    mapping = models.JSONField(default=dict)


class Visit(BodyOwned):
    """立入時の名簿確認: who came to a place on a day was compared with the roster."""

    contract = keys.contract("visits")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="visits", verbose_name=_("場所"))
    on = models.DateField(_("確かめた日"))
    checked_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("確かめた人")
    )
    note = models.TextField(_("気づいたこと"), blank=True)

    class Meta(BodyOwned.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "contract", "-on"], name="visit_of_contract"),
        ]

    def __str__(self) -> str:
        """Return place and day."""
        return f"{self.place}（{self.on:%Y-%m-%d}）"


class Visitor(BodyOwned):
    """One person who came; without ``worker`` they are not on the roster, and what was done is written."""

    contract = keys.contract("visitors")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="visitors")
    worker = models.ForeignKey(
        Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="appearances"
    )
    name = models.CharField(_("氏名"), max_length=100)
    firm_name = models.CharField(_("名乗った所属"), max_length=120, blank=True)
    settled_on = models.DateField(_("対処した日"), null=True, blank=True)
    settled_by = keys.person()
    settled_how = models.TextField(_("したこと"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """In the order they were written."""

        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "contract", "settled_on"], name="visitor_of_contract"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def came_on(self) -> dt.date:
        """The day they came."""
        day: dt.date = self.visit.on
        return day
