"""Bodies, their sections, their people and the posts people hold."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.received import Received
from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import NetworkModel, Role


class Body(models.Model):
    """団体: a municipality, or a prefecture that runs Sekisho for its municipalities."""

    code = models.CharField(_("団体コード"), max_length=6, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(
        _("種別"),
        max_length=20,
        default="municipality",
        choices=[("municipality", _("市区町村")), ("prefecture", _("都道府県"))],
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    edition = models.CharField(_("版"), max_length=40, default="proposal-2021-09")
    network_model = models.CharField(
        _("ネットワークモデル"),
        max_length=20,
        default=NetworkModel.ALPHA.value,
        choices=NetworkModel.choices(),
    )

    def __str__(self) -> str:
        """Return the body's name."""
        return self.name


class Section(BodyOwned):
    """課・室・局. A section that was dissolved keeps its rows and gets an end date."""

    code = models.CharField(_("課コード"), max_length=20)
    name = models.CharField(_("名称"), max_length=60)
    symbol = models.CharField(_("文書記号"), max_length=10)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    starts = models.DateField(_("設置日"))
    ends = models.DateField(_("廃止日"), null=True, blank=True)

    class Meta(BodyOwned.Meta):
        """A code names one section of one body."""

        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "code"], name="section_code_of_body"),
            models.UniqueConstraint(fields=["body", "name"], name="section_name_of_body"),
        ]

    def __str__(self) -> str:
        """Return the section's name."""
        return self.name


class PersonManager(BaseUserManager[Any]):
    """People are looked up by user name across bodies only at sign-in."""

    def get_by_natural_key(self, username: str | None) -> Any:  # noqa: ANN401  Django's own signature
        """Return the person with this user name."""
        return self.get(username=username)


class Person(AbstractBaseUser):
    """職員. ``name`` is stored exactly as typed; ``name_key`` is for searching."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="people")
    username = models.CharField(_("利用者ID"), max_length=64, unique=True)
    name = models.CharField(_("氏名"), max_length=60)
    name_key = models.CharField(max_length=60, db_index=True, editable=False)
    email = models.EmailField(_("メール"), blank=True)
    is_active = models.BooleanField(_("有効"), default=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        """Return the name as typed."""
        return self.name

    def get_full_name(self) -> str:
        """Return the name as typed."""
        return self.name


class Post(BodyOwned):
    """職・役割: a role of the policy held by a person at a section for a period. One may hold several."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(_("役割"), max_length=30, choices=Role.choices())
    title = models.CharField(_("職名"), max_length=60)
    starts = models.DateField(_("発令日"))
    ends = models.DateField(_("終了日"), null=True, blank=True)

    class Meta(BodyOwned.Meta):
        """Looked up by person and day on every request."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "starts", "ends"], name="post_person_period"),
            models.Index(fields=["body", "role", "section"], name="post_role_section"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Absence(BodyOwned):
    """不在: while it lasts, deputies may decide in the person's stead (代決)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    starts = models.DateField(_("から"))
    ends = models.DateField(_("まで"))
    reason = models.CharField(_("理由"), max_length=60)

    class Meta(BodyOwned.Meta):
        """An absence ends after it starts."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="absence_period"),
        ]

    def __str__(self) -> str:
        """Return the period."""
        return f"{self.starts}–{self.ends}"


class ApiToken(BodyOwned):
    """鍵: lets a program act for a person through the API. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(_("用途"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    ends = models.DateField(_("終了日"))
    stopped_at = models.DateTimeField(_("停止日時"), null=True)

    class Meta(BodyOwned.Meta):
        """Looked up by digest on every call."""

    def __str__(self) -> str:
        """Return what it is for."""
        return self.label


class TransferImport(Received):
    """人事異動の取込み: a file with the posts of a personnel order."""
