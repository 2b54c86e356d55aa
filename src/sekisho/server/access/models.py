"""利用者アカウントの台帳 (who can sign in to an external service), and who was told its 利用方針.

Rows are never deleted: a closed account keeps the day and how it was confirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.received import Received
from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import AccountKind, InventoryAnswer, InventoryFinding

if TYPE_CHECKING:
    import datetime as dt


class ServiceAccount(BodyOwned):
    """One account of one service: a person's, or a shared one with words for who uses it."""

    service = models.ForeignKey(
        "ledgers.ExternalService",
        on_delete=models.PROTECT,
        related_name="accounts",
        verbose_name=_("外部サービス"),
    )
    login = models.CharField(_("ログイン名"), max_length=200)
    person = models.ForeignKey(
        "accounts.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="service_accounts",
        verbose_name=_("利用者"),
    )
    holder = models.CharField(_("利用者（共用のとき）"), max_length=100, blank=True)
    kind = models.CharField(_("アカウントの種類"), max_length=20, choices=AccountKind.choices())
    purpose = models.CharField(_("使う目的"), max_length=200, blank=True)
    privileged = models.BooleanField(_("特権"), default=False)
    mfa = models.BooleanField(_("多要素認証"), null=True, blank=True)
    """None: not known."""
    if TYPE_CHECKING:
        since: dt.date
        left_on: dt.date | None
        state: str
        """These three of today, in every row of ``queries``."""
    opened_on = models.DateField(_("開設日"))
    reviewed_on = models.DateField(_("点検日"), null=True, blank=True)
    closed_on = models.DateField(_("閉鎖日"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_how = models.TextField(_("確かめ方"), blank=True)
    search_key = models.CharField(max_length=500, editable=False, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """Open ones by service; a login is open once."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "login"],
                condition=models.Q(closed_on__isnull=True),
                name="account_open_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "service", "closed_on"], name="account_of_service"),
            models.Index(fields=["body", "closed_on", "person"], name="account_of_person"),
        ]

    def __str__(self) -> str:
        """Return the login name."""
        return self.login

    @property
    def used_by(self) -> str:
        """Whose it is: the person, or the words for who uses it."""
        return self.person.name if self.person is not None else self.holder


class AccountImport(Received):
    """アカウントの取込み: a list of the accounts of one service or of several."""

    service = models.CharField(_("外部サービス"), max_length=200, blank=True)
    """What the person named for all rows; empty where the file says it."""
    mapping = models.JSONField(default=dict)


class Inventory(BodyOwned):
    """棚卸し: a provider's list of users, shown and (``taken_at``) held against the ledger with consent."""

    service = models.ForeignKey(
        "ledgers.ExternalService",
        on_delete=models.PROTECT,
        related_name="inventories",
        verbose_name=_("外部サービス"),
    )
    filename = models.CharField(_("ファイル名"), max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    listed_on = models.DateField(_("一覧の日"))
    dormant_after = models.PositiveSmallIntegerField(_("使われていないとみる日数"))
    mapping = models.JSONField(default=dict)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    settled_on = models.DateField(_("済んだ日"), null=True, blank=True)
    knows_use = models.BooleanField(default=False)
    """Whether the list said when each user last signed in."""
    counts = models.JSONField(default=dict)

    class Meta(BodyOwned.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "service", "-listed_on"], name="inventory_of_service"),
        ]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.filename


class InventoryLine(BodyOwned):
    """One thing a 棚卸し found, until a person settled it."""

    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(ServiceAccount, null=True, on_delete=models.PROTECT, related_name="found")
    finding = models.CharField(_("分かったこと"), max_length=20, choices=InventoryFinding.choices())
    login = models.CharField(_("ログイン名"), max_length=200)
    name = models.CharField(_("提供者の一覧の氏名"), max_length=100, blank=True)
    privileged = models.BooleanField(_("提供者での特権"), null=True)
    last_used = models.DateField(_("最終ログイン"), null=True)
    suggested = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(_("期限"))
    answer = models.CharField(_("済ませ方"), max_length=20, choices=InventoryAnswer.choices(), blank=True)
    how = models.TextField(_("確かめ方"), blank=True)
    settled_on = models.DateField(_("済んだ日"), null=True)
    settled_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(BodyOwned.Meta):
        """The nearest due first."""

        ordering: ClassVar[list[str]] = ["due", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "answer", "due"], name="inventory_line_open"),
        ]

    def __str__(self) -> str:
        """Return the login name."""
        return self.login


class Briefing(BodyOwned):
    """利用方針 of a service as it was announced; the newest is the one in force."""

    service = models.ForeignKey("ledgers.ExternalService", on_delete=models.PROTECT, related_name="briefings")
    text = models.TextField(_("利用方針"))
    how = models.CharField(_("知らせ方"), max_length=100, blank=True)
    announced_on = models.DateField(_("知らせた日"))
    announced_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(BodyOwned.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "service", "-id"], name="briefing_newest"),
        ]

    def __str__(self) -> str:
        """Return the first words."""
        return self.text[:40]


class Briefed(BodyOwned):
    """One person who confirmed to have read one 利用方針."""

    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="confirmed")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    confirmed_on = models.DateField(_("読んだ日"))

    class Meta(BodyOwned.Meta):
        """Once a person."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["briefing", "person"], name="briefed_once"),
        ]

    def __str__(self) -> str:
        """Return who."""
        return str(self.person_id)
