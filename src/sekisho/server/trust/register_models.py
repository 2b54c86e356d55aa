"""ISMAP登録簿: the public list as it stood on a day, and what a person has to say of what it lost.

An edition waits until a person consents (``taken_at``); then its rows are written and never change. The
newest edition of a kind, by its own day, is in force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.terms import CertificationKind, RegisterState

if TYPE_CHECKING:
    from sekisho.terms import EvidenceState

KINDS = (CertificationKind.ISMAP, CertificationKind.ISMAP_LIU)
KIND_CHOICES = [(kind.value, str(kind.label)) for kind in KINDS]


class RegisterEdition(BodyOwned):
    """One edition of a register: read, shown, and with consent taken in."""

    kind = models.CharField(_("登録簿"), max_length=20, choices=KIND_CHOICES)
    as_of = models.DateField(_("いつ現在か"))
    filename = models.CharField(_("ファイル名"), max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(_("取り込んだ日時"), null=True, blank=True)
    current = models.BooleanField(default=False)
    rows_digest = models.CharField(max_length=64, blank=True)
    left_out = models.JSONField(default=list)
    """The numbers of rows that could not be read: of them it is not known that they are missing."""
    result = models.JSONField(default=dict)

    class Meta(BodyOwned.Meta):
        """The newest first; one of each kind is in force."""

        ordering: ClassVar[list[str]] = ["-as_of", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["body", "kind"], condition=models.Q(current=True), name="register_current_of_kind"
            ),
        ]

    def __str__(self) -> str:
        """Return which register it is."""
        return f"{CertificationKind(self.kind).label}クラウドサービスリスト"


class RegisterRow(BodyOwned):
    """One registration in one edition, as it was written there."""

    edition = models.ForeignKey(RegisterEdition, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField(_("行"))
    number = models.CharField(_("登録番号"), max_length=80)
    number_key = models.CharField(max_length=120, editable=False)
    service_name = models.CharField(_("クラウドサービスの名称"), max_length=200)
    provider_name = models.CharField(_("クラウドサービス事業者の名称"), max_length=200)
    corporate_number = models.CharField(_("法人番号"), max_length=13, blank=True)
    registered = models.DateField(_("登録日"), null=True, blank=True)
    period_start = models.DateField(_("監査対象期間の始め"), null=True, blank=True)
    period_end = models.DateField(_("監査対象期間の終わり"), null=True, blank=True)
    expires = models.DateField(_("登録の有効期限"), null=True, blank=True)
    until = models.DateField(_("いつまで有効か"), null=True, blank=True)
    state = models.CharField(_("登録の状態"), max_length=20, choices=RegisterState.choices())
    state_on = models.DateField(_("状態が変わった日"), null=True, blank=True)
    scope = models.TextField(_("言明の対象範囲"), blank=True)
    search_key = models.CharField(max_length=600, editable=False, default="")
    if TYPE_CHECKING:
        standing: EvidenceState
        """Whether it is valid on a day; rows of ``registers`` carry it."""

    class Meta(BodyOwned.Meta):
        """In the order of the list."""

        ordering: ClassVar[list[str]] = ["line", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["edition", "line", "id"], name="register_row_by_line"),
            models.Index(fields=["edition", "number_key"], name="register_row_by_number"),
        ]

    def __str__(self) -> str:
        """Return number and service."""
        return f"{self.number} {self.service_name}"


class RegisterAbsence(BodyOwned):
    """A certification held whose number a register has no more: a person says whether it is gone."""

    evidence = models.ForeignKey(
        "trust.Evidence", on_delete=models.PROTECT, related_name="absences", verbose_name=_("認定・認証")
    )
    edition = models.ForeignKey(
        RegisterEdition, on_delete=models.PROTECT, related_name="absences", verbose_name=_("登録簿")
    )
    opened_on = models.DateField(_("わかった日"))
    answered_on = models.DateField(_("確かめた日"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    gone = models.BooleanField(_("登録はなくなっていたか"), null=True, blank=True)
    why = models.CharField(_("確かめたこと"), max_length=300, blank=True)

    class Meta(BodyOwned.Meta):
        """The oldest first; one open question a certification."""

        ordering: ClassVar[list[str]] = ["opened_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["evidence"], condition=models.Q(answered_on=None), name="absence_open_of_evidence"
            ),
        ]

    def __str__(self) -> str:
        """Return what is missing."""
        return str(self.evidence)
