"""別紙: as it went out for an answer, what came back, which answer stands, the body's own templates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.server.accounts.tenancy import BodyOwned
from sekisho.server.agreements.of_matter import ONE_MATTER, OfMatter
from sekisho.terms import AnswerSource


class AnnexIssue(OfMatter):
    """別紙 as it went out for an answer; written once."""

    number = models.PositiveIntegerField(_("版"), default=1)
    requirements = models.PositiveIntegerField(_("要件の版"), default=0)
    lines = models.JSONField(default=list)
    digest = models.CharField("SHA-256", max_length=64)
    made_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfMatter.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=ONE_MATTER, name="annex_of_one_matter"),
            models.UniqueConstraint(fields=["service", "number"], name="annex_number_of_service"),
            models.UniqueConstraint(fields=["contract", "number"], name="annex_number_of_contract"),
        ]

    def __str__(self) -> str:
        """Return matter and number."""
        return f"{self.matter} {self.number}"


class AnnexAnswers(OfMatter):
    """What the other side answered to an annex; ``answers``: table → line → {reply, words, party}."""

    issue = models.ForeignKey(AnnexIssue, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField(_("版"), default=1)
    answers = models.JSONField(default=dict)
    left_out = models.JSONField(default=list)
    """Lines answered whose text had changed meanwhile: their answers were not taken."""
    by_name = models.CharField(_("回答者"), max_length=120)
    file = models.CharField("SHA-256", max_length=64)
    taken_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("取り込んだ日時"), auto_now_add=True)

    class Meta(OfMatter.Meta):
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=ONE_MATTER, name="annex_answers_of_one_matter"),
            models.UniqueConstraint(fields=["service", "number"], name="annex_answers_of_service"),
            models.UniqueConstraint(fields=["contract", "number"], name="annex_answers_of_contract"),
        ]

    def __str__(self) -> str:
        """Return matter and number."""
        return f"{self.matter} {self.number}"


class AnswerSettlement(OfMatter):
    """Which of two answers that differ stands, and why; written once, the newest counts."""

    line = models.CharField(_("要件"), max_length=60)
    digest = models.CharField("SHA-256", max_length=64)
    """Of what is required and of both answers (``agreements.contradictions``)."""
    source = models.CharField(_("どちらによるか"), max_length=20, choices=AnswerSource.choices())
    said = models.JSONField(default=dict)
    """Both answers as they were seen."""
    reason = models.TextField(_("理由"))
    settled_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("決めた日時"), auto_now_add=True)

    class Meta(OfMatter.Meta):
        """In the order in which they were decided."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=ONE_MATTER, name="settlement_of_one_matter"),
        ]

    def __str__(self) -> str:
        """Return matter and requirement."""
        return f"{self.matter} {self.line}"


class AnnexTemplate(BodyOwned):
    """A body's own template of the annexes (Word or Excel)."""

    name = models.CharField(_("ファイル名"), max_length=150)
    kind = models.CharField(_("種類"), max_length=10, choices=[("docx", "Word"), ("xlsx", "Excel")])
    file = models.CharField("SHA-256", max_length=64)
    made_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("登録した日"), auto_now_add=True)
    retired_on = models.DateField(_("使うのをやめた日"), null=True, blank=True)

    class Meta(BodyOwned.Meta):
        """One of a kind is in use."""

        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["body", "kind"],
                condition=models.Q(retired_on__isnull=True),
                name="annex_template_in_use",
            ),
        ]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name
